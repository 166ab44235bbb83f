import { repeated } from "../values/repeated.ts";

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
  const [, addressText = "", prefixText = "128"] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = readGroups(withoutDots(addressText));
  const prefix = Number(prefixText);
  return address === null || prefix > 128 ? null : { address, prefix };
}

/** The IPv4 tail of `::ffff:1.2.3.4` as two groups; an invalid tail stays and is no group. */
function withoutDots(text: string): string {
  const tail = /:(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  const ipv4 = tail === undefined ? null : readIpv4(tail);
  return tail === undefined || ipv4 === null ? text : text.slice(0, -tail.length) + dottedAsGroups(ipv4.address);
}

/** Eight groups, `::` standing for the missing ones. */
function readGroups(text: string): bigint | null {
  const halves = text.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const known = halves.reduce((sum, half) => sum + half.length, 0);
  const complete = halves.length === 1 ? known === 8 : halves.length === 2 && known < 8;
  if (!complete) return null;
  const [head = [], end = []] = halves;
  const groups = [...head, ...repeated("0", 8 - known), ...end];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
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
