/**
 * A 64-bit integer: a number while that is exact (|x| <= 2^53 - 1), otherwise a bigint. One value has one form, so `===`, `<` and Map keys
 * work on any mixture, and ordinary rows never pay for a bigint.
 */
export type Long = number | bigint;

const maxSafe = BigInt(Number.MAX_SAFE_INTEGER);

/** The low 64 bits of `value`, signed, as the service wraps them. */
export function longOf(value: bigint): Long {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped <= maxSafe && wrapped >= -maxSafe ? Number(wrapped) : wrapped;
}

export function addLong(a: Long, b: Long): Long {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return longOf(BigInt(a) + BigInt(b));
}

export function subtractLong(a: Long, b: Long): Long {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return longOf(BigInt(a) - BigInt(b));
}

export function multiplyLong(a: Long, b: Long): Long {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // Adding zero turns -0 into 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return longOf(BigInt(a) * BigInt(b));
}

/** Integer division that truncates; null when dividing by zero. */
export function divideLong(a: Long, b: Long): Long | null {
  if (b === 0) return null;
  if (typeof a === "number" && typeof b === "number") return (a - (a % b)) / b + 0;
  return longOf(BigInt(a) / BigInt(b));
}

/** Kusto's modulo is never negative: `-14 % 12` and `-14 % -12` are 10. Null when dividing by zero. */
export function moduloLong(a: Long, b: Long): Long | null {
  if (b === 0) return null;
  if (typeof a === "number" && typeof b === "number") {
    const rest = a % b;
    return (rest < 0 ? rest + Math.abs(b) : rest) + 0;
  }
  const rest = BigInt(a) % BigInt(b);
  const divisor = BigInt(b) < 0n ? -BigInt(b) : BigInt(b);
  return longOf(rest < 0n ? rest + divisor : rest);
}

/** The largest multiple of `size` that is not above `value`, for `bin`; null when `size` is zero. */
export function floorLong(value: Long, size: Long): Long | null {
  const rest = moduloLong(value, size);
  return rest === null ? null : subtractLong(value, rest);
}

export function negateLong(a: Long): Long {
  return typeof a === "number" ? 0 - a : longOf(-a);
}

/** A real number cut to an integer; null when it has none (NaN, infinity, beyond 64 bits). */
export function truncateToLong(value: number): Long | null {
  if (!Number.isFinite(value)) return null;
  const whole = Math.trunc(value);
  if (Number.isSafeInteger(whole)) return whole + 0;
  return Math.abs(whole) < 2 ** 63 ? longOf(BigInt(whole)) : null;
}

const integerText = /^\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|(\d+))\s*$/;
const minLong = -(2n ** 63n);
const maxLong = 2n ** 63n - 1n;

/** Reads `42`, `-7`, `0x1F`; null when the text is no integer or does not fit 64 bits. */
export function parseLong(text: string): Long | null {
  const match = integerText.exec(text);
  if (match === null) return null;
  const [, sign, hex, digits = ""] = match;
  if (hex === undefined && digits.length <= 15) return (sign === "-" ? 0 - Number(digits) : Number(digits)) + 0;
  const magnitude = hex === undefined ? BigInt(digits) : BigInt(`0x${hex}`);
  const value = sign === "-" ? -magnitude : magnitude;
  return value < minLong || value > maxLong ? null : longOf(value);
}
