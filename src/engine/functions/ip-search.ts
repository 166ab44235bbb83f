import { dynamicText } from "../values/convert.ts";
import { type Dynamic, type Value, isArray } from "../values/value.ts";
import { readIpv4 } from "./ip-address.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lift } from "./scalar-function.ts";

/** The valid IPv4 addresses in a text that stand between characters that are neither letters nor digits. */
function addressesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\p{N}]|\.\d)/gu)]
    .map(([address]) => address)
    .filter((address) => readIpv4(address) !== null);
}

/** A prefix is a whole address, or whole octets with a dot behind the last. */
const validPrefix = (prefix: string) => /^(?:\d{1,3}\.){1,3}$/.test(prefix) || readIpv4(prefix) !== null;

const sameAddress = (address: string, wanted: string) => address === wanted && readIpv4(wanted) !== null;
const samePrefix = (address: string, prefix: string) =>
  validPrefix(prefix) && (prefix.endsWith(".") ? address.startsWith(prefix) : address === prefix);

/** `has_ipv4(text, address)` and its kin; further arguments and arrays are alternatives. */
function search(matches: (address: string, wanted: string) => boolean): ScalarFunction {
  return (call) => {
    checkArity(call, 2, 64);
    return lift("bool", call.args, (text: Value, ...wanted: Value[]) => {
      const alternatives = (wanted as Dynamic[]).flatMap((item) => (isArray(item) ? item : [item])).map(dynamicText);
      const addresses = addressesIn(dynamicText(text as Dynamic));
      return addresses.some((address) => alternatives.some((alternative) => matches(address, alternative)));
    });
  };
}

/** IPv4 addresses inside texts. */
export const ipSearchFunctions: FunctionTable = {
  has_ipv4: search(sameAddress),
  has_any_ipv4: search(sameAddress),
  has_ipv4_prefix: search(samePrefix),
  has_any_ipv4_prefix: search(samePrefix),
};
