import { randomBytes } from "node:crypto";
import { assert, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { seal, unseal } from "../../../../src/auth/token-cache/seal.ts";

const key = randomBytes(32);

describe("a sealed text", () => {
  it("opens with its key and purpose, and shows nothing of itself", () => {
    assert(
      property(string({ unit: "binary", minLength: 8 }), string(), (text, purpose) => {
        const sealed = seal(text, key, purpose);
        expect(unseal(sealed, key, purpose)).toBe(text);
        expect(sealed.includes(text)).toBe(false);
      }),
    );
  });

  it("is another one each time", () => {
    expect(seal("same", key, "p")).not.toEqual(seal("same", key, "p"));
  });

  it("does not open with another key or for another purpose", () => {
    const sealed = seal("text", key, "tenant a");
    expect([unseal(sealed, randomBytes(32), "tenant a"), unseal(sealed, key, "tenant b")]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("does not open when any byte has changed or is missing", () => {
    const sealed = seal("some tokens", key, "p");
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(unseal(changed, key, "p")).toBeUndefined();
      expect(unseal(sealed.subarray(0, at), key, "p")).toBeUndefined();
    }
  });
});
