import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { secretOf } from "../../../src/config/secret-setting.ts";
import { createRedactor, Secret } from "../../../src/secrets.ts";
import { newDirectory } from "./configure.ts";

describe("secretOf", () => {
  it("reads the file, without the line break at its end, and registers it", async () => {
    const base = await newDirectory();
    await writeFile(join(base, "token"), "canary-token\n");
    const redactor = createRedactor();
    const secret = await secretOf({ kind: "file", path: "token" }, { base, home: base }, redactor);
    expect([secret?.reveal(), redactor.redact("canary-token")]).toEqual(["canary-token", "[secret]"]);
  });

  it("passes on a value, and nothing", async () => {
    const directories = { base: "/", home: "/" };
    const given = new Secret("canary");
    expect(await secretOf({ kind: "value", secret: given }, directories, createRedactor())).toBe(given);
    expect(await secretOf(undefined, directories, createRedactor())).toBeUndefined();
  });

  it("refuses a file that is missing or empty", async () => {
    const base = await newDirectory();
    await writeFile(join(base, "empty"), "\n");
    const read = (path: string) => secretOf({ kind: "file", path }, { base, home: base }, createRedactor());
    await expect(read("absent")).rejects.toThrow(`${base}/absent cannot be read`);
    await expect(read("empty")).rejects.toThrow(`${base}/empty is empty`);
  });
});
