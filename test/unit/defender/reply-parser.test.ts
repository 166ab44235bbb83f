import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedReply } from "../../../src/defender/malformed-reply.ts";
import { createReplyParser, type ParsedReply } from "../../../src/defender/reply-parser.ts";
import { rowAt, type Cell, type JsonValue } from "../../../src/table/table.ts";

function parse(body: string, chunkSizes: readonly number[] = [7]): ParsedReply {
  const bytes = Buffer.from(body);
  const parser = createReplyParser();
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = chunkSizes[i % chunkSizes.length] ?? 1;
    parser.push(bytes.subarray(at, at + size));
    at += size;
  }
  return parser.finish();
}

const rowsOf = ({ table }: ParsedReply) => Array.from({ length: table.rowCount }, (_, r) => rowAt(table, r));
const reply = (schema: readonly (readonly [string, string])[], results: readonly object[]) =>
  JSON.stringify({ schema: schema.map(([name, type]) => ({ name, type })), results });
/** The one column `x` of a reply whose cells are given as JSON text. */
const columnOf = (label: string, ...cells: string[]) => {
  const results = cells.map((cell) => `{"x":${cell}}`).join(",");
  const { table } = parse(`{"schema":[{"name":"x","type":"${label}"}],"results":[${results}]}`);
  return { type: table.columns[0]?.type, values: table.data[0] };
};
const reasonOf = (body: string) => {
  try {
    parse(body);
  } catch (error) {
    return error instanceof MalformedReply ? error.reason : String(error);
  }
  return "accepted";
};

// JSON.parse rounds what the parser keeps; fast-check's doubles print as `1e+21` from there on, so only shorter ones are integers.
function exactly(value: unknown): unknown {
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value))
    return Math.abs(value) < 1e21 ? String(value) : value;
  if (Array.isArray(value)) return value.map(exactly);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exactly(each)]));
}

describe("a reply of any rows in any chunks", () => {
  const name = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "results", "1", 'a"b', "a", ":"));
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom('},{"a":1', "\\", '\\"', "]}", "\u{1f600}", "x".repeat(40), `"a":${2 ** 60},`, `:${2 ** 60},`),
  );
  const scalar = fc.oneof(
    text,
    fc.integer(),
    fc.constantFrom(2 ** 60, -(2 ** 60)),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const nested = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie("value")), fc.dictionary(name, tie("value"))),
  })).value;
  const names = fc.uniqueArray(
    name.filter((each) => !/@odata\./i.test(each)),
    { minLength: 1, maxLength: 6 },
  );
  const rows = names.chain((keys) =>
    fc.tuple(
      fc.constant(keys),
      fc.array(
        fc.array(fc.option(nested, { nil: undefined, freq: 8 }), { minLength: keys.length, maxLength: keys.length }),
        { maxLength: 12 },
      ),
    ),
  );
  const layout = fc.record({
    chunks: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
    indent: fc.constantFrom(0, 1),
    resultsFirst: fc.boolean(),
    capital: fc.boolean(),
  });

  it("equals JSON.parse of the whole", () => {
    fc.assert(
      fc.property(rows, layout, ([keys, cells], { chunks, indent, resultsFirst, capital }) => {
        const results = cells.map((row) => Object.fromEntries(keys.map((key, k) => [key, row[k]])));
        const schema = keys.map((key) => (capital ? { Name: key, Type: "Object" } : { name: key, type: "Object" }));
        const [s, r] = capital ? ["Schema", "Results"] : ["schema", "results"];
        const body = JSON.stringify(
          resultsFirst ? { [r]: results, [s]: schema } : { [s]: schema, [r]: results },
          null,
          indent,
        );
        const plain: Record<string, Record<string, JsonValue>[]> = JSON.parse(body);
        const expected = plain[r]?.map((row) => keys.map((key) => (Object.hasOwn(row, key) ? row[key] : null)));
        const parsed = parse(body, chunks);
        expect(parsed.table.columns.map((column) => column.name)).toEqual(keys);
        expect(rowsOf(parsed)).toEqual(exactly(expected));
      }),
      { numRuns: 500 },
    );
  });

  it("refuses every proper prefix as cut, whatever the chunks", () => {
    const body = reply([["a", "String"]], [{ a: 'x"}],{\\' }, { a: "\u{1f600}" }]);
    const prefixes = Array.from({ length: body.length - 1 }, (_, i) => body.slice(0, i + 1));
    expect(prefixes.filter((prefix) => reasonOf(prefix) !== "cut")).toEqual([]);
  });
});

