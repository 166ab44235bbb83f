import type { Log } from "../log.ts";
import type { StoreLink } from "./redis-link.ts";
import type { ReplicaKeys } from "./replica-keys.ts";

/** The store as one replica uses it. */
export interface StoreAccess {
  readonly link: StoreLink;
  readonly keys: ReplicaKeys;
  readonly log: Log;
}

/** The bytes that were sealed for the place; undefined, and a word in the log, when they do not open. */
export function openValue({ keys, log }: StoreAccess, place: string, sealed: Buffer): Buffer | undefined {
  const bytes = keys.open(place, sealed);
  if (bytes === undefined) log.warn("a value of the shared store does not open with the seal key");
  return bytes;
}
