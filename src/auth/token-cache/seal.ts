import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

// File layout: magic and version, 12 bytes IV, 16 bytes tag, ciphertext.
const MAGIC = Buffer.from("DHTC1");
const IV_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/**
 * AES-256-GCM with a random IV.
 * @param purpose is authenticated with the text, so that a file of another tenant or client cannot be put in its place.
 */
export function seal(text: string, key: Uint8Array, purpose: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([MAGIC, iv, cipher.getAuthTag(), body]);
}

/** The text that was sealed; undefined when the bytes are damaged, or were sealed with another key or for another purpose. */
export function unseal(sealed: Buffer, key: Uint8Array, purpose: string): string | undefined {
  const bodyAt = MAGIC.length + IV_BYTES + TAG_BYTES;
  if (sealed.length < bodyAt || !sealed.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const iv = sealed.subarray(MAGIC.length, MAGIC.length + IV_BYTES);
  const tag = sealed.subarray(MAGIC.length + IV_BYTES, bodyAt);
  const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
