/** A stream of pseudo-random choices. The same seed gives the same stream on every platform. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  /** One of the items. @throws RangeError when there are none */
  pick<T>(items: readonly T[]): T;
  /** One of the items; the number beside each is its share. @throws RangeError when there are none */
  weighted<T>(items: readonly (readonly [item: T, share: number])[]): T;
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** The text form of a random (version 4) GUID. */
  guid(): string;
}

/** The small fast counter generator of Chris Doty-Humphrey (sfc32), started from a text. */
export function createRandom(seed: string): Random {
  const next = sfc32(seed);
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => present(items[int(0, items.length - 1)]);
  const hex = (digits: number) => {
    let text = "";
    while (text.length < digits) text += (next() * 2 ** 32).toString(16).padStart(8, "0");
    return text.slice(0, digits);
  };
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    weighted<T>(items: readonly (readonly [item: T, share: number])[]) {
      let rest = next() * items.reduce((sum, [, share]) => sum + share, 0);
      const chosen = items.find(([, share]) => (rest -= share) < 0) ?? items.at(-1);
      return present(chosen)[0];
    },
    hex,
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(["8", "9", "a", "b"])}${hex(3)}-${hex(12)}`,
  };
}

function present<T>(item: T | undefined): T {
  if (item === undefined) throw new RangeError("There is nothing to choose from.");
  return item;
}

function sfc32(seed: string): () => number {
  let [a, b, c, counter] = [hash(seed, 1), hash(seed, 2), hash(seed, 3), 1];
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/** FNV-1a with a final mix, 32 bits. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  return value ^ (value >>> 15);
}
