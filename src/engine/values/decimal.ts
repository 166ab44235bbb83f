import { Decimal as DecimalBase } from "decimal.js";

/** Decimals have 34 significant digits (IEEE 754 decimal128, as the Kusto reference says of `decimal`). */
export const Decimal = DecimalBase.clone({
  precision: 34,
  rounding: DecimalBase.ROUND_HALF_EVEN,
  toExpNeg: -40,
  toExpPos: 40,
});
export type Decimal = DecimalBase;

/** Null when the text is no decimal number. */
export function parseDecimal(text: string): Decimal | null {
  const trimmed = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,4})?$/i.test(trimmed) ? new Decimal(trimmed) : null;
}
