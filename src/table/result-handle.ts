import { UserError } from "../errors.ts";
import type { KeptResult, NewResult } from "./kept-results.ts";

export interface HandleOptions {
  /** Estimated bytes of all kept tables together. */
  readonly maxBytes: number;
  readonly minutes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 128 random bits in characters of base64url or hex. */
  readonly randomId: () => string;
}

/** A result with its handle; one of more bytes than are allowed says that it is not kept. */
export function withHandle(result: NewResult, bytes: number, options: HandleOptions): KeptResult {
  const { maxBytes, minutes, now, randomId } = options;
  const kept = { ...result, id: `r_${randomId()}`, expiresAt: now() + minutes * 60_000 };
  return bytes > maxBytes ? notKept(kept, tooLarge(bytes, maxBytes), now()) : kept;
}

/** A result that is answered, but cannot be asked for again. @param why a sentence of ours. */
export function notKept(result: KeptResult, why: string, now: number): KeptResult {
  return { ...result, expiresAt: now, warnings: [...result.warnings, why] };
}

/** The same for an id that never was, has expired, or is another person's. */
export function unknownResult(id: string): UserError {
  const name = /^r_[\w-]{1,64}$/.test(id) ? ` ${id}` : " of that id";
  return new UserError(`There is no kept result${name}: it never existed, has expired, or made room for newer ones.`, {
    nextStep: "Run the query again with run_hunting_query and use the result_id of its answer.",
  });
}

function tooLarge(bytes: number, maxBytes: number): string {
  return (
    `This result takes about ${megabytes(bytes)} MB of memory, more than the ${megabytes(maxBytes)} MB allowed (kept-bytes), so it is not kept: ` +
    "its result_id does not work. Summarize or project fewer columns to get all of it."
  );
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1_048_576);
