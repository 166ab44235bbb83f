import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

const { packages }: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync("package-lock.json", "utf8"),
);

describe("package-lock.json", () => {
  // npm leaves out the builds of other platforms that it could not find, and `npm ci` then refuses the file.
  it("has an entry for every optional dependency, whatever platform it is for", () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  it("names no host to fetch from", () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.resolved?.includes("://"))).toEqual([]);
  });

  it("needs no install script at run time", () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.hasInstallScript && !packages[path].dev)).toEqual([]);
  });
});