describe("columns", () => {
  it("stand in the order of the schema, with null for what a row lacks", () => {
    const parsed = parse(
      reply(
        [
          ["b", "String"],
          ["a", "Int64"],
          ["c", "String"],
        ],
        [{ a: 1, b: "x" }, { b: "y" }, { a: 3 }],
      ),
    );
    expect(parsed.table.columns.map((column) => column.name)).toEqual(["b", "a", "c"]);
    expect(rowsOf(parsed)).toEqual([
      ["x", 1, null],
      ["y", null, null],
      [null, 3, null],
    ]);
    expect(parsed.warnings).toEqual([]);
  });

  it("leave OData annotations out", () => {
    const row = { "@odata.type": "#r", "a@odata.type": "#Int64", a: 1 };
    expect(parse(reply([["a", "Int64"]], [row])).table).toEqual({
      columns: [{ name: "a", type: "long" }],
      rowCount: 1,
      data: [[1]],
    });
  });

  it("keep what the schema does not name, at the end and with a warning", () => {
    const parsed = parse(reply([["a", "String"]], [{ a: "x" }, { n: 1, a: "y" }, { n: 2.5, o: {} }]));
    expect(parsed.table.columns).toEqual([
      { name: "a", type: "string" },
      { name: "n", type: "real" },
      { name: "o", type: "dynamic" },
    ]);
    expect(parsed.table.data).toEqual([
      ["x", "y", null],
      [null, 1, 2.5],
      [null, null, {}],
    ]);
    expect(parsed.warnings).toEqual([expect.stringMatching(/^2 columns .* not in the reply's schema/)]);
  });

  it("of one name become one column", () => {
    expect(
      parse(
        reply(
          [
            ["a", "String"],
            ["a", "Int64"],
          ],
          [{ a: "x" }],
        ),
      ).table,
    ).toEqual({
      columns: [{ name: "a", type: "string" }],
      rowCount: 1,
      data: [["x"]],
    });
  });

  it("come from the rows when there is no schema, and from the schema when there are no rows", () => {
    expect(parse('{"results":[{"a":true}]}').table.columns).toEqual([{ name: "a", type: "bool" }]);
    expect(parse('{"Schema":[{"Name":"a","Type":"Guid"}],"Results":[]}').table).toEqual({
      columns: [{ name: "a", type: "guid" }],
      rowCount: 0,
      data: [[]],
    });
    expect(parse('{"schema":[{"name":"a"}],"results":null}').table.rowCount).toBe(0);
  });
});

describe("cells", () => {
  const long = "9007199254740993";
  it.each<[string, string[], string | undefined, Cell[]]>([
    [
      "Int64",
      ["1", '"2"', "null", long, `-${long}`, `"${long}"`, '"x"'],
      "long",
      [1, 2, null, 9007199254740993n, -9007199254740993n, 9007199254740993n, "x"],
    ],
    ["Int32", ["-5"], "int", [-5]],
    ["SByte", ["1", "0", "true", '"False"', "null", "7"], "bool", [true, false, true, false, null, 7]],
    ["Boolean", ["false"], "bool", [false]],
    [
      "Double",
      ["1.5", '"NaN"', '"-Infinity"', '"2e3"', '"x"', "0.12345678901234567890"],
      "real",
      [1.5, NaN, -Infinity, 2000, "x", 0.12345678901234568],
    ],
    ["Decimal", ['"1.10"', "1.5"], "decimal", ["1.10", 1.5]],
    ["DateTime", ['"2026-10-01T00:00:00.1234567Z"'], "datetime", ["2026-10-01T00:00:00.1234567Z"]],
    ["TimeSpan", ['"1.02:03:04"'], "timespan", ["1.02:03:04"]],
    ["Guid", ['"0-1"'], "guid", ["0-1"]],
    ["Object", ['"[1]"', "[1]", '{"a":null}'], "dynamic", ["[1]", [1], { a: null }]],
    ["Object", [`{"id":[${long},1]}`, "1"], "dynamic", [{ id: [long, 1] }, 1]],
    ["System.String", ['"a"', "1", "true"], "string", ["a", "1", "true"]],
    ["Edm.Int64", ["1"], "long", [1]],
    ["Whatever", ['"a"', "2"], "string", ["a", "2"]],
    ["Whatever", ['"a"', '{"b":1}'], "dynamic", ["a", { b: 1 }]],
  ])("of %s %j", (label, cells, type, values) => {
    expect(columnOf(label, ...cells)).toEqual({ type, values });
  });

  it("keep long integers in every batch, not only the first that has one", () => {
    const rows = Array.from({ length: 50 }, (_, i) => `{"x":${i < 20 ? i : `90071992547409${i}9`}}`);
    const { table } = parse(`{"results":[${rows.join(",")}],"schema":[{"name":"x","type":"Int64"}]}`, [40]);
    expect(table.data[0]?.map(String)).toEqual(rows.map((row) => row.slice(5, -1)));
  });

  it.each([
    ["beside texts that look like members", { x: `"x":${long},`, y: `\\","x":${long},"`, "x:": ":" }],
    ["inside objects", { z: { x: 1, y: [1] } }],
    ["under names that are no identifiers", { ":": ",", "a.b": 0, "": 0 }],
  ])("keep long integers %s", (_, others) => {
    const rows = Array.from({ length: 12 }, (_each, i) => {
      const row = JSON.stringify({ ...others, ":": 1, x: 1, n: { x: 1 } });
      return row.replaceAll(/":1(?=[,}])/g, `":${long}${10 + i}`);
    });
    const { table } = parse(`{"results":[${rows.join(",")}]}`, [50]);
    const expected = rows.map((row) => JSON.parse(row.replaceAll(/":(\d{18})(?=[,}])/g, '":"$1"')));
    const found = rows.map((_row, r) =>
      Object.fromEntries(table.columns.map(({ name }, c) => [name, table.data[c]?.[r]])),
    );
    expect(JSON.parse(JSON.stringify(found, (_key, each) => (typeof each === "bigint" ? String(each) : each)))).toEqual(
      expected,
    );
  });

  it("of rows that hold objects like rows are not taken for rows", () => {
    const results = Array.from({ length: 30 }, (_, i) => ({ a: [{ a: i }, { a: "},{" }, { a: [] }] }));
    expect(rowsOf(parse(reply([["a", "Object"]], results), [64]))).toEqual(results.map((row) => [row.a]));
  });
});

describe("other members", () => {
  it.each(['{"a\\"results":[{"b":1}],"schema":[{"name":"c"}]}', '{"schema":[{"name":"c"}],"x":{"results":[{"b":1}]}}'])(
    "that look like results are not: %s",
    (body) => {
      expect(parse(body).table).toEqual({ columns: [{ name: "c", type: "string" }], rowCount: 0, data: [[]] });
    },
  );

  it("are read when they are known", () => {
    const parsed = parse(
      '\uFEFF {"Stats":{"ExecutionTime":0.5},"Results":[],"Schema":[],"@odata.nextLink":"https://x.example"}',
    );
    expect(parsed.service).toEqual({ ExecutionTime: 0.5 });
    expect(parsed.warnings).toEqual([expect.stringContaining("further page")]);
  });
});

describe("a body that is no table", () => {
  it.each([
    ["", "empty"],
    [" \n", "empty"],
    ["<html>", "not_json"],
    ["[]", "not_json"],
    ['{"value":[]}', "no_table"],
    ['{"results":{}}', "no_table"],
    ['{"schema":{},"results":[]}', "bad_schema"],
    ['{"schema":[{"type":"String"}],"results":[]}', "bad_schema"],
    ['{"schema":["a"],"results":[]}', "bad_schema"],
    ['{"results":[1]}', "bad_row"],
    ['{"results":[{},null]}', "bad_row"],
    ['{"results":[[1]]}', "bad_row"],
    ['{"results":[{"a":1},,{"a":2}]}', "not_json"],
    ['{"results":[{"a":1},]}', "not_json"],
    ['{"results":[{"a":1}{"a":2}]}', "not_json"],
    ['{"results":[{"a":1]}]}', "not_json"],
    ['{"results":[{"a":01}]}', "not_json"],
    ['{"results":[{"a":12345678901234567890,}]}', "not_json"],
    ['{"results":[]}x', "not_json"],
    ['{"results":[]}}', "not_json"],
    ['{"schema":[{"name":"a"}],"results":[{"a":"b"', "cut"],
  ])("%j is refused: %s", (body, reason) => {
    expect(reasonOf(body)).toBe(reason);
  });

  it("is refused when few bytes ask for many cells", () => {
    const schema = Array.from({ length: 1000 }, (_, i) => ({ name: `c${i}` }));
    const body = `{"schema":${JSON.stringify(schema)},"results":[${Array.from({ length: 51_000 }, () => "{}").join(",")}]}`;
    expect(() => parse(body, [65_536])).toThrow(expect.objectContaining({ reason: "too_many_cells" }));
  });
});
