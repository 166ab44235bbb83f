import { createHmac, hkdfSync } from "node:crypto";
import { seal, SEAL_KEY_BYTES, unseal } from "../sealing.ts";

/** What all replicas derive from the one seal key, each for a purpose of its own. */
export interface ReplicaKeys {
  /** The name of a value, e.g. `dhm:4kQ…`, made of its parts so that nothing of them can be read from it. */
  nameOf(...parts: readonly string[]): string;
  /** Seals bytes for one place in the store; they open nowhere else. */
  seal(place: string, bytes: Uint8Array): Buffer;
  /** Undefined when the bytes are damaged, were moved from another place, or were sealed with another key. */
  open(place: string, sealed: Buffer): Buffer | undefined;
  /** Signs what travels through a client between two rounds of a call. */
  readonly stateKey: Uint8Array;
}

/** Before every name, so that a rule of access can be written for this server's values. */
export const NAME_PREFIX = "dhm:";

// Part of every derivation: a version that keeps values in another form gets other names and keys, and sees nothing of the old ones.
const FORM = "defender-hunting-mcp/1";

/** @param sealKey at least 32 random bytes. */
export function createReplicaKeys(sealKey: Uint8Array): ReplicaKeys {
  const derive = (label: string): Buffer =>
    Buffer.from(hkdfSync("sha256", sealKey, "", `${FORM}/${label}`, SEAL_KEY_BYTES));
  const names = derive("names");
  const values = derive("values");
  return {
    // As JSON, so that two lists of parts never make the same text.
    nameOf: (...parts) => NAME_PREFIX + createHmac("sha256", names).update(JSON.stringify(parts)).digest("base64url"),
    seal: (place, bytes) => seal(bytes, values, place),
    open: (place, sealed) => unseal(sealed, values, place),
    stateKey: derive("request-state"),
  };
}
