import { isAscii } from "node:buffer";
import type { JsonValue } from "../table/table.ts";
import { exactJson } from "./exact-json.ts";
import { parseJson } from "./parse-json.ts";
import { scanRows, startOfDocument, type RowsInChunk, type Scan } from "./row-scanner.ts";

const RESULTS_KEY = /(?<!\\)"results"\s*:\s*$/i;
/** Bytes before a `[` in which its key is looked for. */
const KEY_LOOKBACK = 64;
const PLACEHOLDER = Buffer.from("{}");
const [OPEN, CLOSE] = [Buffer.from("["), Buffer.from("]")];

/** The elements of `results` that one chunk completes. */
interface RowBatch {
  readonly rows: JsonValue;
  /** The same rows with every integer beyond 2^53 as text. */
  exactRows(): JsonValue;
}

/** Takes the rows out of a hunting reply while it arrives. */
export interface RowSplitter {
  /**
   * The rows that this chunk completes; undefined when it completes none.
   * @param exactly reads integers beyond 2^53 as text at once.
   * @throws MalformedReply when they are not JSON.
   */
  push(chunk: Buffer, exactly: boolean): RowBatch | undefined;
  /** The reply without its rows: `{}` stands in `results` for every batch. The reply was JSON exactly when this is. */
  rest(): string;
  /** True while the reply's closing bracket is missing. */
  isOpen(): boolean;
}

export function createRowSplitter(): RowSplitter {
  const rest: Buffer[] = [];
  let openRow: Buffer[] = [];
  let state = startOfDocument;
  let separator: Buffer | undefined;
  let mayJump = true;

  function read(chunk: Buffer, exactly: boolean): { readonly scan: Scan; readonly batch: RowBatch | undefined } {
    const isRows = (at: number) => RESULTS_KEY.test(lastBytes([...rest, chunk.subarray(0, at)], KEY_LOOKBACK));
    const scan = scanRows(chunk, state, isRows, mayJump ? separator : undefined);
    try {
      return { scan, batch: batchOf(openRow, chunk, scan.rows, exactly) };
    } catch (error) {
      if (!scan.rows.jumped) throw error;
      mayJump = false;
      return read(chunk, exactly);
    }
  }

  // Copied, because a view of a few bytes would hold its whole chunk in memory.
  const keep = (bytes: Buffer) => void (bytes.length > 0 && rest.push(Buffer.from(bytes)));

  function keepOthers(chunk: Buffer, { first, end, open }: RowsInChunk): void {
    if (openRow.length === 0) keep(chunk.subarray(0, first < 0 ? chunk.length : first));
    if (end >= 0) {
      rest.push(PLACEHOLDER);
      keep(chunk.subarray(end, open < 0 ? chunk.length : open));
      openRow = [];
    }
    if (open >= 0) openRow.push(chunk.subarray(open));
  }

  return {
    push(chunk, exactly) {
      const { scan, batch } = read(chunk, exactly);
      keepOthers(chunk, scan.rows);
      state = scan.state;
      separator ??= separatorAfter(batch?.rows);
      return batch;
    },
    rest: () => Buffer.concat(rest).toString("utf8"),
    isOpen: () => state.depth > 0,
  };
}

function batchOf(
  openRow: readonly Buffer[],
  chunk: Buffer,
  { first, end }: RowsInChunk,
  exactly: boolean,
): RowBatch | undefined {
  if (end < 0) return undefined;
  const bytes = Buffer.concat([OPEN, ...openRow, chunk.subarray(first, end), CLOSE]);
  const encoding = isAscii(bytes) ? "latin1" : "utf8";
  const exactRows = () => parseJson(exactJson(bytes, encoding), "not_json");
  return { rows: exactly ? exactRows() : parseJson(bytes.toString(encoding), "not_json"), exactRows };
}

// Inside a string its quotation marks would be escaped, so these bytes stand between rows or between objects inside a row.
function separatorAfter(rows: JsonValue | undefined): Buffer | undefined {
  const row = Array.isArray(rows) ? (rows[0] ?? {}) : {};
  const [key] = Object.keys(row);
  return key === undefined ? undefined : Buffer.from(`},{${JSON.stringify(key)}:`);
}

function lastBytes(parts: readonly Buffer[], count: number): string {
  let text = "";
  for (let i = parts.length - 1; i >= 0 && text.length < count; i -= 1) {
    text = (parts[i]?.subarray(-count).toString("latin1") ?? "") + text;
  }
  return text;
}
