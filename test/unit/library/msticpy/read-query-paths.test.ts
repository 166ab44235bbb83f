import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadLibrary } from "../../../../src/library/load-library.ts";
import { readQueryPaths } from "../../../../src/library/msticpy/read-query-paths.ts";
import { loadCatalogue } from "../../../../src/schema/catalogue.ts";

const fixtures = resolve("test/fixtures/queries");
const file = (name: string, family = "F") =>
  `metadata: {data_environments: [MDE], data_families: [${family}]}\nsources:\n  ${name}:\n    args: {query: DeviceEvents}\n`;

const never = () => {
  throw new Error("read too early");
};

let directory: string;
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), "queries-"))));
afterAll(() => rm(directory, { recursive: true }));

describe("readQueryPaths", () => {
  it("reads a folder with all below it, and single files, each once", async () => {
    const folder = join(directory, "tree");
    await mkdir(join(folder, "deep", "er"), { recursive: true });
    await writeFile(join(folder, "b.yml"), file("two"));
    await writeFile(join(folder, "deep", "er", "a.yaml"), file("one"));
    await writeFile(join(folder, "notes.txt"), "not read");
    await symlink(folder, join(folder, "deep", "loop"));
    const { queries, warnings } = await readQueryPaths([folder, join(folder, "b.yml")], () => false);
    expect(queries.map(({ name }) => name).toSorted()).toEqual(["F.one", "F.two"]);
    expect(warnings).toEqual([]);
  });

  it("warns of what is missing or too large, and goes on", async () => {
    const large = join(directory, "large.yaml");
    const good = join(directory, "good.yaml");
    await writeFile(large, `# ${"x".repeat(1024 * 1024)}`);
    await writeFile(good, file("three"));
    const { queries, warnings } = await readQueryPaths([join(directory, "absent"), large, good], () => false);
    expect(queries.map(({ name }) => name)).toEqual(["F.three"]);
    expect(warnings).toEqual([
      `${join(directory, "absent")}: the queries there cannot be read (ENOENT).`,
      `${large}: 1048578 bytes are too many (at most 1048576); the file is left out.`,
    ]);
  });

  it("says once how many files are for other products", async () => {
    const { queries, warnings } = await readQueryPaths([fixtures], () => false);
    expect(queries).toHaveLength(5);
    expect(warnings.at(-1)).toBe(
      "Query files for other products than Microsoft Defender are left out (1): sentinel.yaml.",
    );
  });
});

describe("loadLibrary", () => {
  it("has a team's queries beside the shipped ones, with the tables they read", async () => {
    const library = await loadLibrary({ paths: [join(fixtures, "team.yaml")], catalogue: loadCatalogue });
    expect(library.find("logons_of_accounts")?.tables).toEqual(["DeviceLogonEvents"]);
    expect(library.find("sweep-ip")?.source).toBe("bundled");
    expect(library.warnings).toEqual([]);
  });

  it("needs no files and no catalogue without paths", async () => {
    expect((await loadLibrary({ paths: [], catalogue: never })).queries.length).toBeGreaterThan(60);
  });
});
