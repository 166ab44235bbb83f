import { lift, strict, type FunctionTable, type ScalarFunction, checkArity } from "./scalar-function.ts";
import { dynamicText } from "../values/convert.ts";
import { type Dynamic, type Value, isArray } from "../values/value.ts";
import { formatIpv4, maskIpv4, readIpv4 } from "./ip-address.ts";

const validMask = (mask: number) => mask >= 0 && mask <= 32;

/** Compares two addresses under the shortest of their prefixes and the mask. */
function compare(a: string, b: string, mask = 32): number | null {
  const [x, y] = [readIpv4(a), readIpv4(b)];
  if (x === null || y === null || !validMask(mask)) return null;
  const prefix = Math.min(x.prefix, y.prefix, mask);
  return Math.sign(maskIpv4(x.address, prefix) - maskIpv4(y.address, prefix)) + 0;
}

function isInRange(ip: string, range: string): boolean | null {
  const [address, network] = [readIpv4(ip), readIpv4(range)];
  if (address === null || network === null) return null;
  const { prefix } = network;
  return maskIpv4(address.address, prefix) === maskIpv4(network.address, prefix);
}

/** True when any range holds the address; null when the address or every range is invalid. */
export function inAnyRange(
  ip: string,
  ranges: readonly Dynamic[],
  test: (ip: string, range: string) => boolean | null,
): boolean | null {
  const results = new Set(
    ranges.flatMap((range) => (isArray(range) ? range : [range])).map((range) => test(ip, dynamicText(range))),
  );
  if (results.has(true)) return true;
  return results.has(false) ? false : null;
}

/** `ipv4_is_in_any_range(ip, range1, …)` or with a dynamic array of ranges. */
export function anyRangeFunction(test: (ip: string, range: string) => boolean | null): ScalarFunction {
  return (call) => {
    checkArity(call, 2, 64);
    return lift("bool", call.args, (ip: Value, ...ranges: Value[]) =>
      inAnyRange(dynamicText(ip as Dynamic), ranges as Dynamic[], test),
    );
  };
}

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

function isPrivate(ip: string): boolean | null {
  return readIpv4(ip) === null ? null : privateRanges.some((range) => isInRange(ip, range) === true);
}

/** The masked address of `ip` (text or number); null when it or the mask is invalid. */
function masked(ip: Value, mask: number): { readonly address: number; readonly prefix: number } | null {
  const network = typeof ip === "string" ? readIpv4(ip) : { address: Number(ip), prefix: 32 };
  if (network === null || !validMask(mask) || !(network.address >= 0 && network.address < 2 ** 32)) return null;
  const prefix = Math.min(network.prefix, mask);
  return { address: maskIpv4(network.address, prefix), prefix };
}

function formatting(withMask: boolean): ScalarFunction {
  return (call) => {
    checkArity(call, 1, 2);
    return lift("string", call.args, (ip, mask) => {
      const network = masked(ip ?? null, mask === undefined ? 32 : Number(mask));
      if (network === null) return null;
      return withMask ? `${formatIpv4(network.address)}/${String(network.prefix)}` : formatIpv4(network.address);
    });
  };
}

/** The fewest networks that cover the addresses from start to end. */
function rangeToCidr(start: string, end: string): Dynamic {
  const [from, to] = [readIpv4(start), readIpv4(end)];
  if (from === null || to === null || from.address > to.address) return null;
  const networks: string[] = [];
  for (let at = from.address; at <= to.address;) {
    let prefix = 32;
    while (prefix > 0 && maskIpv4(at, prefix - 1) === at && at + 2 ** (33 - prefix) - 1 <= to.address) prefix -= 1;
    networks.push(`${formatIpv4(at)}/${String(prefix)}`);
    at += 2 ** (32 - prefix);
  }
  return networks;
}

const parse = (ip: string) => {
  const network = readIpv4(ip);
  return network === null ? null : maskIpv4(network.address, network.prefix);
};

/** IPv4 addresses and networks. */
export const ipv4Functions: FunctionTable = {
  parse_ipv4: strict(["string"], "long", parse),
  parse_ipv4_mask: strict(["string", "int"], "long", (ip, mask) => masked(ip, mask)?.address ?? null),
  ipv4_compare: strict(["string", "string", "int"], "long", compare, { optional: 1 }),
  ipv4_is_match: strict(
    ["string", "string", "int"],
    "bool",
    (a, b, mask) => {
      const order = compare(a, b, mask);
      return order === null ? null : order === 0;
    },
    { optional: 1 },
  ),
  ipv4_is_in_range: strict(["string", "string"], "bool", isInRange),
  ipv4_is_in_any_range: anyRangeFunction(isInRange),
  ipv4_is_private: strict(["string"], "bool", isPrivate),
  ipv4_netmask_suffix: strict(["string"], "long", (ip) => readIpv4(ip)?.prefix ?? null),
  ipv4_range_to_cidr_list: strict(["string", "string"], "dynamic", rangeToCidr),
  format_ipv4: formatting(false),
  format_ipv4_mask: formatting(true),
};
