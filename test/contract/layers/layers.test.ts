import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { layers, packageOwners } from "./layers.ts";

const root = "src";
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts"));
const layerOf = (file: string) => file.split(sep)[0]?.replace(/\.ts$/, "") ?? "";
const importsOf = (file: string) =>
  [
    ...readFileSync(join(root, file), "utf8").matchAll(
      /(?:\bfrom|\bimport|\brequire|\bcreateRequire\(import\.meta\.url\))\s*\(?\s*"([^"]+)"/g,
    ),
  ].map((m) => m[1] ?? "");

function forbidden(file: string, specifier: string): boolean {
  const from = layerOf(file);
  if (!specifier.startsWith(".")) {
    const owners = Object.entries(packageOwners).find(([name]) => specifier.startsWith(name))?.[1];
    return owners !== undefined && !owners.includes(from);
  }
  const to = layerOf(normalize(join(dirname(file), specifier)));
  return to !== from && !(layers[from] ?? []).includes(to);
}

describe("layers", () => {
  it("has a row for every folder and file of src", () => {
    expect([...new Set(files.map(layerOf))].filter((l) => !(l in layers))).toEqual([]);
  });

  it("lets each folder import only what its row names", () => {
    const bad = files.flatMap((f) =>
      importsOf(f)
        .filter((s) => forbidden(f, s))
        .map((s) => `${f} imports ${s}`),
    );
    expect(bad).toEqual([]);
  });

  it("runs one way: no row reaches itself", () => {
    const reaches = (from: string, seen = new Set<string>()): Set<string> => {
      for (const to of layers[from] ?? []) if (!seen.has(to)) reaches(to, seen.add(to));
      return seen;
    };
    expect(Object.keys(layers).filter((l) => reaches(l).has(l))).toEqual([]);
  });

  it("recognises a forbidden import", () => {
    expect(forbidden(join("table", "x.ts"), "../mcp/y.ts")).toBe(true);
    expect(forbidden(join("tools", "x.ts"), "@modelcontextprotocol/server")).toBe(true);
  });
});
