import { describe, expect, it } from "vitest";
import { HuntingError } from "../../../src/errors.ts";
import { BudgetError, LocalQueryError, UnknownTableError, UnsupportedError } from "../../../src/engine/errors.ts";
import { run, tableOf } from "./run-query.ts";

const T = tableOf("a:long, s:string, d:dynamic", [1, "x", null]);

function failure(query: string, limits = {}): HuntingError {
  try {
    run(query, { T }, limits);
  } catch (error) {
    if (error instanceof HuntingError) return error;
    throw error;
  }
  throw new Error("The query ran.");
}

describe("what the engine does not have is refused by name", () => {
  it.each([
    ["T | extend g = geo_info_from_ip_address(s)", "geo_info_from_ip_address()"],
    ["T | extend x = series_decompose_anomalies(d)", "series_decompose_anomalies()"],
    ["T | summarize hll(a)", "hll()"],
    ["T | extend h = hash_combine(1, 2)", "hash_combine()"],
    ["T | extend h = hash(a)", "hash() of a long"],
    ["T | extend z = gzip_compress_to_base64_string(s)", "gzip_compress_to_base64_string()"],
    ["alias database d = cluster('x').database('y'); T", "alias statements"],
    ["T | evaluate autocluster()", "the plugin autocluster"],
    ["T | evaluate python(typeof(*), 'x')", "the plugin python"],
    ["T | reduce by s", "reduce"],
    ["T | where * !has 'x'", "* on the left"],
    ["T | where * == 'x'", "* on the left"],
    ["T | fork (count) (take 1)", "fork"],
    ["T | facet by s", "facet"],
    ["externaldata(x:string)['https://example.com/x.csv']", "externaldata"],
    ["cluster('c').database('d').T", "other clusters"],
    ["T | invoke FileProfile()", "FileProfile()"],
    ["T | search kind=case_sensitive 'x'", "case_sensitive"],
    ["T | partition by s { T | take 1 }", "partition with { }"],
  ])("%s", (query, what) => {
    const error = failure(query);
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error.message).toContain(what);
    expect(error.nextStep).not.toBe("");
  });
});

describe("a wrong query is told what is wrong", () => {
  it.each([
    ["T | where", LocalQueryError, /not valid/],
    ["T | where nope == 1", LocalQueryError, /nope/],
    ["Unknown | take 1", LocalQueryError, /Unknown/],
    ["T | take -1", LocalQueryError, /./],
    ["T | where s matches regex '('", LocalQueryError, /regular expression/],
    ["T | where s matches regex '(?=x)'", LocalQueryError, /regular expression/],
    ["T | extend x = datetime_add('fortnight', 1, now())", LocalQueryError, /./],
    ["let x = 1;", LocalQueryError, /does not end/],
    ["T | extend x = assert(1 == 2, 'no')", LocalQueryError, /./],
    ["range x from 1 to 5 step 0", LocalQueryError, /./],
  ])("%s", (query, kind, message) => {
    const error = failure(query);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toMatch(message);
  });

  it("names the tables at hand when one is missing", () => {
    expect(() => run("table('Nope')", { T })).toThrow(UnknownTableError);
    expect(failure("table('Nope')").nextStep).toContain("T");
  });
});

describe("a query that would grow beyond its limits is stopped before it does", () => {
  it.each([
    ["range x from 1 to 1000000000000 step 1", { maxRows: 1000 }, /1000 rows/],
    [
      "range x from 1 to 100 step 1 | extend k = 1 | join kind=inner (range y from 1 to 100 step 1 | extend k = 1) on k",
      { maxRows: 1000 },
      /1000 rows/,
    ],
    ["print d = range(1, 100000) | mv-expand d", { maxRows: 1000 }, /1000 rows/],
    ["union T, T, T", { maxRows: 2 }, /2 rows/],
    ["range x from 1 to 300 step 1", { maxCells: 200 }, /200 cells/],
    ["print x = strrep('abcdefghij', 1000)", { maxValueSize: 5000 }, /5000 characters/],
    ["print x = strcat('aaaaaaaaaa', 'bbbbbbbbbb')", { maxValueSize: 15 }, /15 characters/],
    ["print x = repeat(1, 100000)", { maxValueSize: 5000 }, /5000 characters/],
    [
      "print x = gzip_decompress_from_base64_string('H4sIAAAAAAAAA0tMHAWjYBQMdwAAA9o4mugDAAA=')",
      { maxValueSize: 999 },
      /999 characters/,
    ],
    ["print x = repeat('abcdefghij', 1000)", { maxAnswerBytes: 20_000 }, /20000 bytes/],
    ["range x from 1 to 100 step 1 | project y = 'abcdefghij'", { maxAnswerBytes: 2000 }, /2000 bytes/],
    ["print t = now() | make-series count() on t from ago(10000d) to now() step 1ms", { maxCells: 1000 }, /bins/],
  ])("%s", (query, limits, message) => {
    const error = failure(query, limits);
    expect(error).toBeInstanceOf(BudgetError);
    expect(error.message).toMatch(message);
  });
});
