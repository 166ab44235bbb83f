import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { exportFormats } from "../../../src/table/export-file.ts";
import { createResultExport, type ResultExportOptions } from "../../../src/table/result-export.ts";
import { tableFromRows } from "../../../src/table/table.ts";

const DAY_MS = 86_400_000;
const table = tableFromRows(
  [
    { name: "Name", type: "string" },
    { name: "Count", type: "long" },
  ],
  [
    ["=1+1", 2n ** 60n],
    ['a "b", c', -5],
    [null, null],
  ],
);
const contents = {
  csv: 'Name,Count\r\n\'=1+1,1152921504606846976\r\n"a ""b"", c",-5\r\n,\r\n',
  ndjson:
    '{"Name":"=1+1","Count":1152921504606846976}\n{"Name":"a \\"b\\", c","Count":-5}\n{"Name":null,"Count":null}\n',
  json: '[\n{"Name":"=1+1","Count":1152921504606846976},\n{"Name":"a \\"b\\", c","Count":-5},\n{"Name":null,"Count":null}\n]\n',
};

let root = "";
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "export-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function start(changes: Partial<ResultExportOptions> = {}) {
  const directory = join(root, "exports");
  let count = 0;
  const later: (() => void)[] = [];
  const exports = createResultExport({
    directory,
    tellsPath: true,
    now: Date.now,
    randomId: () => String((count += 1)).padStart(32, "0"),
    later: (_, action) => void later.push(action),
    ...changes,
  });
  return { exports, directory, later };
}

describe("an export", () => {
  it.each(exportFormats)("as %s holds the whole table in a file of its owner alone", async (format) => {
    const { exports, directory } = start({ now: () => Date.UTC(2026, 0, 31, 23, 59, 59) });
    const name = `hunting-20260131T235959Z-00000000000000000000000000000001.${format}`;
    const bytes = Buffer.byteLength(contents[format]);
    expect(await exports.write(table, format)).toEqual({
      name,
      path: join(directory, name),
      format,
      rows: 3,
      bytes,
      parts: 1,
    });
    expect(await exports.read(name)).toBe(contents[format]);
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory)).toEqual([name]);
  });

  it("of no rows is empty but well-formed", async () => {
    const { exports } = start();
    const texts = exportFormats.map(async (format) =>
      exports.read((await exports.write(tableFromRows(table.columns, []), format)).name),
    );
    expect((await Promise.all(texts)).map((text) => text.replaceAll(/\s/g, ""))).toEqual(["Name,Count", "", "[]"]);
  });

  it("of many rows keeps every one of them", async () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => [`host-${n}.contoso.example`, n]);
    const { exports } = start();
    const { name } = await exports.write(tableFromRows(table.columns, rows), "ndjson");
    const lines = (await exports.read(name)).trimEnd().split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([20_000, '{"Name":"host-19999.contoso.example","Count":19999}']);
  });

  it.each(exportFormats)(
    "as %s that is too large to be read at once is read in parts of whole rows",
    async (format) => {
      const rows = Array.from({ length: 20_000 }, (_, n) => [`host-é-${n}.contoso.example`, n]);
      const { exports, directory } = start({ partBytes: 200_000 });
      const { name, bytes, parts } = await exports.write(tableFromRows(table.columns, rows), format);
      expect(parts).toBeGreaterThanOrEqual(Math.floor(bytes / 200_000));
      const texts = [];
      for (let part = 1; part <= parts; part += 1) texts.push(await exports.read(`${name}.${part}`));
      expect(texts.join("")).toBe(readFileSync(join(directory, name), "utf8"));
      for (const text of texts) {
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(200_000);
        expect(text.endsWith("\n") || text.endsWith("}")).toBe(true);
      }
      await expect(exports.read(name)).rejects.toMatchObject({ nextStep: expect.stringContaining(`${name}.${parts}`) });
      for (const part of ["0", String(parts + 1), "999999"])
        await expect(exports.read(`${name}.${part}`)).rejects.toThrow("There is no such export");
    },
  );

  it("does not tell its path to callers elsewhere, not even when it fails", async () => {
    expect((await start({ tellsPath: false }).exports.write(table, "csv")).path).toBeUndefined();
    writeFileSync(join(root, "file"), "");
    const blocked = start({ tellsPath: false, directory: join(root, "file", "exports") });
    const refusal: unknown = await blocked.exports.write(table, "csv").catch((error: unknown) => error);
    expect(String(refusal)).toContain("could not be written into its directory: ENOTDIR");
    expect(String(refusal)).not.toContain(root);
  });

  it("is off without a directory", async () => {
    await expect(start({ directory: undefined }).exports.write(table, "csv")).rejects.toMatchObject({
      message: expect.stringContaining("Export is off"),
      nextStep: expect.stringContaining("DEFENDER_HUNTING_EXPORT_DIR"),
    });
  });

  it("never goes through a link, nor into a file that is there", async () => {
    const { exports, directory } = start({ randomId: () => "0".repeat(32), now: () => 0 });
    const target = join(root, "target");
    writeFileSync(target, "mine");
    mkdirSync(directory);
    symlinkSync(target, join(directory, `hunting-19700101T000000Z-${"0".repeat(32)}.csv.part`));
    await expect(exports.write(table, "csv")).rejects.toThrow(/could not be written .*: EEXIST/);
    expect(statSync(target).size).toBe(4);
    symlinkSync(root, join(root, "link"));
    const linked = start({ directory: join(root, "link") });
    await expect(linked.exports.write(table, "csv")).rejects.toThrow(/symbolic link/);
    expect(exports.list()).toEqual([]);
  });

  it("is read only by who wrote it, under its exact name", async () => {
    const { exports, directory } = start();
    const { name } = await exports.write(table, "csv");
    const other = start({ directory }).exports;
    for (const asked of [`../exports/${name}`, name.toUpperCase(), "", "../../etc/passwd"]) {
      await expect(exports.read(asked)).rejects.toThrow(UserError);
    }
    await expect(other.read(name)).rejects.toThrow("There is no such export");
    expect(exports.list()).toMatchObject([{ name, rows: 3 }]);
  });
});

describe("after a day", () => {
  it("exports are gone, also those of an earlier process; nothing else is touched", async () => {
    const { exports, directory, later } = start();
    const old = await exports.write(table, "csv");
    const strangers = ["notes.csv", "hunting-1.csv"];
    const leftover = "hunting-20250101T000000Z-00000000000000000000000000000009.json.part";
    for (const name of [...strangers, leftover]) writeFileSync(join(directory, name), "");
    for (const name of readdirSync(directory)) {
      utimesSync(join(directory, name), new Date(Date.now() - 2 * DAY_MS), new Date(Date.now() - 2 * DAY_MS));
    }
    const fresh = await exports.write(table, "csv");
    expect(new Set(readdirSync(directory))).toEqual(new Set([...strangers, fresh.name]));
    expect(exports.list().map(({ name }) => name)).toEqual([fresh.name]);
    await expect(exports.read(old.name)).rejects.toThrow("There is no such export");
    expect(later).toHaveLength(2);
    expect(existsSync(join(directory, fresh.name))).toBe(true);
  });
});
