import { describe, expect, it } from "vitest";
import { buildTable } from "../../../src/demo/build-table.ts";
import type { Cell, KqlType } from "../../../src/table/table.ts";
import { catalogue, columnOf, demoTenant, wednesday } from "./demo.ts";

const DAY_MS = 86_400_000;
const tenant = demoTenant();

const datetime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;
const fits: Readonly<Record<KqlType, (cell: Cell) => boolean>> = {
  string: (cell) => typeof cell === "string",
  guid: (cell) => typeof cell === "string",
  decimal: (cell) => typeof cell === "string",
  timespan: (cell) => typeof cell === "string",
  bool: (cell) => typeof cell === "boolean",
  int: (cell) => Number.isInteger(cell) && Math.abs(Number(cell)) < 2 ** 31,
  long: (cell) => Number.isSafeInteger(cell),
  real: (cell) => typeof cell === "number",
  datetime: (cell) => typeof cell === "string" && datetime.test(cell),
  dynamic: (cell) => typeof cell === "object" || (typeof cell === "string" && cell === ""),
};

describe("the tables of the demo tenant", () => {
  it.each(tenant.filled())("%s has the catalogue's columns, and cells of their types", (name) => {
    const table = tenant.table(name);
    const schema = catalogue.table(name);
    expect(table.columns).toEqual(schema?.columns.map((column) => ({ name: column.name, type: column.bindAs })));
    expect(tenant.columns(name)).toEqual(table.columns);
    expect(table.rowCount).toBeGreaterThan(0);
    const misfits = table.columns.flatMap((column, place) => {
      const cells = table.data[place] ?? [];
      expect(cells).toHaveLength(table.rowCount);
      const misfit = cells.find((cell) => cell !== null && !fits[column.type](cell));
      return misfit === undefined ? [] : [`${column.name}: ${column.type} = ${JSON.stringify(misfit)}`];
    });
    expect(misfits).toEqual([]);
  });

  const timed = tenant.filled().filter((name) => catalogue.table(name)?.timeColumn === "Timestamp");

  it.each(timed)("%s has its rows in the order of time, within the last thirty days", (name) => {
    const times = columnOf(tenant.table(name), "Timestamp").map(String);
    expect(times).toEqual(times.toSorted());
    expect(Date.parse(times[0] ?? "")).toBeGreaterThanOrEqual(wednesday - 31 * DAY_MS);
    expect(Date.parse(times.at(-1) ?? "")).toBeLessThanOrEqual(wednesday);
  });

  it("have no two rows at the very end, where what is cut off would pile up", () => {
    const now = Date.UTC(2026, 10, 25, 11, 30);
    const made = demoTenant(now);
    const piled = timed.filter((name) => {
      const [last] = columnOf(made.table(name), "Timestamp").slice(-2);
      return typeof last === "string" && Date.parse(last) >= now;
    });
    expect(piled).toEqual([]);
  });

  it("knows every other table of the catalogue as empty", () => {
    expect(tenant.tables()).toEqual(catalogue.tables.map(({ name }) => name));
    const table = tenant.table("CloudDnsEvents");
    expect(table.rowCount).toBe(0);
    expect(table.columns.map(({ name }) => name)).toContain("Timestamp");
    expect(table.data).toHaveLength(table.columns.length);
    expect(() => tenant.table("NoSuchTable")).toThrow("The catalogue has no table NoSuchTable.");
  });

  it("has some twenty to thirty tables and 50 to 100 thousand rows", () => {
    const counts = tenant.filled().map((name) => tenant.table(name).rowCount);
    const rows = counts.reduce((sum, count) => sum + count, 0);
    expect(counts.length).toBeGreaterThanOrEqual(25);
    expect(rows).toBeGreaterThan(50_000);
    expect(rows).toBeLessThan(100_000);
  });
});

describe("determinism", () => {
  const names = ["EmailEvents", "DeviceProcessEvents", "AlertEvidence", "OAuthAppInfo", "IdentityInfo"];

  it.each(names)("gives the same rows of %s for the same seed and time, whatever was asked for before", (name) => {
    expect(demoTenant().table(name)).toEqual(tenant.table(name));
  });

  it("gives other rows for another seed, with the same columns", () => {
    const [one, other] = [tenant.table("EmailEvents"), demoTenant(wednesday, "another").table("EmailEvents")];
    expect(other.columns).toEqual(one.columns);
    expect(columnOf(other, "NetworkMessageId")[0]).not.toBe(columnOf(one, "NetworkMessageId")[0]);
  });

  it("keeps people and devices when time goes on", () => {
    const later = demoTenant(wednesday + 3 * DAY_MS);
    const devices = (which: typeof tenant) => new Set(columnOf(which.table("DeviceInfo"), "DeviceId"));
    expect(devices(later)).toEqual(devices(tenant));
  });

  it("makes a table once", () => {
    expect(tenant.table("EmailEvents")).toBe(tenant.table("EmailEvents"));
  });
});

describe("a row", () => {
  const schema = catalogue.table("EmailUrlInfo");
  if (schema === undefined) throw new Error("EmailUrlInfo is in the catalogue");

  it("that names an unknown column is refused", () => {
    expect(() => buildTable(schema, [{ Urls: "x" }])).toThrow("EmailUrlInfo has no column Urls.");
  });

  it("may come in parts; what it does not name is empty", () => {
    const table = buildTable(schema, [
      [{ Timestamp: "2026-01-02T00:00:00.0000000Z" }, { Url: "later" }],
      { Timestamp: "2026-01-01T00:00:00.0000000Z", Url: "earlier" },
    ]);
    expect(columnOf(table, "Url")).toEqual(["earlier", "later"]);
    expect(columnOf(table, "UrlDomain")).toEqual([null, null]);
  });
});
