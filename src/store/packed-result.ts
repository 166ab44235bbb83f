import { setImmediate as nextTurn } from "node:timers/promises";
import { buffer } from "node:stream/consumers";
import { Readable } from "node:stream";
import { deserialize, serialize } from "node:v8";
import { createDeflateRaw, inflateRaw } from "node:zlib";
import { promisify } from "node:util";
import type { KeptResult } from "../table/kept-results.ts";
import type { Cell, Column } from "../table/table.ts";

/** Everything but the cells. */
interface Head extends Omit<KeptResult, "table"> {
  readonly columns: readonly Column[];
  readonly rowCount: number;
}

// One byte before the frames says which.
const PLAIN = 0;
const DEFLATED = 1;
const DEFLATE_FROM_BYTES = 2_000;
const FASTEST = 1;
const LENGTH_BYTES = 4;

/**
 * A kept result as bytes, every cell exactly as it was: a frame for its head and one for each column, a length before each. A large one is
 * compressed.
 * @param bytes estimated size of the table.
 */
export async function packResult({ table, ...rest }: KeptResult, bytes: number): Promise<Buffer> {
  const head: Head = { ...rest, columns: table.columns, rowCount: table.rowCount };
  const frames = Readable.from(framesOf(head, table.data));
  if (bytes < DEFLATE_FROM_BYTES) return Buffer.concat([Buffer.of(PLAIN), await buffer(frames)]);
  const deflated = frames.pipe(createDeflateRaw({ level: FASTEST }));
  frames.once("error", (error) => deflated.destroy(error));
  return Buffer.concat([Buffer.of(DEFLATED), await buffer(deflated)]);
}

/** @throws Error for bytes that {@link packResult} did not make, or that a newer engine made. */
export async function unpackResult(packed: Buffer): Promise<KeptResult> {
  const body = packed.subarray(1);
  const [first, ...others] = splitFrames(packed[0] === DEFLATED ? await promisify(inflateRaw)(body) : body);
  if (first === undefined) throw new Error("No frame.");
  const { columns, rowCount, ...rest }: Head = deserialize(first);
  const data: (readonly Cell[])[] = [];
  for (const frame of others) {
    const cells: readonly Cell[] = deserialize(frame);
    data.push(cells);
    // Other callers come between the columns.
    await nextTurn();
  }
  return { ...rest, table: { columns, rowCount, data } };
}

function* framesOf(head: Head, data: readonly (readonly Cell[])[]): Generator<Buffer> {
  for (const part of [head, ...data]) {
    const bytes = serialize(part);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(bytes.length);
    yield length;
    yield bytes;
  }
}

function splitFrames(body: Buffer): readonly Buffer[] {
  const frames: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const end = at + LENGTH_BYTES + body.readUInt32LE(at);
    frames.push(body.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return frames;
}
