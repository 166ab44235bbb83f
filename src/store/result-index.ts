import { leastUsed } from "../table/result-shelf.ts";
import type { ResultListing } from "../table/kept-results.ts";
import type { Command, Reply } from "./redis-link.ts";
import type { ReplicaKeys } from "./replica-keys.ts";
import { textFields, textsOf } from "./replies.ts";

/** A result as the index of its owner has it. */
export interface IndexEntry extends ResultListing {
  /** Estimated bytes of its table. */
  readonly bytes: number;
}

interface NamedEntry extends IndexEntry {
  /** The name of its value in the store. */
  readonly name: string;
}

/** What the index says of a person's results. */
export interface IndexReading {
  /** Least recently used first. */
  readonly entries: readonly NamedEntry[];
  /** Names of entries that have expired, or cannot be read. */
  readonly dead: readonly string[];
}

export interface ResultBounds {
  readonly maxResults: number;
  readonly maxBytes: number;
}

/**
 * The commands around a person's index of results: a hash with a sealed entry for each, and a sorted set of their names by the time of the
 * last use. Both expire with the last result.
 */
export class ResultIndex {
  readonly #keys: ReplicaKeys;
  readonly #entries: string;
  readonly #order: string;

  /** @param owner the principal's key. */
  constructor(keys: ReplicaKeys, owner: string) {
    this.#keys = keys;
    this.#entries = keys.nameOf("results", owner);
    this.#order = keys.nameOf("results-order", owner);
  }

  /** @param now milliseconds since 1970. */
  add(name: string, entry: IndexEntry, now: number): readonly Command[] {
    const ttl = String(entry.expiresAt - now);
    const sealed = this.#keys.seal(this.#placeOf(name), Buffer.from(JSON.stringify(entry)));
    return [
      ["HSET", this.#entries, name, sealed],
      ["ZADD", this.#order, String(now), name],
      ["PEXPIRE", this.#entries, ttl],
      ["PEXPIRE", this.#order, ttl],
    ];
  }

  /** Does nothing for a result that is gone. */
  touch(name: string, now: number): Command {
    return ["ZADD", this.#order, "XX", String(now), name];
  }

  /** Its two replies are what {@link understand} takes. */
  read(): readonly [Command, Command] {
    return [
      ["ZRANGE", this.#order, "0", "-1"],
      ["HGETALL", this.#entries],
    ];
  }

  remove(names: readonly string[]): readonly Command[] {
    return [
      ["UNLINK", ...names],
      ["HDEL", this.#entries, ...names],
      ["ZREM", this.#order, ...names],
    ];
  }

  understand(order: Reply | undefined, fields: Reply | undefined, now: number): IndexReading {
    const sealed = new Map(textFields(fields));
    const names = [...new Set([...textsOf(order), ...sealed.keys()])];
    const read = names.map((name) => ({ name, entry: this.#open(name, sealed.get(name)) }));
    const isAlive = ({ entry }: (typeof read)[number]) => entry !== undefined && entry.expiresAt > now;
    return {
      entries: read.flatMap((one) =>
        one.entry !== undefined && isAlive(one) ? [{ ...one.entry, name: one.name }] : [],
      ),
      dead: read.filter((one) => !isAlive(one)).map(({ name }) => name),
    };
  }

  #open(name: string, sealed: Buffer | undefined): IndexEntry | undefined {
    const bytes = sealed && this.#keys.open(this.#placeOf(name), sealed);
    if (bytes === undefined) return undefined;
    const entry: IndexEntry = JSON.parse(bytes.toString("utf8"));
    return entry;
  }

  #placeOf(name: string): string {
    return `${this.#entries} ${name}`;
  }
}

/** Names of the entries that must make room for the newest one, the dead among them. */
export function goingFor(newest: string, { entries, dead }: IndexReading, bounds: ResultBounds): readonly string[] {
  const own = entries.find(({ name }) => name === newest);
  const others = entries.filter(({ name }) => name !== newest).map(({ name, bytes }) => ({ id: name, bytes }));
  return [...dead, ...leastUsed(others, bounds.maxResults - 1, bounds.maxBytes - (own?.bytes ?? 0))];
}
