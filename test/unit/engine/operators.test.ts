import { describe, expect, it } from "vitest";
import { columns, rows, run, tableOf } from "./run-query.ts";

const L = tableOf("k:string, a:long", ["x", 1], ["x", 2], ["y", 3], ["", 4]);
const R = tableOf("k:string, b:long", ["x", 10], ["x", 20], ["z", 30], ["", 40]);

describe("join", () => {
  it.each([
    [
      "",
      [
        ["x", 1, "x", 10],
        ["x", 1, "x", 20],
        ["", 4, "", 40],
      ],
    ],
    [
      "kind=innerunique",
      [
        ["x", 1, "x", 10],
        ["x", 1, "x", 20],
        ["", 4, "", 40],
      ],
    ],
    [
      "kind=inner",
      [
        ["x", 1, "x", 10],
        ["x", 1, "x", 20],
        ["x", 2, "x", 10],
        ["x", 2, "x", 20],
        ["", 4, "", 40],
      ],
    ],
    [
      "kind=leftouter",
      [
        ["x", 1, "x", 10],
        ["x", 1, "x", 20],
        ["x", 2, "x", 10],
        ["x", 2, "x", 20],
        ["y", 3, "", null],
        ["", 4, "", 40],
      ],
    ],
    [
      "kind=rightouter",
      [
        ["x", 1, "x", 10],
        ["x", 1, "x", 20],
        ["x", 2, "x", 10],
        ["x", 2, "x", 20],
        ["", 4, "", 40],
        ["", null, "z", 30],
      ],
    ],
    [
      "kind=fullouter",
      [
        ["x", 1, "x", 10],
        ["x", 1, "x", 20],
        ["x", 2, "x", 10],
        ["x", 2, "x", 20],
        ["y", 3, "", null],
        ["", 4, "", 40],
        ["", null, "z", 30],
      ],
    ],
    [
      "kind=leftsemi",
      [
        ["x", 1],
        ["x", 2],
        ["", 4],
      ],
    ],
    ["kind=leftanti", [["y", 3]]],
    [
      "kind=rightsemi",
      [
        ["x", 10],
        ["x", 20],
        ["", 40],
      ],
    ],
    ["kind=rightanti", [["z", 30]]],
  ])("%s gives the rows of its kind", (kind, expected) => {
    expect(rows(`L | join ${kind} R on k`, { L, R })).toEqual(expected);
  });

  it("names the right side's columns that the left has, too", () => {
    expect(columns("L | join R on k", { L, R })).toEqual(["k:string", "a:long", "k1:string", "b:long"]);
  });

  it("does not match a null key with anything", () => {
    const N = tableOf("n:long", [null], [1]);
    expect(rows("N | join kind=inner N on n", { N })).toEqual([[1, 1]]);
    expect(rows("N | join kind=leftanti N on n", { N })).toEqual([[null]]);
  });

  it("takes several conditions, of columns with different names", () => {
    const P = tableOf("k:string, c:long", ["x", 2], ["y", 9]);
    expect(rows("L | join kind=inner P on k, $left.a == $right.c", { L, P })).toEqual([["x", 2, "x", 2]]);
    expect(rows("L | join kind=inner P on $left.k == $right.k and $left.a == $right.c", { L, P })).toEqual([
      ["x", 2, "x", 2],
    ]);
  });

  it("has a lookup that keeps the left rows and leaves out the right key", () => {
    expect(rows("L | lookup R on k", { L, R })).toEqual([
      ["x", 1, 10],
      ["x", 1, 20],
      ["x", 2, 10],
      ["x", 2, 20],
      ["y", 3, null],
      ["", 4, 40],
    ]);
    expect(rows("L | lookup kind=inner R on k | count", { L, R })).toEqual([[5]]);
  });
});

