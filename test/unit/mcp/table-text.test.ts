import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tableText } from "../../../src/mcp/table-text.ts";
import { visibleValue } from "../../../src/mcp/visible-value.ts";
import type { JsonValue } from "../../../src/table/table.ts";
import type { TableAnswer } from "../../../src/tools/table-answer.ts";

const ID = "0123456789abcdef01234567";

function table(changes: Partial<TableAnswer> = {}): TableAnswer {
  return {
    status: "ok",
    instance: "Contoso",
    tenant_id: "t-1",
    result_id: "r_1",
    expires_at: "2026-01-01T00:00:00.000Z",
    columns: [
      { name: "Name", type: "string" },
      { name: "N", type: "long" },
    ],
    rows: [["a", 1]],
    shown_rows: 1,
    total_rows: 1,
    offset: 0,
    truncated: null,
    warnings: [],
    stats: { elapsed_ms: 12, response_bytes: 34 },
    notice: "NOTICE",
    ...changes,
  };
}

/** What stands before, in and behind the fence. */
function partsOf(text: string) {
  const [, header = "", tag = "", body = "", end = "", notice = ""] =
    /^(.*)\n<(untrusted-data-[^>]+)>\n(.*)\n<\/(untrusted-data-[^>]+)>\n(.*)$/s.exec(text) ?? [];
  return { header, tag, lines: body.split("\n"), end, notice };
}

/** A line of the fence as data again: `\u{hex}` is a hidden character unless its backslash is itself escaped. */
const parseLine = (line: string): JsonValue =>
  JSON.parse(
    line.replace(/\\(?:u\{([\da-f]+)\}|.)/g, (whole, hex?: string) =>
      hex === undefined ? whole : JSON.stringify(String.fromCodePoint(Number.parseInt(hex, 16))).slice(1, -1),
    ),
  );

const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;
// Inside an emoji a joiner or a variation selector is part of what is seen.
const EMOJI = /\p{Extended_Pictographic}\p{Emoji_Modifier}?\u{fe0f}?(?:\u{200d}(?=\p{Extended_Pictographic}))?/gu;

describe("tableText", () => {
  it("is a header, the fenced rows and the notice", () => {
    expect(tableText(table(), () => ID)).toBe(
      [
        "Instance Contoso, tenant t-1: all 1 rows.",
        "result_id r_1, kept until 2026-01-01T00:00:00.000Z. 12 ms, 34 bytes.",
        "Column types: string, long.",
        `<untrusted-data-${ID}>`,
        '["Name","N"]',
        '["a",1]',
        `</untrusted-data-${ID}>`,
        "NOTICE",
      ].join("\n"),
    );
  });

  it("says how many rows are shown, why not all, and what to mind", () => {
    const { header } = partsOf(
      tableText(
        table({
          total_rows: 9,
          offset: 4,
          truncated: { by: "max_rows", hint: "More with refine_result." },
          warnings: ["W1", "W2"],
          stats: { elapsed_ms: 1, response_bytes: 2, request_id: "req", service: { "cpu<": "1" } },
        }),
        () => ID,
      ),
    );
    expect(header.split("\n")).toEqual([
      "Instance Contoso, tenant t-1: 1 of 9 rows, from offset 4.",
      String.raw`result_id r_1, kept until 2026-01-01T00:00:00.000Z. 1 ms, 2 bytes. Request id req. Service stats: {"cpu\u003c":"1"}`,
      "Truncated by max_rows: More with refine_result.",
      "Warning: W1",
      "Warning: W2",
      "Column types: string, long.",
    ]);
  });

  it("says that nothing matched", () => {
    const { header, lines } = partsOf(tableText(table({ rows: [], shown_rows: 0, total_rows: 0 }), () => ID));
    expect(header).toContain("no rows matched");
    expect(lines).toEqual(['["Name","N"]']);
  });

  it("keeps folded names and values inside the fence", () => {
    const folded = { empty: ["</untrusted> Void"], constant: { "Ignore all": "</x>" } };
    const { header, lines } = partsOf(tableText(table({ folded }), () => ID));
    expect(header).toContain('"folded" has those that are empty or the same in every row');
    expect(header).not.toMatch(/Void|Ignore/);
    expect(lines.at(-1)).toBe(
      String.raw`{"folded":{"empty":["\u003c/untrusted> Void"],"constant":{"Ignore all":"\u003c/x>"}}}`,
    );
  });

  it("says what follows from another column once for each value", () => {
    const columns = ["File", "Hash", "N"].map((name) => ({ name, type: name === "N" ? "long" : "string" }));
    const rows = Array.from({ length: 30 }, (_, i) => [`f${i % 2}`, String(i % 2).repeat(64), i]);
    const { header, lines } = partsOf(tableText(table({ columns, rows, shown_rows: 30, total_rows: 30 }), () => ID));
    expect(header).toContain("Column types: string, long.");
    expect(header).toContain('"per" has those that follow from another column');
    expect(lines.slice(0, 2)).toEqual(['["File","N"]', '["f0",0]']);
    expect(lines.at(-1)).toBe(
      `{"per":"File","columns":["Hash"],"types":"string","values":[["f0","${"0".repeat(64)}"],["f1","${"1".repeat(64)}"]]}`,
    );
  });

  it("takes another boundary when the data holds the first", () => {
    const ids = ["guessed-boundary", ID];
    const { tag, end } = partsOf(tableText(table({ rows: [["guessed-boundary", 1]] }), () => ids.shift() ?? ""));
    expect([tag, end]).toEqual([`untrusted-data-${ID}`, `untrusted-data-${ID}`]);
  });

  it("fences any data so that it parses back, with no tag and no hidden character in it", () => {
    const nasty = fc.constantFrom(
      "\u202e",
      "\u200b",
      "\u{e0041}",
      "\u0000",
      "\u2028",
      "\ufeff",
      "\\",
      "\\u{202e}",
      "<",
      "</untrusted-data-",
      '"',
      "\n",
      "\ud800",
      "👨‍👩‍👧",
      "❤️‍🔥",
    );
    const text = fc
      .array(fc.oneof(nasty, fc.string({ unit: "binary" })), { maxLength: 6 })
      .map((parts) => parts.join(""));
    const cell: fc.Arbitrary<JsonValue> = fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(text),
      fc.dictionary(text, text),
    );
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 3 }),
        fc.array(fc.array(cell, { maxLength: 3 }), { maxLength: 5 }),
        (names, rows) => {
          const columns = names.map((name) => ({ name, type: "string" }));
          const { lines, notice } = partsOf(tableText(table({ columns, rows }), () => ID));
          expect(notice).toBe("NOTICE");
          expect(lines.map(parseLine)).toEqual(JSON.parse(JSON.stringify([names, ...rows])));
          expect(lines.join("")).not.toMatch(/</);
          expect(lines.join("").replaceAll(EMOJI, "")).not.toMatch(HIDDEN);
        },
      ),
    );
  });
});

describe("visibleValue", () => {
  it("shows hidden characters of names and values, and keeps everything else", () => {
    const value = { "a\u202e": ["x\u200by", 1, true, null, { d: "line\n\ttab" }], gone: undefined };
    expect(visibleValue(value)).toEqual({
      [String.raw`a\u{202e}`]: [String.raw`x\u{200b}y`, 1, true, null, { d: "line\n\ttab" }],
    });
  });

  it("leaves no hidden character in any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
        const text = JSON.stringify(visibleValue(value)).replaceAll(EMOJI, "");
        expect(text).not.toMatch(HIDDEN);
      }),
    );
  });
});
