/**
 * Tokens of a hunting answer in several text forms. Build first, then: node bench/tokens.mjs
 * The forms carry the same 100 rows; "answer" is the product's whole text with header, fence and notice. The measure is each form's share
 * of the same rows as pretty-printed JSON objects. Two tokenizers, because hosts differ.
 */
import * as cl100k from "gpt-tokenizer/encoding/cl100k_base";
import * as o200k from "gpt-tokenizer/encoding/o200k_base";
import { tableText } from "../dist/mcp/table-text.js";
import { tableFromRows } from "../dist/table/table.js";
import { tableAnswer } from "../dist/tools/table-answer.js";
import { wideTables } from "./wide-tables.mjs";

const UNLIMITED = { usual: 1e9, ceiling: 1e9 };

function answerOf({ columns, rows }) {
  const kept = {
    table: tableFromRows(columns, rows),
    origin: "service",
    instances: ["Contoso"],
    tenantId: "72f988bf-86f1-41af-91ab-2d7cd011db47",
    query: "",
    warnings: [],
    stats: { elapsedMs: 812, responseBytes: 91_234, requestId: "5c2f1f0a-9f5e-4a58-8a52-6b8d6f1f2b11" },
    atServiceLimit: false,
    id: "r_V1StGXR8_Z5jdHi6B-myTQ",
    expiresAt: Date.UTC(2026, 10, 3, 9),
  };
  return tableAnswer(kept, {}, { rows: UNLIMITED, bytes: UNLIMITED, cellChars: 1000 });
}

const asText = (cell) => (typeof cell === "object" && cell !== null ? JSON.stringify(cell) : String(cell ?? ""));
const objectsOf = (names, rows) => rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
const tsvCell = (cell) => asText(cell).replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n");
const csvCell = (cell) => (/[",\n]/.test(asText(cell)) ? `"${asText(cell).replaceAll('"', '""')}"` : asText(cell));
const mdCell = (cell) => asText(cell).replaceAll("|", "\\|").replaceAll("\n", "<br>");
const isEmpty = (cell) => cell === null || cell === "";

/** Text forms of (column names, rows); "folded" ones get the rows without empty and constant columns. */
const forms = {
  "pretty JSON objects": (names, rows) => JSON.stringify(objectsOf(names, rows), null, 2),
  "JSON objects, one a line": (names, rows) =>
    objectsOf(names, rows)
      .map((row) => JSON.stringify(row))
      .join("\n"),
  "JSON objects without empty members": (names, rows) =>
    objectsOf(names, rows)
      .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, cell]) => !isEmpty(cell)))))
      .join("\n"),
  "JSON arrays, one a line": (names, rows) => [names, ...rows].map((row) => JSON.stringify(row)).join("\n"),
  Markdown: (names, rows) =>
    [names, names.map(() => "---"), ...rows].map((row) => `| ${row.map(mdCell).join(" | ")} |`).join("\n"),
  CSV: (names, rows) => [names, ...rows].map((row) => row.map(csvCell).join(",")).join("\n"),
  TSV: (names, rows) => [names, ...rows].map((row) => row.map(tsvCell).join("\t")).join("\n"),
};

/** Every form over the table as it came, then the compact ones over the folded table, then the product's own text. */
function textsOf(table) {
  const names = table.columns.map((column) => column.name);
  const answer = answerOf(table);
  const shown = answer.columns.map((column) => column.name);
  const folded = JSON.stringify(answer.folded ?? {});
  const compact = ["JSON arrays, one a line", "Markdown", "CSV", "TSV"];
  return {
    ...Object.fromEntries(Object.entries(forms).map(([form, write]) => [form, write(names, table.rows)])),
    ...Object.fromEntries(compact.map((form) => [`folded: ${form}`, `${forms[form](shown, answer.rows)}\n${folded}`])),
    "answer of this server (folded JSON arrays)": tableText(answer, () => "3f9c1c0a5b7d2e4f6a8b9c0d"),
  };
}

const baseline = "pretty JSON objects";
const measured = wideTables.map((table) => ({ name: table.name, texts: textsOf(table) }));

for (const [tokenizer, { countTokens }] of Object.entries({ o200k_base: o200k, cl100k_base: cl100k })) {
  console.log(`\n${tokenizer}: tokens of 100 rows (share of ${baseline})`);
  const counts = measured.map(({ texts }) =>
    Object.fromEntries(Object.entries(texts).map(([form, text]) => [form, countTokens(text)])),
  );
  console.log(["form".padEnd(44), ...measured.map(({ name }) => name.padStart(22)), "all".padStart(8)].join(""));
  for (const form of Object.keys(counts[0])) {
    const sum = (name) => counts.reduce((total, count) => total + count[name], 0);
    const cells = counts.map((count) =>
      `${count[form]} (${Math.round((100 * count[form]) / count[baseline])} %)`.padStart(22),
    );
    console.log([form.padEnd(44), ...cells, `${Math.round((100 * sum(form)) / sum(baseline))} %`.padStart(8)].join(""));
  }
}
