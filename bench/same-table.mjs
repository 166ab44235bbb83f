// Compares an answer of the engine with a result table as the Kusto reference prints it: numbers by value, datetimes whatever the
// separator, JSON by content, rows in any order.

/** Undefined when the tables are equal, otherwise the first difference. */
export function sameTable(table, { expectedColumns, expectedRows }) {
  if (expectedColumns.length !== table.columns.length) {
    return `columns ${table.columns.map((c) => c.name).join()} instead of ${expectedColumns.join()}`;
  }
  if (table.rowCount !== expectedRows.length) return `${table.rowCount} rows instead of ${expectedRows.length}`;
  const left = [...expectedRows];
  for (let r = 0; r < table.rowCount; r++) {
    const row = table.data.map((column) => column[r]);
    const match = left.findIndex((expected) =>
      row.every((cell, c) => sameCell(cell, table.columns[c].type, expected[c] ?? "")),
    );
    if (match === -1) return `row ${print(row)} is not among ${JSON.stringify(left.slice(0, 3))}`;
    left.splice(match, 1);
  }
  return undefined;
}

const print = (row) => JSON.stringify(row, (_, v) => (typeof v === "bigint" ? String(v) : v));

function sameCell(cell, type, expected) {
  const text = expected.replaceAll("\u00a0", " ").trim();
  if (cell === null) return ["", "null", "nan"].includes(text.toLowerCase());
  return (comparisons[type] ?? sameNumber)(cell, text);
}

const comparisons = {
  string: (cell, text) => cell.trim() === text,
  guid: (cell, text) => cell === text,
  bool: (cell, text) => String(cell) === text.toLowerCase(),
  datetime: (cell, text) => plainTime(cell) === plainTime(text),
  timespan: (cell, text) => plainTime(cell) === plainTime(text),
  dynamic: (cell, text) =>
    sameJson(valueOf(cell), json(text) ?? text) || String(cell) === text || numberOf(text) === cell,
};

function sameNumber(cell, text) {
  const [own, printed] = [String(cell), text.replaceAll(",", "")];
  return own === printed || (numberOf(printed) !== undefined && close(Number(own), Number(printed)));
}

const numberOf = (text) =>
  /^[+-]?[\d,]*\.?\d+(?:e[+-]?\d+)?$/i.test(text) ? Number(text.replaceAll(",", "")) : undefined;
const close = (a, b) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

/** A time without its separators of date and clock and without zeros that say nothing. */
const plainTime = (text) =>
  text
    .replace(/[TZ]/g, " ")
    .trim()
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

function valueOf(cell) {
  if (typeof cell === "bigint") return String(cell);
  return typeof cell === "string" ? (json(cell) ?? cell) : cell;
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isBag = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function sameJson(a, b) {
  if (typeof a === "number" && typeof b === "number") return close(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => sameJson(x, b[i]));
  return isBag(a) && isBag(b) ? sameBag(a, b) : String(a) === String(b);
}

function sameBag(a, b) {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && sameJson(a[key], b[key]));
}
