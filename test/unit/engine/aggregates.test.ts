import { describe, expect, it } from "vitest";
import { rows, run, tableOf } from "./run-query.ts";

const T = tableOf(
  "k:string, v:long, r:real, s:string, d:dynamic",
  ["x", 1, 1.5, "a", { p: 1 }],
  ["x", 5, null, "b", { q: 2 }],
  ["x", null, 2.5, "", ["m", "n"]],
  ["y", 5, 4.0, "b", { p: 3 }],
);

describe("aggregates over the rows of a group", () => {
  it.each([
    ["count()", [3, 1]],
    ["countif(v > 1)", [1, 1]],
    ["sum(v)", [6, 5]],
    ["sumif(v, s == 'a')", [1, 0]],
    ["avg(r)", [2, 4]],
    ["min(v)", [1, 5]],
    ["max(s)", ["b", "b"]],
    ["dcount(s)", [3, 1]],
    ["dcountif(s, s != '')", [2, 1]],
    ["count_distinct(v)", [2, 1]],
    ["make_list(v)", [[1, 5], [5]]],
    ["make_list_with_nulls(v)", [[1, 5, null], [5]]],
    ["make_list_if(s, v == 5)", [["b"], ["b"]]],
    ["make_set(s)", [["a", "b", ""], ["b"]]],
    ["make_set(s, 1)", [["a"], ["b"]]],
    ["make_bag(d)", [{ p: 1, q: 2 }, { p: 3 }]],
    ["take_any(r)", [1.5, 4]],
    ["percentile(v, 50)", [1, 5]],
    ["stdev(v)", [Math.sqrt(8), 0]],
    ["variancep(v)", [4, 0]],
    ["round(avg(r), 1) + count()", [5, 5]],
    ["binary_all_or(v)", [5, 5]],
    ["buildschema(d)", [{ p: "long", q: "long", "`indexer`": "string" }, { p: "long" }]],
  ])("%s", (aggregate, expected) => {
    const values = rows(`T | summarize a = ${aggregate} by k`, { T }).map(([, value]) => value);
    expect(values).toEqual(expected);
  });

  it("take whole rows with arg_max and arg_min, the first of equals", () => {
    expect(rows("T | summarize arg_max(v, s, r) by k", { T })).toEqual([
      ["x", 5, "b", null],
      ["y", 5, "b", 4],
    ]);
    expect(rows("T | summarize arg_min(v, *) | project k, v, s", { T })).toEqual([["x", 1, "a"]]);
    expect(rows("T | where isnull(v) | summarize arg_max(v, r) by k", { T })).toEqual([["x", null, 2.5]]);
  });

  it("have a value without any row, where there are no keys", () => {
    const query =
      "T | where false | summarize count(), sum(v), avg(v), min(v), make_list(v), make_set(v), dcount(v), stdev(v), take_any(s), percentile(v, 5)";
    expect(rows(query, { T })).toEqual([[0, 0, "NaN", null, [], [], 0, 0, "", null]]);
    expect(rows("T | where false | summarize count() by k", { T })).toEqual([]);
  });

  it("say that counts and percentiles are exact", () => {
    expect(run("T | summarize dcount(k), percentile(v, 50)", { T }).warnings).toEqual([
      "dcount() is exact here; the service estimates it.",
      "percentile() is exact here (nearest rank); the service estimates it.",
    ]);
  });

  it("group by several keys, computed keys and null", () => {
    const N = tableOf("a:long, b:bool", [1, true], [null, true], [1, false], [null, true]);
    expect(rows("N | summarize n = count() by a, b", { N })).toEqual([
      [1, true, 1],
      [null, true, 2],
      [1, false, 1],
    ]);
    expect(rows("N | distinct a", { N })).toEqual([[1], [null]]);
    expect(rows("N | summarize n = count() by big = a > 0", { N })).toEqual([
      [true, 2],
      [null, 2],
    ]);
  });
});
