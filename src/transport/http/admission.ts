import type { Rate, RateLimiter } from "./rate-limiter.ts";
import type { Refusal } from "./refusal.ts";

/** What one caller may use of the server at a time. */
export interface CallerLimits extends Rate {
  /** Requests that run at the same time. */
  readonly running: number;
  /** Streams that are open at the same time. */
  readonly streams: number;
}

/** A place among the running requests of a caller, to be left when the request is over. */
export interface Place {
  /** Pays for the messages of the request: a batch costs as much as its messages alone. */
  pay(messages: number): Refusal | undefined;
  /** Makes it a place among the streams, which end when their clients like, and hold up no end of the server. */
  becomeStream(): Refusal | undefined;
  readonly leave: () => void;
}

export type Admission =
  { readonly kind: "admitted"; readonly place: Place } | { readonly kind: "refused"; readonly refusal: Refusal };

/** Admits requests within the limits of each caller, and counts those that run. */
export interface Admissions {
  /** To be asked before the body is read, so that bodies take no more memory than the places of their caller. */
  enter(caller: string): Admission;
  /** Fulfilled when nothing runs any more. */
  idle(): Promise<void>;
}

export function createAdmissions(limiter: RateLimiter, most: Pick<CallerLimits, "running" | "streams">): Admissions {
  const waiting: (() => void)[] = [];
  const running = createTally(() => {
    for (const tell of waiting.splice(0)) tell();
  });
  const streams = createTally();
  const placeOf = (caller: string): Place => {
    let among: Tally | undefined = running;
    return {
      pay(messages) {
        const seconds = limiter.take(caller, messages);
        return seconds > 0 ? tooMany(seconds) : undefined;
      },
      becomeStream() {
        if (streams.of(caller) >= most.streams) return tooManyStreams;
        streams.add(caller);
        running.remove(caller);
        among = streams;
        return undefined;
      },
      leave() {
        among?.remove(caller);
        among = undefined;
      },
    };
  };
  return {
    enter(caller) {
      const seconds = running.of(caller) >= most.running ? 1 : limiter.wait(caller, 1);
      if (seconds > 0) return { kind: "refused", refusal: tooMany(seconds) };
      running.add(caller);
      return { kind: "admitted", place: placeOf(caller) };
    },
    idle: () => (running.isEmpty() ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** How many of something each caller has. */
interface Tally {
  of(caller: string): number;
  add(caller: string): void;
  remove(caller: string): void;
  isEmpty(): boolean;
}

function createTally(whenEmpty: () => void = () => undefined): Tally {
  const counts = new Map<string, number>();
  const of = (caller: string): number => counts.get(caller) ?? 0;
  return {
    of,
    add: (caller) => void counts.set(caller, of(caller) + 1),
    remove(caller) {
      if (of(caller) > 1) counts.set(caller, of(caller) - 1);
      else counts.delete(caller);
      if (counts.size === 0) whenEmpty();
    },
    isEmpty: () => counts.size === 0,
  };
}

const tooManyStreams: Refusal = {
  status: 429,
  message: "Too many open streams. Close some of them.",
  headers: { "retry-after": "60" },
};

function tooMany(seconds: number): Refusal {
  return {
    status: 429,
    message: `Too many requests: try again in ${seconds} s.`,
    headers: { "retry-after": String(seconds) },
  };
}
