import { isAscii } from "node:buffer";
import type { JsonValue } from "../table/table.ts";
import { exactJson, withExactMembers } from "./exact-json.ts";
import { parseJson } from "./parse-json.ts";
import { scanRows, startOfDocument, type RowsInChunk, type Scan } from "./row-scanner.ts";

const RESULTS_KEY = /(?<!\\)"results"\s*:\s*$/i;
/** Bytes before a `[` in which its key is looked for. */
const KEY_LOOKBACK = 64;
const PLACEHOLDER = Buffer.from("{}");
const [OPEN, CLOSE] = [Buffer.from("["), Buffer.from("]")];

/** How integers beyond 2^53 are read as text: those of the named columns (a search), or all (a scan of every byte). */
export type LongIntegers = "all" | ReadonlySet<string>;

/** The elements of `results` that one chunk completes. */
interface RowBatch {
  readonly rows: JsonValue;
  /** The same rows read in another way. */
  again(longs: LongIntegers): JsonValue;
}

/** Takes the rows out of a hunting reply while it arrives. */
export interface RowSplitter {
  /**
   * The rows that this chunk completes; undefined when it completes none.
   * @throws MalformedReply when they are not JSON.
   */
  push(chunk: Buffer, longs: LongIntegers): RowBatch | undefined;
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

  function read(chunk: Buffer, longs: LongIntegers): { readonly scan: Scan; readonly batch: RowBatch | undefined } {
    const isRows = (at: number) => RESULTS_KEY.test(lastBytes([...rest, chunk.subarray(0, at)], KEY_LOOKBACK));
    const scan = scanRows(chunk, state, isRows, mayJump ? separator : undefined);
    try {
      return { scan, batch: batchOf(openRow, chunk, scan.rows, longs) };
    } catch (error) {
      if (!scan.rows.jumped) throw error;
      mayJump = false;
      return read(chunk, longs);
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
    push(chunk, longs) {
      const { scan, batch } = read(chunk, longs);
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
  longs: LongIntegers,
): RowBatch | undefined {
  if (end < 0) return undefined;
  const bytes = Buffer.concat([OPEN, ...openRow, chunk.subarray(first, end), CLOSE]);
  const encoding = isAscii(bytes) ? "latin1" : "utf8";
  const again = (chosen: LongIntegers) =>
    parseJson(
      chosen === "all" ? exactJson(bytes, encoding) : withExactMembers(bytes.toString(encoding), chosen),
      "not_json",
    );
  return { rows: again(longs), again };
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
