import { describe, expect, it } from "vitest";
import { columns, rows, run, tableOf } from "./run-query.ts";

const B = tableOf(
  "id:long, name:string, d:dynamic",
  [1, "x", { n: 1, name: "inner" }],
  [2, "y", { n: 2.5, t: [1] }],
  [3, "z", null],
);

describe("bag_unpack", () => {
  it("gives each key a column of the one type of its values, else dynamic", () => {
    expect(columns("B | project id, d | evaluate bag_unpack(d)", { B })).toEqual([
      "id:long",
      "n:dynamic",
      "name:string",
      "t:dynamic",
    ]);
    expect(columns("B | evaluate bag_unpack(d, 'd_')", { B })).toEqual([
      "id:long",
      "name:string",
      "d_n:dynamic",
      "d_name:string",
      "d_t:dynamic",
    ]);
  });

  it("replaces, keeps or refuses a column that is there", () => {
    expect(rows("B | evaluate bag_unpack(d, columnsConflict='replace_source') | project name", { B })).toEqual([
      ["inner"],
      [""],
      [""],
    ]);
    expect(rows("B | evaluate bag_unpack(d, columnsConflict='keep_source') | project name", { B })).toEqual([
      ["x"],
      ["y"],
      ["z"],
    ]);
    expect(() => run("B | evaluate bag_unpack(d)", { B })).toThrow(/second column name/);
  });

  it("leaves keys out, and gives declared columns whatever the rows hold", () => {
    expect(columns("B | evaluate bag_unpack(d, 'p_', 'error', dynamic(['t', 'name']))", { B })).toEqual([
      "id:long",
      "name:string",
      "p_n:dynamic",
    ]);
    const declared = "B | evaluate bag_unpack(d, 'p_') : (id:long, p_n:real, p_nope:string)";
    expect(rows(declared, { B })).toEqual([
      [1, 1, ""],
      [2, 2.5, ""],
      [3, null, ""],
    ]);
  });

  it("can be used twice, in lets, and on columns with odd names", () => {
    const query = `
      let U = B | project id, d | evaluate bag_unpack(d);
      U | extend e = bag_pack('a b', n) | evaluate bag_unpack(e) | where id == 1 | project ['a b'], t`;
    expect(rows(query, { B })).toEqual([[1, null]]);
  });
});

describe("pivot and narrow", () => {
  const T = tableOf("k:string, c:string, v:long", ["a", "x", 1], ["a", "y", 2], ["b", "x", 3]);

  it("turn values into columns and cells into rows", () => {
    expect(rows("T | evaluate pivot(c, sum(v))", { T })).toEqual([
      ["a", 1, 2],
      ["b", 3, 0],
    ]);
    expect(rows("T | project k, c | evaluate pivot(c)", { T })).toEqual([
      ["a", 1, 1],
      ["b", 1, 0],
    ]);
    expect(rows("T | evaluate pivot(c, max(v), k) | project y", { T })).toEqual([[2], [null]]);
    expect(rows("T | take 1 | evaluate narrow()", { T })).toEqual([
      [0, "k", "a"],
      [0, "c", "x"],
      [0, "v", "1"],
    ]);
  });
});

describe("address lookups", () => {
  const Nets = tableOf(
    "net:string, c:string",
    ["10.0.0.0/8", "A"],
    ["10.1.0.0/16", "B"],
    ["2001:db8::/32", "C"],
    ["junk", "D"],
  );
  const Ips = tableOf("ip:string", ["10.1.2.3"], ["11.0.0.1"], ["2001:db8::5"], [""]);

  it("find every network that holds an address", () => {
    expect(rows("Ips | evaluate ipv4_lookup(Nets, ip, net) | project ip, c", { Nets, Ips })).toEqual([
      ["10.1.2.3", "A"],
      ["10.1.2.3", "B"],
      ["2001:db8::5", "C"],
    ]);
    expect(
      rows("Ips | evaluate ipv6_lookup(Nets, ip, net, return_unmatched = true) | where isempty(c) | project ip", {
        Nets,
        Ips,
      }),
    ).toEqual([["11.0.0.1"], [""]]);
  });

  it("compare further columns, too", () => {
    const Keyed = tableOf("ip:string, c:string", ["10.1.2.3", "B"], ["10.1.2.3", "Z"]);
    expect(rows("Keyed | evaluate ipv4_lookup(Nets, ip, net, c)", { Nets, Keyed })).toEqual([
      ["10.1.2.3", "B", "10.1.0.0/16"],
    ]);
  });
});

describe("top-hitters and datatable", () => {
  it("count exactly, and say so", () => {
    const T = tableOf("k:string, w:long", ["a", 1], ["b", 5], ["a", 1]);
    expect(rows("T | top-hitters 1 of k", { T })).toEqual([["a", 2]]);
    expect(rows("T | top-hitters 1 of k by w", { T })).toEqual([["b", 5]]);
    expect(run("T | top-hitters 1 of k", { T }).warnings).toEqual([
      "top-hitters is exact here; the service estimates it.",
    ]);
  });

  it("take literals of every type", () => {
    const query = `datatable(a:long, b:real, c:datetime, d:timespan, e:dynamic, f:string, g:bool)
      [1, 2, datetime(2024-01-01), 1h, dynamic({'x': [1, -2.5, datetime(2024-01-01), 'y', null, true]}), h'secret', true,
       long(null), -1.5, datetime(null), time(null), dynamic(null), 'a' "b", false]`;
    expect(rows(query)).toEqual([
      [
        1,
        2,
        "2024-01-01T00:00:00.0000000Z",
        "01:00:00",
        { x: [1, -2.5, "2024-01-01T00:00:00.0000000Z", "y", null, true] },
        "secret",
        true,
      ],
      [null, -1.5, null, null, null, "ab", false],
    ]);
  });
});
