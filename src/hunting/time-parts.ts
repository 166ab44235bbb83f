import { UserError } from "../errors.ts";
import { quoted } from "../visible-text.ts";
import { durationOf, TICKS_PER_MS } from "./iso-8601.ts";
import type { Timespan } from "./timespan.ts";

/** Most parts of one hunt: beyond, the tenant's rate alone makes it take longer than hosts wait. */
export const MOST_PARTS = 100;

const UNIT = /^(\d{1,6})\s*(?:(d|days?)|(h|hrs?|hours?)|(m|min|minutes?))$/;
const UNIT_MS: readonly bigint[] = [86_400_000n, 3_600_000n, 60_000n];

/**
 * Cuts a range into closed ranges of at most `splitBy`, in order, as ISO 8601 start/end with seven digits. The service counts in ticks of
 * 100 ns and both ends belong to a range, so each part ends one tick before the next one begins: no row is in two parts or in none.
 * @param splitBy `P1D`, `PT6H` (ISO 8601), `1d` or `6h` (KQL).
 * @throws UserError for another text, and for more parts than {@link MOST_PARTS}.
 */
export function partsOf({ ticks }: Timespan, splitBy: string): readonly string[] {
  const length = lengthOf(splitBy);
  const count = Number((ticks.end - ticks.start + length - 1n) / length);
  if (count > MOST_PARTS) throw tooManyParts(count, splitBy);
  return Array.from({ length: count }, (_, index) => {
    const start = ticks.start + BigInt(index) * length;
    return `${textOf(start)}/${textOf(index === count - 1 ? ticks.end : start + length - 1n)}`;
  });
}

function lengthOf(splitBy: string): bigint {
  const text = splitBy.trim();
  const ticks = durationOf(text.toUpperCase())?.ticks ?? kqlTicks(text.toLowerCase());
  if (ticks !== undefined && ticks > 0n) return ticks;
  throw new UserError(`split_by ${quoted(splitBy, 40)} is not a length of time.`, {
    nextStep: "Use an ISO 8601 duration such as P1D or PT6H, or KQL's 1d or 6h.",
  });
}

function kqlTicks(text: string): bigint | undefined {
  const [, amount, ...units] = UNIT.exec(text) ?? [];
  const ms = UNIT_MS[units.findIndex((unit) => unit !== undefined)];
  return amount === undefined || ms === undefined ? undefined : BigInt(amount) * ms * TICKS_PER_MS;
}

function tooManyParts(count: number, splitBy: string): UserError {
  return new UserError(
    `split_by ${quoted(splitBy, 40)} cuts the timespan into ${count} parts; at most ${MOST_PARTS} are run.`,
    {
      nextStep: "Give a longer split_by or a shorter timespan, and run the rest in further calls.",
    },
  );
}

/** `2026-01-01T00:00:00.0000000Z` */
function textOf(ticks: bigint): string {
  const fraction = String(ticks % 10_000_000n).padStart(7, "0");
  return `${new Date(Number(ticks / TICKS_PER_MS)).toISOString().slice(0, 19)}.${fraction}Z`;
}
