import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAuditFile, type AuditFile } from "../../../src/audit/audit-file.ts";
import { ConfigError } from "../../../src/errors.ts";

let folder = "";
let path = "";
const opened: AuditFile[] = [];
const listening: Server[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  path = join(folder, "audit.jsonl");
});
afterEach(async () => {
  for (const server of listening.splice(0)) server.close();
  await Promise.all(opened.splice(0).map((file) => file.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(at = path, isDurable = false): Promise<AuditFile> {
  const file = await openAuditFile({ path: at, isDurable });
  opened.push(file);
  return file;
}

const listen = () => new Promise<void>((resolve) => void listening.push(createServer().listen(path, resolve)));

const content = (at = path) => readFile(at, "utf8");

describe("an audit file", () => {
  it.each([false, true])("gets whole lines in order, behind what it has already (durable: %s)", async (isDurable) => {
    await writeFile(path, "old\n", { mode: 0o600 });
    const file = await open(path, isDurable);
    const lines = Array.from({ length: 200 }, (_, n) => `${n} ${"x".repeat((n * 997) % 20_000)}`);
    await Promise.all(lines.map((line) => file.append(line)));
    expect(await content()).toBe(`old\n${lines.join("\n")}\n`);
  });

  it("never mixes the lines of two processes", async () => {
    const [one, two] = [await open(), await open()];
    const lines = Array.from({ length: 300 }, (_, n) => `${n % 2} ${String(n).repeat(1000)}`);
    await Promise.all(lines.map((line, n) => (n % 2 === 0 ? one : two).append(line)));
    expect((await content()).trimEnd().split("\n").toSorted()).toEqual(lines.toSorted());
  });

  it("is its owner's alone", async () => {
    await open();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("keeps the mode that its operator gave it", async () => {
    await writeFile(path, "");
    await chmod(path, 0o640);
    await (await open()).append("x");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it("is begun anew after it was moved away, and the moved one keeps its lines", async () => {
    const file = await open();
    await file.append("one");
    await rename(path, `${path}.1`);
    await file.append("two");
    await rm(path);
    await file.append("three");
    expect(await content(`${path}.1`)).toBe("one\n");
    expect(await content()).toBe("three\n");
  });

  it("goes on after it was truncated in place", async () => {
    const file = await open();
    await file.append("one");
    await writeFile(path, "");
    await file.append("two");
    expect(await content()).toBe("two\n");
  });

  it("cannot be written while its folder is gone, and can be again", async () => {
    const file = await open();
    await rename(folder, `${folder}-gone`);
    await expect(file.append("lost")).rejects.toThrow("there is no folder");
    await rename(`${folder}-gone`, folder);
    await file.append("two");
    expect(await content()).toBe("two\n");
  });

  it("is not followed to where a link put in its place points", async () => {
    const file = await open();
    const target = join(folder, "target");
    await writeFile(target, "");
    await rm(path);
    await symlink(target, path);
    await expect(file.append("lost")).rejects.toThrow("symbolic link");
    expect(await content(target)).toBe("");
  });

  it.runIf(process.platform === "linux")("fails for a full disk", async () => {
    const file = await open("/dev/full");
    await expect(file.append("lost")).rejects.toThrow("ENOSPC");
  });
});

describe("is refused at the start:", () => {
  const cases: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ["a missing folder", () => rm(folder, { recursive: true }), "there is no folder"],
    ["a symbolic link", () => symlink(join(folder, "elsewhere"), path), "it is a symbolic link"],
    ["a folder", () => mkdir(path), "it is a folder"],
    ["a socket", listen, "it cannot be opened (ENXIO)"],
    [
      "a file that others may write",
      () => writeFile(path, "").then(() => chmod(path, 0o622)),
      "other users may write to it",
    ],
  ];
  it.each(cases)("%s", async (_, prepare, problem) => {
    await prepare();
    const refusal = openAuditFile({ path, isDurable: false });
    await expect(refusal).rejects.toThrow(ConfigError);
    await expect(refusal).rejects.toThrow(problem);
  });
});
