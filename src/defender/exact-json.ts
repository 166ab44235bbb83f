const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const INTEGER = /^-?\d+$/;
/** An integer of more digits may lie beyond 2^53. */
const SAFE_DIGITS = 15;
const NUMBER_BYTES = new Set(Buffer.from("0123456789.eE+-"));

/**
 * The text of JSON bytes with integers that a double cannot hold written as strings, because JSON.parse would round them.
 * Numbers with a fraction or an exponent stay as they are.
 */
export function exactJson(bytes: Buffer, encoding: "latin1" | "utf8"): string {
  let text = "";
  let done = 0;
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfString(bytes, at + 1);
    else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      const end = endOfNumber(bytes, at);
      const number = end - at > SAFE_DIGITS ? bytes.toString("latin1", at, end) : "";
      if (INTEGER.test(number) && !Number.isSafeInteger(Number(number))) {
        text += `${bytes.toString(encoding, done, at)}"${number}"`;
        done = end;
      }
      at = end;
    } else at += 1;
  }
  return text + bytes.toString(encoding, done);
}

/** The index after the closing quote of the string that `start` lies in. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function endOfNumber(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && NUMBER_BYTES.has(bytes[at] ?? 0)) at += 1;
  return at;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/**
 * The text of JSON with the integers of the named members written as strings where a double cannot hold them: a search instead of the whole
 * scan of `exactJson`. Names that are no identifiers are left out. An identifier between two quotation marks followed by a colon is a
 * member's name wherever it stands: inside a string both marks would be escaped, and between two strings there is only punctuation.
 */
export function withExactMembers(text: string, names: ReadonlySet<string>): string {
  const known = [...names].filter((name) => IDENTIFIER.test(name));
  if (known.length === 0) return text;
  const members = new RegExp(`("(?:${known.join("|")})"\\s*:\\s*)(-?\\d{${SAFE_DIGITS + 1},})(?=\\s*[,}])`, "g");
  return text.replace(members, (whole, start: string, digits: string) =>
    Number.isSafeInteger(Number(digits)) ? whole : `${start}"${digits}"`,
  );
}
