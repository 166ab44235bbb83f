const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;

/** Where rows lie in a chunk, as indexes; -1 when there are none. */
export interface RowsInChunk {
  /** Start of the first row; 0 when a row that began in an earlier chunk goes on. */
  readonly first: number;
  /** End of the last complete row. */
  readonly end: number;
  /** Start of the row that is still open at the chunk's end. */
  readonly open: number;
  /** True when `separator` was trusted: unless the rows parse as JSON, scan again without it. */
  readonly jumped: boolean;
}

/** Where a scan stands between two chunks. */
export interface ScanState {
  /** Brackets open: 1 inside the document, 2 inside the array of rows, 3 and more inside a row. */
  readonly depth: number;
  readonly inRows: boolean;
  readonly rowOpen: boolean;
  readonly inString: boolean;
  /** True when the chunk ended in a backslash inside a string. */
  readonly escaped: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Scan {
  readonly rows: RowsInChunk;
  readonly state: ScanState;
}

export const startOfDocument: ScanState = { depth: 0, inRows: false, rowOpen: false, inString: false, escaped: false };

/**
 * Follows brackets and strings of one JSON document through its next chunk and finds the elements of the array of rows. It proves nothing
 * about the JSON: what it calls a row may still be malformed.
 * @param isRows asked at the `[` of each array directly inside the document: are its elements the rows?
 * @param separator bytes that stand between two rows and rarely elsewhere; the scan jumps to their last occurrence in the chunk.
 */
export function scanRows(
  chunk: Buffer,
  from: ScanState,
  isRows: (at: number) => boolean,
  separator: Buffer | undefined,
): Scan {
  const state: Mutable<ScanState> = { ...from };
  const start = from.rowOpen ? 0 : -1;
  let awaited = separator;
  const rows: Mutable<RowsInChunk> = { first: start, end: -1, open: start, jumped: false };

  function opened(at: number): void {
    state.depth += 1;
    if (state.depth === 2) state.inRows = chunk[at] === OPEN_BRACKET && isRows(at);
    if (state.depth !== 3 || !state.inRows) return;
    rows.open = at;
    if (rows.first < 0) rows.first = at;
  }

  /** The index at which the scan goes on. */
  function closed(at: number): number {
    state.depth -= 1;
    if (state.depth < 2) state.inRows = false;
    if (state.depth !== 2 || !state.inRows) return at + 1;
    rows.end = at + 1;
    rows.open = -1;
    return jump(at);
  }

  function jump(at: number): number {
    const last = awaited === undefined ? -1 : chunk.lastIndexOf(awaited);
    awaited = undefined;
    if (last <= at) return at + 1;
    rows.end = last + 1;
    rows.jumped = true;
    return last + 1;
  }

  let at = from.inString ? skipString(chunk, 0, state) : 0;
  while (at < chunk.length) {
    const byte = chunk[at];
    if (byte === QUOTE) at = skipString(chunk, at + 1, state);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) opened(at++);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) at = closed(at);
    else at += 1;
  }
  state.rowOpen = rows.open >= 0;
  return { rows, state };
}

/** The index after the closing quote of the string that `start` lies in, or the chunk's length. */
function skipString(chunk: Buffer, start: number, state: Mutable<ScanState>): number {
  let at = state.escaped ? start + 1 : start;
  state.inString = true;
  state.escaped = false;
  while (at < chunk.length) {
    const byte = chunk[at];
    at += 1;
    if (byte === QUOTE) {
      state.inString = false;
      return at;
    }
    if (byte === BACKSLASH) at += 1;
  }
  state.escaped = at > chunk.length;
  return chunk.length;
}