describe("union", () => {
  it("unites columns of the same name and type, and splits a name of several types", () => {
    const A = tableOf("x:long, s:string", [1, "a"]);
    const B = tableOf("x:string, t:long", ["b", 2]);
    expect(columns("union A, B", { A, B })).toEqual(["x_long:long", "x_string:string", "s:string", "t:long"]);
    expect(rows("union withsource=Source A, B", { A, B })).toEqual([
      ["A", 1, "", "a", null],
      ["B", null, "b", "", 2],
    ]);
    expect(rows("union withsource=s (A | as First), (B | take 1) | project s", { A, B })).toEqual([
      ["First"],
      ["union_arg1"],
    ]);
    expect(columns("union kind=inner A, (B | project x = 1, t)", { A, B })).toEqual(["x:long"]);
  });

  it("takes tables by wildcard, and forgives missing ones when it is fuzzy", () => {
    const tables = { DeviceA: tableOf("x:long", [1]), DeviceB: tableOf("x:long", [2]), Other: tableOf("x:long", [3]) };
    expect(rows("union Device* | summarize sum(x)", tables)).toEqual([[3]]);
    expect(rows("union isfuzzy=true DeviceA, Missing | count", tables)).toEqual([[1]]);
    expect(() => rows("union DeviceA, Missing", tables)).toThrow(/Missing/);
  });
});

describe("mv-expand and mv-apply", () => {
  const T = tableOf(
    "id:long, d:dynamic, e:dynamic",
    [1, [10, 20], ["a"]],
    [2, [], ["b"]],
    [3, null, []],
    [4, { p: 1, q: 2 }, "s"],
  );

  it("gives a row for each element, one for null, none for an empty array", () => {
    expect(rows("T | mv-expand d | project id, d", { T })).toEqual([
      [1, 10],
      [1, 20],
      [3, null],
      [4, { p: 1 }],
      [4, { q: 2 }],
    ]);
  });

  it("expands several columns side by side, up to the longest", () => {
    expect(rows("T | mv-expand d, e | project id, d, e", { T })).toEqual([
      [1, 10, "a"],
      [1, 20, null],
      [2, null, "b"],
      [3, null, null],
      [4, { p: 1 }, "s"],
      [4, { q: 2 }, null],
    ]);
  });

  it("casts without parsing, counts elements and stops at a limit", () => {
    expect(rows("print d = dynamic([1, '2', 3.7]) | mv-expand d to typeof(long)")).toEqual([[1], [null], [3]]);
    expect(rows("T | mv-expand with_itemindex=i d limit 1 | project id, i", { T })).toEqual([
      [1, 0],
      [3, 0],
      [4, 0],
    ]);
    expect(rows("T | where id == 4 | mv-expand kind=array d | project d", { T })).toEqual([[["p", 1]], [["q", 2]]]);
    expect(rows("print d = range(1, 200) | mvexpand d | count")).toEqual([[128]]);
  });

  it("runs a subquery over what each row expands into", () => {
    expect(rows("T | mv-apply x = d to typeof(long) on (top 1 by x) | project id, x", { T })).toEqual([
      [1, 20],
      [3, null],
      [4, null],
    ]);
    expect(rows("T | mv-apply d on (summarize n = count()) | project id, n", { T })).toEqual([
      [1, 2],
      [3, 1],
      [4, 2],
    ]);
  });
});

describe("columns", () => {
  const T = tableOf("b1:long, a:string, b2:long, c:long", [1, "x", 2, 3]);

  it.each([
    ["project-away b*", ["a:string", "c:long"]],
    ["project-keep b*, c", ["b1:long", "b2:long", "c:long"]],
    ["project-reorder c, b*", ["c:long", "b1:long", "b2:long", "a:string"]],
    ["project-reorder b* desc", ["b2:long", "b1:long", "a:string", "c:long"]],
    ["project-rename z = a", ["b1:long", "z:string", "b2:long", "c:long"]],
    ["project c, n = b1 + b2, strlen(a), b1 * 2", ["c:long", "n:long", "strlen_a:long", "Column1:long"]],
    ["extend a = 1, d = c", ["b1:long", "a:long", "b2:long", "c:long", "d:long"]],
    ["getschema", ["ColumnName:string", "ColumnOrdinal:long", "DataType:string", "ColumnType:string"]],
    ["summarize count(), max(c) by a, bin(b1, 5)", ["a:string", "b1:long", "count_:long", "max_c:long"]],
  ])("%s", (step, expected) => expect(columns(`T | ${step}`, { T })).toEqual(expected));
});

