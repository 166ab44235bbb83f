import type { JsonValue, KqlType, Table } from "../table/table.ts";
import { createColumnStore, MAX_CELLS, type ColumnStore, type ReplyRow } from "./column-store.ts";
import { createGatheredColumn } from "./gathered-column.ts";
import { conform, inferType, kqlTypeOf } from "./kql-type-labels.ts";
import { MalformedReply } from "./malformed-reply.ts";
import { parseJson } from "./parse-json.ts";
import { isObject, memberOf, readSchema, type SchemaColumn } from "./reply-schema.ts";
import { createRowSplitter, type LongIntegers } from "./row-splitter.ts";

/** What a reply's body holds. */
export interface ParsedReply {
  readonly table: Table;
  /** The service's own figures (`Stats`), where it sends them. */
  readonly service: Readonly<Record<string, unknown>> | undefined;
  /** Trusted sentences about oddities of the reply. */
  readonly warnings: readonly string[];
}

/** Parses a hunting reply while it arrives: rows go straight into columns, so neither the body nor row objects are ever held whole. */
export interface ReplyParser {
  /** @throws MalformedReply */
  push(chunk: Uint8Array): void;
  /** Rows read so far. */
  rowCount(): number;
  /** @throws MalformedReply */
  finish(): ParsedReply;
}

export function createReplyParser(): ReplyParser {
  const splitter = createRowSplitter();
  const store = createColumnStore();
  let started = false;
  // Once a reply has shown a long integer, later batches probably hold more of them and are read exactly at once.
  let longs: LongIntegers = new Set<string>();
  return {
    push(chunk) {
      started ||= startsDocument(chunk);
      const batch = splitter.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), longs);
      for (let rows = batch?.rows; rows !== undefined; rows = batch?.again(longs)) {
        if (longs === "all") return store.add(rowsOf(rows));
        const rounded = store.addIfExact(rowsOf(rows));
        if (rounded.length === 0) return;
        longs = widened(longs, rounded);
      }
    },
    rowCount: () => store.rowCount(),
    finish() {
      if (!started) throw new MalformedReply("empty");
      const text = splitter.rest().replace(/^\uFEFF/, "");
      return readDocument(parseJson(text, splitter.isOpen() ? "cut" : "not_json"), store);
    },
  };
}

/** What to read as text after numbers of these columns were rounded: those columns too, or all where that was not enough. */
function widened(longs: ReadonlySet<string>, rounded: readonly string[]): LongIntegers {
  return rounded.some((name) => longs.has(name)) ? "all" : new Set([...longs, ...rounded]);
}

const BLANK_OR_BYTE_ORDER_MARK = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const OPEN_BRACE = 0x7b;

// A page of a proxy is refused at its first byte, not after all of it.
function startsDocument(chunk: Uint8Array): boolean {
  const first = chunk.find((byte) => !BLANK_OR_BYTE_ORDER_MARK.has(byte));
  if (first !== undefined && first !== OPEN_BRACE) throw new MalformedReply("not_json");
  return first !== undefined;
}

function rowsOf(rows: JsonValue): readonly ReplyRow[] {
  if (Array.isArray(rows) && rows.every((row) => isObject(row))) return rows;
  throw new MalformedReply("bad_row");
}

function readDocument(document: JsonValue, store: ColumnStore): ParsedReply {
  if (!isObject(document)) throw new MalformedReply("no_table");
  const results = memberOf(document, "results");
  const schema = readSchema(memberOf(document, "schema"));
  if (schema === undefined && results === undefined) throw new MalformedReply("no_table");
  requireRows(results ?? []);
  const named = new Set(schema?.map((column) => column.name));
  const unnamed = [...store.columns().keys()].filter((name) => !named.has(name));
  const stats = memberOf(document, "stats");
  return {
    table: assemble([...(schema ?? []), ...unnamed.map((name) => ({ name, label: undefined }))], store),
    service: isObject(stats) ? stats : undefined,
    warnings: warningsOf(document, unnamed.length),
  };
}

// The splitter leaves an empty object in place of rows, so anything else stood there as an element that is no object.
function requireRows(results: JsonValue): void {
  if (!Array.isArray(results)) throw new MalformedReply("no_table");
  if (!results.every((each) => isObject(each))) throw new MalformedReply("bad_row");
}

/** Columns of the schema in its order, then those that only the rows have, so that nothing fetched is lost. */
function assemble(schema: readonly SchemaColumn[], store: ColumnStore): Table {
  const rowCount = store.rowCount();
  if (schema.length * rowCount > MAX_CELLS) throw new MalformedReply("too_many_cells");
  const gathered = schema.map(({ name }) => store.columns().get(name) ?? createGatheredColumn(name, rowCount));
  const columns = schema.map(({ name, label }, c) => ({ name, type: typeOf(label, gathered[c]?.kinds ?? new Set()) }));
  for (const [c, { values, kinds }] of gathered.entries()) conform(values, columns[c]?.type ?? "string", kinds);
  return { columns, rowCount, data: gathered.map((column) => column.values) };
}

function typeOf(label: string | undefined, kinds: ReadonlySet<KqlType>): KqlType {
  if (label === undefined) return inferType(kinds);
  const type = kqlTypeOf(label) ?? "string";
  return type === "string" && kinds.has("dynamic") ? "dynamic" : type;
}

function warningsOf(document: Readonly<Record<string, JsonValue>>, unnamed: number): readonly string[] {
  const warnings: string[] = [];
  if (unnamed > 0)
    warnings.push(
      `${unnamed} columns are in the rows but not in the reply's schema; their types are told from their values.`,
    );
  if (memberOf(document, "@odata.nextlink") !== undefined)
    warnings.push(
      "The service offered a further page, which the hunting API does not document; it was not fetched, so rows may be missing.",
    );
  return warnings;
}
