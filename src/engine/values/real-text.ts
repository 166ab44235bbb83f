const realForm = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const names: ReadonlyMap<string, number> = new Map([
  ["nan", Number.NaN],
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["infinity", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
]);

/** Reads `1.5`, `-2e3`, `NaN`, `+inf`; null when the text is no real number. */
export function parseReal(text: string): number | null {
  if (realForm.test(text)) return Number(text);
  return names.get(text.trim().toLowerCase()) ?? null;
}

/**
 * A real as `tostring` writes it: the shortest digits that give the number back, `.0` behind a whole number, and an exponent (`1E+20`,
 * `1E-05`) below 1e-4 and from 1e15 on, as .NET does.
 */
export function formatReal(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return withExponent(value);
  const text = String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

function withExponent(value: number): string {
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  const sign = exponent.startsWith("-") ? "-" : "+";
  return `${mantissa}E${sign}${exponent.replace(/^[+-]/, "").padStart(2, "0")}`;
}