describe("parse", () => {
  const text = "Event: x (name=Sched, total=27, at=02/17/2016 08:40:01)";

  it.each([
    [
      'parse t with * "name=" name ", total=" total:long ", at=" at:datetime ")" *',
      ["Sched", 27, "2016-02-17T08:40:01.0000000Z"],
    ],
    ['parse t with * "name=" name ", total=" total:datetime ", at=" at ")" *', ["", null, ""]],
    [
      'parse kind=relaxed t with * "name=" name ", total=" total:datetime ", at=" at ")" *',
      ["Sched", null, "02/17/2016 08:40:01"],
    ],
    [
      'parse kind=regex t with * "(n|m)ame=" name ", [a-z]+=" total:long ", at=" at @"\\)"',
      ["Sched", 27, "02/17/2016 08:40:01"],
    ],
  ])("%s", (step, expected) => {
    expect(rows(`print t = "${text}" | ${step} | project-away t`)).toEqual([expected]);
  });

  it("drops what does not match with parse-where", () => {
    const T = tableOf("t:string", ["a=1;"], ["b=2;"]);
    expect(rows('T | parse-where t with "a=" n:long ";"', { T })).toEqual([["a=1;", 1]]);
  });

  it("reads pairs with and without delimiters", () => {
    const T = tableOf("t:string", ['src=10.1.1.1 note="two words" n=5'], ["src:10.1.1.2, n: 7"]);
    const pairs = "as (src:string, note:string, n:long) with (pair_delimiter=' ', kv_delimiter='=', quote='\"')";
    expect(rows(`T | take 1 | parse-kv t ${pairs} | project-away t`, { T })).toEqual([["10.1.1.1", "two words", 5]]);
    expect(rows("print t = 'user: bob, id: 7' | parse-kv t as (user:string, id:long) | project-away t")).toEqual([
      ["bob", 7],
    ]);
  });
});

describe("series", () => {
  const T = tableOf(
    "t:datetime, k:string, v:long",
    ["2024-01-01T00:10:00Z", "x", 1],
    ["2024-01-01T02:50:00Z", "x", 5],
    ["2024-01-01T01:00:00Z", "y", 7],
  );

  it("has one value a bin, and the default where there is none", () => {
    const query =
      "T | make-series n = count(), s = sum(v) default = -1 on t from datetime(2024-01-01) to datetime(2024-01-01 03:00) step 1h by k | project k, n, s";
    expect(rows(query, { T })).toEqual([
      ["x", [1, 0, 1], [1, -1, 5]],
      ["y", [0, 1, 0], [-1, 7, -1]],
    ]);
  });

  it("takes missing ends from each series' own data", () => {
    expect(rows("T | make-series n = count() on t step 1h by k | project n", { T })).toEqual([[[1, 0, 1]], [[1]]]);
  });
});

