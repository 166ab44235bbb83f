import { seal as sealBytes, SEAL_KEY_BYTES, unseal as unsealBytes } from "../../sealing.ts";

// Stands before what is sealed: the kind of file and its version.
const MAGIC = Buffer.from("DHTC1");
export const KEY_BYTES = SEAL_KEY_BYTES;

/**
 * The bytes of an encrypted token file.
 * @param purpose is authenticated with the text, so that a file of another tenant or client cannot be put in its place.
 */
export function seal(text: string, key: Uint8Array, purpose: string): Buffer {
  return Buffer.concat([MAGIC, sealBytes(Buffer.from(text, "utf8"), key, purpose)]);
}

/** The text that was sealed; undefined when the bytes are damaged, or were sealed with another key or for another purpose. */
export function unseal(sealed: Buffer, key: Uint8Array, purpose: string): string | undefined {
  if (!sealed.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  return unsealBytes(sealed.subarray(MAGIC.length), key, purpose)?.toString("utf8");
}
