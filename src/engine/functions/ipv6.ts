import { type FunctionTable, strict } from "./scalar-function.ts";
import { anyRangeFunction } from "./ipv4.ts";
import { formatIpv6, maskIpv6, readIpv6 } from "./ip-address.ts";

const validMask = (mask: number) => mask >= 0 && mask <= 128;

function compare(a: string, b: string, mask = 128): number | null {
  const [x, y] = [readIpv6(a), readIpv6(b)];
  if (x === null || y === null || !validMask(mask)) return null;
  const prefix = Math.min(x.prefix, y.prefix, mask);
  const [p, q] = [maskIpv6(x.address, prefix), maskIpv6(y.address, prefix)];
  return p === q ? 0 : p < q ? -1 : 1;
}

function isInRange(ip: string, range: string): boolean | null {
  const [address, network] = [readIpv6(ip), readIpv6(range)];
  if (address === null || network === null) return null;
  return maskIpv6(address.address, network.prefix) === maskIpv6(network.address, network.prefix);
}

function canonical(ip: string, mask = 128): string | null {
  const network = readIpv6(ip);
  if (network === null || !validMask(mask)) return null;
  return formatIpv6(maskIpv6(network.address, Math.min(network.prefix, mask)));
}

/** IPv6 addresses and networks; IPv4 addresses count as mapped ones. */
export const ipv6Functions: FunctionTable = {
  parse_ipv6: strict(["string"], "string", (ip) => canonical(ip)),
  parse_ipv6_mask: strict(["string", "int"], "string", canonical),
  ipv6_compare: strict(["string", "string", "int"], "long", compare, { optional: 1 }),
  ipv6_is_match: strict(
    ["string", "string", "int"],
    "bool",
    (a, b, mask) => {
      const order = compare(a, b, mask);
      return order === null ? null : order === 0;
    },
    { optional: 1 },
  ),
  ipv6_is_in_range: strict(["string", "string"], "bool", isInRange),
  ipv6_is_in_any_range: anyRangeFunction(isInRange),
};
