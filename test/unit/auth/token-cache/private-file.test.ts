import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { prepareFolder, readPrivate, setAside, writePrivate } from "../../../../src/auth/token-cache/private-file.ts";
import { useFolder } from "./temporary-folder.ts";

const at = useFolder();
const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe("a private file", () => {
  it("is written for its owner alone, in a folder for its owner alone", async () => {
    const path = at("new", "folder", "tokens");
    await prepareFolder(path);
    await writePrivate(path, Buffer.from("one"));
    await writePrivate(path, Buffer.from("two"));
    expect([await mode(path), await mode(at("new", "folder")), await mode(at("new"))]).toEqual(["600", "700", "700"]);
    expect(String(await readPrivate(path))).toBe("two");
    expect(await readdir(at("new", "folder"))).toEqual(["tokens"]);
  });

  it("is undefined when it is not there", async () => {
    expect(await readPrivate(at("none"))).toBeUndefined();
  });

  it("is closed to others when they may read it", async () => {
    await writeFile(at("open"), "x", { mode: 0o644 });
    await readPrivate(at("open"));
    expect(await mode(at("open"))).toBe("600");
  });

  it("is refused when it is a link, a folder, or others may write to it", async () => {
    await writeFile(at("target"), "x", { mode: 0o600 });
    await symlink(at("target"), at("link"));
    await mkdir(at("directory"));
    await writeFile(at("shared"), "x");
    await chmod(at("shared"), 0o620);
    for (const [name, problem] of [
      ["link", "symbolic link"],
      ["directory", "not a file"],
      ["shared", "other users may write"],
    ] as const) {
      await expect(readPrivate(at(name))).rejects.toMatchObject({
        name: "SignInError",
        message: expect.stringContaining(problem),
        nextStep: expect.stringMatching(/TokenCachePath|chmod/),
      });
    }
  });

  it("refuses a folder that others may write to, or that is a link", async () => {
    await mkdir(at("shared"));
    await chmod(at("shared"), 0o777);
    await expect(prepareFolder(at("shared", "tokens"))).rejects.toThrow("other users may write");
    await chmod(at("shared"), 0o1777);
    await expect(prepareFolder(at("shared", "tokens"))).rejects.toMatchObject({
      nextStep: "Set TokenCachePath to a folder of your own.",
    });
    await mkdir(at("own"), { mode: 0o700 });
    await symlink(at("own"), at("link"));
    await expect(prepareFolder(at("link", "tokens"))).rejects.toThrow("symbolic link");
    await writeFile(at("file"), "");
    await expect(prepareFolder(at("file", "tokens"))).rejects.toThrow("cannot be made");
  });

  it("does not write through a link: the link is replaced", async () => {
    await writeFile(at("victim"), "untouched");
    await symlink(at("victim"), at("tokens"));
    await writePrivate(at("tokens"), Buffer.from("secret"));
    expect(await readFile(at("victim"), "utf8")).toBe("untouched");
    expect(String(await readPrivate(at("tokens")))).toBe("secret");
  });

  it("removes what a killed writer left behind, and nothing else", async () => {
    await writeFile(at("tokens.1234.tmp"), "half");
    await writeFile(at("other.tmp"), "");
    await writePrivate(at("tokens"), Buffer.from("x"));
    expect((await readdir(at())).toSorted()).toEqual(["other.tmp", "tokens"]);
  });

  it("says when it cannot be written", async () => {
    await expect(writePrivate(at("missing", "tokens"), Buffer.from("x"))).rejects.toThrow(
      "it cannot be written (ENOENT)",
    );
  });

  it("is set aside under a new name each time", async () => {
    const names: string[] = [];
    for (const content of ["first", "second"]) {
      await writeFile(at("tokens"), content);
      names.push(await setAside(at("tokens")));
    }
    expect(names[0]).toBe(at("tokens.bad"));
    expect(await Promise.all(names.map((name) => readFile(name, "utf8")))).toEqual(["first", "second"]);
  });
});
