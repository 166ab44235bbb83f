/** An address with its prefix length: 0–32 bits for IPv4 (as a number), 0–128 for IPv6 (as a bigint). */
export interface IpNetwork<A> {
  readonly address: A;
  readonly prefix: number;
}

const octet = String.raw`(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const ipv4Form = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}(?:/(\\d{1,2}))?$`);

/** Reads `a.b.c.d` or `a.b.c.d/n`; null when the text is neither. The address is not masked. */
export function readIpv4(text: string): IpNetwork<number> | null {
  const match = ipv4Form.exec(text.trim());
  if (match === null) return null;
  const prefix = match[5] === undefined ? 32 : Number(match[5]);
  const address = [1, 2, 3, 4].reduce((sum, i) => sum * 256 + Number(match[i]), 0);
  return prefix > 32 ? null : { address, prefix };
}

/** The address with the bits behind the prefix cleared. */
export function maskIpv4(address: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) * size;
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}

/** IPv4 addresses inside IPv6 stand in `::ffff:0:0/96`. */
const mappedPrefix = 0xffffn << 32n;

/** Reads an IPv6 or IPv4 address with an optional prefix; an IPv4 prefix counts from bit 96. */
export function readIpv6(text: string): IpNetwork<bigint> | null {
  // The service reads the deprecated form ::a.b.c.d as the IPv4 address, too.
  const ipv4 = readIpv4(text.trim().replace(/^::(?=[\d.]+(?:\/|$))/, ""));
  if (ipv4 !== null) return { address: mappedPrefix | BigInt(ipv4.address), prefix: ipv4.prefix + 96 };
  const [addressText = "", prefixText, ...more] = text.trim().split("/");
  if (more.length > 0 || (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText))) return null;
  const read = readGroups(addressText);
  if (read === null) return null;
  const given = Number(prefixText ?? 128);
  // A prefix behind a dotted tail is that of the IPv4 address.
  const prefix = read.dotted && prefixText !== undefined && given <= 32 ? given + 96 : given;
  return prefix > 128 ? null : { address: read.address, prefix };
}

function readGroups(text: string): { readonly address: bigint; readonly dotted: boolean } | null {
  const tail = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const ipv4 = tail === undefined ? null : readIpv4(tail);
  if (tail !== undefined && ipv4 === null) return null;
  const hex = tail === undefined ? text : text.slice(0, -tail.length) + dottedAsGroups(ipv4?.address ?? 0);
  const halves = hex.split("::");
  if (halves.length > 2) return null;
  const [head, end] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const known = (head?.length ?? 0) + (end?.length ?? 0);
  if (halves.length === 1 ? known !== 8 : known > 7) return null;
  const groups = [...(head ?? []), ...new Array<string>(8 - known).fill("0"), ...(end ?? [])];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return {
    address: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n),
    dotted: tail !== undefined,
  };
}

function dottedAsGroups(address: number): string {
  return `${Math.floor(address / 65_536).toString(16)}:${(address % 65_536).toString(16)}`;
}

export function maskIpv6(address: bigint, prefix: number): bigint {
  const bits = BigInt(128 - prefix);
  return (address >> bits) << bits;
}

/** All eight groups with four digits each. */
export function formatIpv6(address: bigint): string {
  const hex = address.toString(16).padStart(32, "0");
  return hex.match(/.{4}/g)?.join(":") ?? "";
}
