import { randomBytes } from "node:crypto";
import { array, assert, property, string, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { createReplicaKeys, NAME_PREFIX } from "../../../src/store/replica-keys.ts";

const sealKey = randomBytes(32);
const keys = createReplicaKeys(sealKey);
const others = createReplicaKeys(randomBytes(32));

describe("a name in the store", () => {
  it("is the same in every replica, and shows nothing of its parts", () => {
    const parts = ["result", "tenant:alice", "r_1"];
    const name = keys.nameOf(...parts);
    expect(createReplicaKeys(sealKey).nameOf(...parts)).toBe(name);
    expect(name).toMatch(/^dhm:[\w-]{43}$/);
    expect(others.nameOf(...parts)).not.toBe(name);
  });

  it("is another one for other parts, also for the same text divided otherwise", () => {
    assert(
      property(array(string(), { maxLength: 4 }), array(string(), { maxLength: 4 }), (a, b) => {
        expect(keys.nameOf(...a) === keys.nameOf(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(keys.nameOf("a", "b")).not.toBe(keys.nameOf("a,b"));
    expect(keys.nameOf("ab", "")).not.toBe(keys.nameOf("a", "b"));
  });

  it("begins with what a rule of access can name", () => {
    expect(keys.nameOf("x").startsWith(NAME_PREFIX)).toBe(true);
  });
});

describe("a sealed value", () => {
  it("opens at its place in every replica with the key, and nowhere else", () => {
    assert(
      property(uint8Array({ minLength: 1 }), string(), (bytes, place) => {
        const sealed = keys.seal(place, bytes);
        expect(createReplicaKeys(sealKey).open(place, sealed)).toEqual(Buffer.from(bytes));
        expect(keys.open(`${place}x`, sealed)).toBeUndefined();
        expect(others.open(place, sealed)).toBeUndefined();
      }),
    );
  });

  it("does not open when one bit was changed, or when it was cut", () => {
    const sealed = keys.seal("place", Buffer.from("token"));
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(keys.open("place", changed)).toBeUndefined();
      expect(keys.open("place", sealed.subarray(0, at))).toBeUndefined();
    }
  });
});

describe("derived keys", () => {
  it("are the same in all replicas, differ from each other and from the seal key, and belong to it", () => {
    expect(createReplicaKeys(sealKey).stateKey).toEqual(keys.stateKey);
    expect(keys.stateKey).toHaveLength(32);
    expect(others.stateKey).not.toEqual(keys.stateKey);
    expect(Buffer.from(keys.stateKey).equals(sealKey)).toBe(false);
    // What the key for values has sealed does not open with the key for states.
    expect(createReplicaKeys(keys.stateKey).open("place", keys.seal("place", Buffer.from("x")))).toBeUndefined();
  });
});
