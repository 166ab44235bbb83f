import { UserError } from "../errors.ts";
import { quoted } from "../visible-text.ts";
import { durationOf, instantOf, TICKS_PER_MS } from "./iso-8601.ts";

/** A time range as Graph takes it. */
export interface Timespan {
  /** The range in the form it was given, with times in UTC. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** The same in ticks of 100 ns; both ends belong to the range. */
  readonly ticks: { readonly start: bigint; readonly end: bigint };
}

const DAY_MS = 86_400_000;
/** Graph keeps 30 days and answers as if there were no more. */
const MAX_LOOK_BACK_DAYS = 30;

/**
 * Reads one of the five ISO 8601 forms that Graph accepts: start/end, duration/end, start/duration, duration (until now), start (until now).
 * A date without a time is its midnight, and a time without a zone is UTC, as in KQL.
 * @param now milliseconds since 1970.
 * @throws UserError for any other text, and for a range that is empty or begins in the future.
 */
export function parseTimespan(text: string, now: number): Timespan {
  const timespan = rangeOf(text.trim().toUpperCase().split("/"), now);
  if (timespan === undefined) throw badTimespan(text, "it has none of the five forms");
  if (timespan.start >= now) throw badTimespan(text, "it begins in the future");
  if (timespan.ticks.start >= timespan.ticks.end) throw badTimespan(text, "its start is not before its end");
  return timespan;
}

type Range = readonly [start: bigint, end: bigint];

const forms: Readonly<Record<string, (now: bigint, first: bigint, second: bigint) => Range>> = {
  "instant/instant": (_, start, end) => [start, end],
  "duration/instant": (_, length, end) => [end - length, end],
  "instant/duration": (_, start, length) => [start, start + length],
  duration: (now, length) => [now - length, now],
  instant: (now, start) => [start, now],
};

function rangeOf(texts: readonly string[], now: number): Timespan | undefined {
  const parts = texts.flatMap((text) => instantOf(text) ?? durationOf(text) ?? []);
  const form = parts.length === texts.length ? forms[parts.map((part) => part.kind).join("/")] : undefined;
  if (form === undefined) return undefined;
  const [start, end] = form(BigInt(Math.floor(now)) * TICKS_PER_MS, parts[0]?.ticks ?? 0n, parts[1]?.ticks ?? 0n);
  const text = parts.map((part) => part.text).join("/");
  return { text, start: msOf(start), end: msOf(end), ticks: { start, end } };
}

const msOf = (ticks: bigint): number => Number(ticks / TICKS_PER_MS);

function badTimespan(text: string, reason: string): UserError {
  return new UserError(`The timespan ${quoted(text, 80)} cannot be used: ${reason}.`, {
    nextStep:
      "Use P7D (the last 7 days), 2026-01-01T00:00:00Z/2026-01-08T00:00:00Z, 2026-01-01T00:00:00Z/P7D, P7D/2026-01-08T00:00:00Z, or 2026-01-01T00:00:00Z (until now).",
  });
}

/** A sentence when the range reaches further back than the service looks, which it does not say itself. */
export function lookBackWarnings(timespan: Timespan, now: number): readonly string[] {
  const days = (now - timespan.start) / DAY_MS;
  if (days <= MAX_LOOK_BACK_DAYS) return [];
  return [
    `The timespan reaches ${Math.ceil(days)} days back; the service searches only the last ${MAX_LOOK_BACK_DAYS} days of Defender data and does not say what is missing.`,
  ];
}
