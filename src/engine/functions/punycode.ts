/* Bootstring with the parameters of Punycode: RFC 3492, sections 5 and 6. */

const base = 36;
const tMin = 1;
const tMax = 26;
const skew = 38;
const damp = 700;
const firstCode = 128;
const firstBias = 72;

function adapt(delta: number, count: number, first: boolean): number {
  let rest = first ? Math.floor(delta / damp) : delta >> 1;
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > ((base - tMin) * tMax) >> 1; k += base) rest = Math.floor(rest / (base - tMin));
  return k + Math.floor(((base - tMin + 1) * rest) / (rest + skew));
}

const threshold = (k: number, bias: number) => Math.min(tMax, Math.max(tMin, k - bias));
const digitCode = (digit: number) => String.fromCharCode(digit < 26 ? digit + 97 : digit + 22);

/** A number as digits of variable length. */
function writeNumber(value: number, bias: number): string {
  let text = "";
  let rest = value;
  for (let k = base; ; k += base) {
    const t = threshold(k, bias);
    if (rest < t) return text + digitCode(rest);
    text += digitCode(t + ((rest - t) % (base - t)));
    rest = Math.floor((rest - t) / (base - t));
  }
}

/** A text in Punycode, without the prefix `xn--`. */
export function encodePunycode(text: string): string {
  const points = Array.from(text, (char) => char.codePointAt(0) ?? 0);
  const basic = points.filter((point) => point < firstCode);
  let out = String.fromCodePoint(...basic) + (basic.length > 0 ? "-" : "");
  let [code, delta, bias, done] = [firstCode, 0, firstBias, basic.length];
  while (done < points.length) {
    const next = Math.min(...points.filter((point) => point >= code));
    delta += (next - code) * (done + 1);
    for (const point of points) {
      if (point < next) delta += 1;
      if (point !== next) continue;
      out += writeNumber(delta, bias);
      bias = adapt(delta, done + 1, done === basic.length);
      delta = 0;
      done += 1;
    }
    delta += 1;
    code = next + 1;
  }
  return out;
}

/** The text of a Punycode text without its prefix; null when it is none. */
export function decodePunycode(text: string): string | null {
  const split = text.lastIndexOf("-");
  const points = Array.from(text.slice(0, Math.max(0, split)), (char) => char.codePointAt(0) ?? 0);
  if (points.some((point) => point >= firstCode)) return null;
  const basicCount = points.length;
  let [code, index, bias, at] = [firstCode, 0, firstBias, split + 1];
  while (at < text.length) {
    const read = readNumber(text, at, bias);
    if (read === null) return null;
    const count = points.length + 1;
    bias = adapt(read.value, count, points.length === basicCount);
    index += read.value;
    code += Math.floor(index / count);
    index %= count;
    if (code > 0x10_ff_ff) return null;
    points.splice(index, 0, code);
    index += 1;
    at = read.end;
  }
  return String.fromCodePoint(...points);
}

function readNumber(text: string, from: number, bias: number): { readonly value: number; readonly end: number } | null {
  let value = 0;
  let weight = 1;
  for (let at = from, k = base; at < text.length; at++, k += base) {
    const digit = Number.parseInt(text.charAt(at), base);
    if (Number.isNaN(digit)) return null;
    // Letters come before figures: a is 0, z is 25, 0 is 26.
    const number = digit < 10 ? digit + 26 : digit - 10;
    value += number * weight;
    const t = threshold(k, bias);
    if (number < t) return { value, end: at + 1 };
    weight *= base - t;
    if (weight > Number.MAX_SAFE_INTEGER) return null;
  }
  return null;
}