describe("hierarchies and partitions", () => {
  const T = tableOf("k:string, s:string, v:long", ["x", "a", 5], ["x", "b", 3], ["y", "c", 4], ["z", "d", 1]);

  it("finds the top values within the top values", () => {
    expect(rows("T | top-nested 2 of k by sum(v), top-nested 1 of s by max(v)", { T })).toEqual([
      ["x", 8, "a", 5],
      ["y", 4, "c", 4],
    ]);
    expect(rows('T | top-nested 1 of k with others = "rest" by sum(v)', { T })).toEqual([
      ["x", 8],
      ["rest", 5],
    ]);
  });

  it("runs a subquery for each key", () => {
    expect(rows("T | partition by k (top 1 by v | project k, v)", { T })).toEqual([
      ["x", 5],
      ["y", 4],
      ["z", 1],
    ]);
  });

  it("looks at the rows around a row", () => {
    const query =
      "T | sort by v asc | extend n = row_number(), p = prev(v), q = next(v, 1, -1), c = row_cumsum(v, k == 'y') | project n, p, q, c";
    expect(rows(query, { T })).toEqual([
      [1, null, 3, 1],
      [2, 1, 4, 4],
      [3, 3, 5, 4],
      [4, 4, -1, 9],
    ]);
  });

  it("gives a column for each value with pivot, and for each key with bag_unpack, and goes on with them", () => {
    expect(rows("T | evaluate pivot(k, sum(v)) | where x == 5 | project s, total = x + coalesce(y, 0)", { T })).toEqual(
      [["a", 5]],
    );
    const B = tableOf("id:long, d:dynamic", [1, { n: 1, s: "p" }], [2, { n: 2 }]);
    expect(rows("B | evaluate bag_unpack(d) | extend m = n * 2 | project-reorder id, m", { B })).toEqual([
      [1, 2, 1, "p"],
      [2, 4, 2, ""],
    ]);
  });
});

describe("search, sampling and names", () => {
  const tables = {
    A: tableOf("s:string, n:long", ["find needle here", 1], ["other", 2]),
    B: tableOf("u:string", ["needles"], ["a needle"]),
  };

  it("finds a term in any column of any table", () => {
    expect(rows('search "needle" | project $table, s, u', tables)).toEqual([
      ["A", "find needle here", ""],
      ["B", "", "a needle"],
    ]);
    expect(rows('search in (A) "need*" and n > 0 | count', tables)).toEqual([[1]]);
    expect(rows('A | search "2"', tables)).toEqual([["other", 2]]);
  });

  it("takes rows by number, value and chance", () => {
    expect(rows("A | take 1 | count", tables)).toEqual([[1]]);
    expect(rows("range x from 1 to 10 step 1 | sample 3 | count")).toEqual([[3]]);
    expect(rows("range x from 1 to 10 step 1 | extend y = x % 3 | sample-distinct 2 of y")).toEqual([[1], [2]]);
  });

  it("reads lets, functions, defaults, materialized tables, as and invoke", () => {
    const query = `
      let Big = (T:(n:long), least:long = 2) { T | where n >= least };
      let twice = (x:long) { x * 2 };
      let M = materialize(range n from 1 to 4 step 1);
      Big(M) | invoke Big(3) | extend d = twice(n) | as Named | union Named | summarize sum(d)`;
    expect(rows(query)).toEqual([[28]]);
    expect(
      rows("range x from 1 to 3 step 1 | where x == toscalar(range y from 1 to 3 step 1 | summarize max(y))"),
    ).toEqual([[3]]);
    expect(rows("range x from 1 to 5 step 1 | where x in ((range y from 2 to 3 step 1))")).toEqual([[2], [3]]);
  });

  it("answers with the last of several results, and says so", () => {
    const { table, warnings } = run("print 1; print 2");
    expect([table.data, warnings]).toEqual([[[2]], ["The query has several results; this is the last one."]]);
  });

  it("searches views of the query's own, too", () => {
    expect(rows("let V = view () { print s = 'a needle' }; search 'needle' | project $table", {})).toEqual([["V"]]);
  });

  it("passes render on as a hint", () => {
    expect(run("range x from 1 to 2 step 1 | render timechart with (title='T', ysplit=none)").render).toEqual({
      kind: "timechart",
      properties: { title: "T", ysplit: "none" },
    });
  });
});

describe("where with * on the left", () => {
  const T = tableOf("s:string, n:long, d:dynamic", ["a cat", 1, null], ["", 12, null], ["x", 3, { pet: "Cat" }]);

  it("is true where some column has the text, whatever its type", () => {
    expect(rows("T | where * has 'cat' | project n", { T })).toEqual([[1], [3]]);
    expect(rows("T | where * has_cs 'cat' or * startswith '12' | project n", { T })).toEqual([[1], [12]]);
    expect(rows("T | where * contains 'zzz'", { T })).toEqual([]);
  });
});
