import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

// Layout: 12 bytes IV, 16 bytes tag, ciphertext.
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Length of the key of {@link seal}. */
export const SEAL_KEY_BYTES = 32;

/**
 * AES-256-GCM with a random IV.
 * @param purpose is authenticated with the bytes, so that what was sealed for another purpose cannot be put in its place.
 */
export function seal(bytes: Uint8Array, key: Uint8Array, purpose: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(purpose));
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** What was sealed; undefined when it is damaged, or was sealed with another key or for another purpose. */
export function unseal(sealed: Buffer, key: Uint8Array, purpose: string): Buffer | undefined {
  const bodyAt = IV_BYTES + TAG_BYTES;
  if (sealed.length < bodyAt) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(IV_BYTES, bodyAt));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]);
  } catch {
    return undefined;
  }
}
