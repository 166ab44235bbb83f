import { readFile, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { withFileLock } from "../../../../src/auth/token-cache/file-lock.ts";
import { useFolder } from "./temporary-folder.ts";

const at = useFolder();
const lock = (pid: number, host = hostname()) => JSON.stringify({ id: "other", pid, host });
// The highest id that Linux gives is 2^22.
const NO_PROCESS = 4_194_305;

/** Lets that many enter at once; answers how many were inside together at most. */
async function crowd(path: string, count: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 3));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: count }, () => withFileLock(path, work)));
  return most;
}

describe("a file lock", () => {
  it("lets one in at a time", async () => {
    expect(await crowd(at("lock"), 8)).toBe(1);
    await expect(readFile(at("lock"))).rejects.toThrow("ENOENT");
  });

  it("is given back when the work fails", async () => {
    await expect(withFileLock(at("lock"), () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await withFileLock(at("lock"), () => Promise.resolve("in"))).toBe("in");
  });

  it.each([
    ["whose owner is gone", lock(NO_PROCESS), 0],
    ["without a sign of life, of a process id that is in use again", lock(process.pid), 60],
    ["of another machine without a sign of life", lock(1, "other-machine"), 60],
    ["that was never finished", "", 60],
    ["that makes no sense", '{"pid":"x"}', 60],
  ])("takes over a lock %s", async (_, content, ageSeconds) => {
    await writeFile(at("lock"), content);
    const then = new Date(Date.now() - ageSeconds * 1_000);
    await utimes(at("lock"), then, then);
    expect(await crowd(at("lock"), 20)).toBe(1);
    await expect(readFile(at("lock.takeover"))).rejects.toThrow("ENOENT");
  });

  it("takes over although somebody was killed while taking over", async () => {
    await writeFile(at("lock"), lock(NO_PROCESS));
    await writeFile(at("lock.takeover"), "");
    await utimes(at("lock.takeover"), new Date(0), new Date(0));
    expect(await crowd(at("lock"), 3)).toBe(1);
  });

  it("leaves a lock alone that was taken from it", async () => {
    await withFileLock(at("lock"), () => writeFile(at("lock"), lock(process.pid)));
    expect(await readFile(at("lock"), "utf8")).toBe(lock(process.pid));
  });

  it.each([
    ["of a living process", lock(process.pid), 0],
    ["of a living process that is busy", lock(process.pid), 20],
    ["of another machine", lock(NO_PROCESS, "other-machine"), 0],
    ["that is just being written", "", 0],
  ])("waits for a lock %s", async (_, content, ageSeconds) => {
    await writeFile(at("lock"), content);
    const then = new Date(Date.now() - ageSeconds * 1_000);
    await utimes(at("lock"), then, then);
    let entered = false;
    const waiting = withFileLock(at("lock"), () => Promise.resolve((entered = true)));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([entered, await readFile(at("lock"), "utf8")]).toEqual([false, content]);
    await utimes(at("lock"), new Date(0), new Date(0));
    await waiting;
  });

  it("says when no lock file can be made", async () => {
    await expect(withFileLock(at("no", "folder"), () => Promise.resolve())).rejects.toThrow("cannot be made");
  });
});
