// Compares an answer of the engine with a result table as the Kusto reference prints it: numbers by value, datetimes whatever the
// separator, JSON by content, rows in any order.
const number = (text) =>
  /^[+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?$/i.test(text) ? Number(text.replaceAll(",", "")) : undefined;

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const close = (a, b) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

function sameJson(a, b) {
  if (typeof a === "number" && typeof b === "number") return close(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => sameJson(x, b[i]));
  if (
    a !== null &&
    b !== null &&
    typeof a === "object" &&
    typeof b === "object" &&
    !Array.isArray(a) &&
    !Array.isArray(b)
  ) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameJson(a[key], b[key]));
  }
  return a === b || String(a) === String(b);
}

const datetime = (text) =>
  text.replace(
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?$/,
    (_, d, t) =>
      `${d} ${t
        .replace(/\.?0+$/, "")
        .replace(/^(\d\d:\d\d)$/, "$1:00")
        .replace(/:$/, ":00")}`,
  );

function sameCell(cell, type, expected) {
  const text = expected.replaceAll("\u00a0", " ").trim();
  if (cell === null) return text === "" || text.toLowerCase() === "null" || text === "NaN";
  if (type === "dynamic") {
    const value = typeof cell === "string" ? (json(cell) ?? cell) : typeof cell === "bigint" ? String(cell) : cell;
    return sameJson(value, json(text) ?? text) || String(cell) === text || number(text) === value;
  }
  const own = String(cell);
  if (own === text || (own.toLowerCase() === text.toLowerCase() && type === "bool")) return true;
  if (type === "datetime" || type === "timespan") return trimTime(datetime(own)) === trimTime(datetime(text));
  const [a, b] = [number(own), number(text)];
  if (a !== undefined && b !== undefined && type !== "string") return close(a, b) || BigIntSafe(own, text);
  return type === "string" && own.trim() === text;
}

const trimTime = (text) => text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
const BigIntSafe = (a, b) => a === b.replaceAll(",", "");

/** Undefined when the tables are equal, otherwise the first difference. */
export function sameTable(table, { expectedColumns, expectedRows }) {
  const rows = Array.from({ length: table.rowCount }, (_, r) => table.data.map((column) => column[r]));
  if (expectedColumns.length !== table.columns.length) {
    return `columns ${table.columns.map((c) => c.name).join()} instead of ${expectedColumns.join()}`;
  }
  if (rows.length !== expectedRows.length) return `${rows.length} rows instead of ${expectedRows.length}`;
  const left = [...expectedRows];
  for (const row of rows) {
    const match = left.findIndex((expected) =>
      row.every((cell, c) => sameCell(cell, table.columns[c].type, expected[c] ?? "")),
    );
    if (match === -1) return `row ${print(row)} is not among ${JSON.stringify(left.slice(0, 3))}`;
    left.splice(match, 1);
  }
  return undefined;
}

const print = (row) => JSON.stringify(row, (_, v) => (typeof v === "bigint" ? String(v) : v));
