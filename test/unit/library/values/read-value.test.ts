import { describe, expect, it } from "vitest";
import type { Parameter, ParameterType } from "../../../../src/library/library-query.ts";
import { kqlLiteral } from "../../../../src/library/template/kql-literal.ts";
import { readValue, ValueError } from "../../../../src/library/values/read-value.ts";

const now = Date.parse("2026-11-20T12:00:00Z");
const parameter = (type: ParameterType, more: Partial<Parameter> = {}): Parameter => ({
  name: "x",
  type,
  description: "",
  aliases: [],
  ...more,
});
const md5 = "D41D8CD98F00B204E9800998ECF8427E";

describe("a value of type", () => {
  it.each<[ParameterType, unknown, string]>([
    ["string", "a 'b'", String.raw`'a \'b\''`],
    ["string", 5, "'5'"],
    ["ip", " 203.0.113.7 ", "'203.0.113.7'"],
    ["ip", "2001:db8::1", "'2001:db8::1'"],
    ["account", "ana@contoso.com", "'ana@contoso.com'"],
    ["account", String.raw`CONTOSO\ana`, String.raw`'CONTOSO\\ana'`],
    ["account", "S-1-5-21-1-2-3-1001", "'S-1-5-21-1-2-3-1001'"],
    ["device", "ws-014.contoso.com", "'ws-014.contoso.com'"],
    ["hash", md5, `'${md5.toLowerCase()}'`],
    ["int", 10, "10"],
    ["int", "010", "10"],
    ["timespan", "90m", "90m"],
    ["datetime", "-1d", "datetime(2026-11-19T12:00:00.000Z)"],
    ["name", "DeviceEvents", "DeviceEvents"],
    ["bare", 1.5, "1.5"],
    ["bare", "7d", "7d"],
    ["bare", true, "true"],
    ["list", ["a", "b'"], String.raw`'a', 'b\''`],
    ["list", "a, b", "'a', 'b'"],
    ["list", [445, 3389], "445, 3389"],
    ["list", 445, "445"],
  ])("%s: %j is written %s", (type, value, literal) => {
    expect(kqlLiteral(readValue(parameter(type), value, now))).toBe(literal);
  });

  it.each<[ParameterType, unknown, string]>([
    ["string", ["a"], "text of at most 4000 characters"],
    ["string", "a".repeat(4001), "text of at most 4000 characters"],
    ["ip", "10.0.0.256", "an IPv4 or IPv6 address"],
    ["ip", "10.0.0.1' or true or '", "an IPv4 or IPv6 address"],
    ["account", "ana silva", "a user name, UPN, SID or object id, without spaces"],
    ["account", "", "a user name, UPN, SID or object id, without spaces"],
    ["device", "ws 1", "a host name or FQDN"],
    ["hash", "abc", "an MD5, SHA-1 or SHA-256 in hex"],
    ["int", -1, "a whole number, not negative"],
    ["int", 1.5, "a whole number, not negative"],
    ["int", "1e3", "a whole number, not negative"],
    ["timespan", "7 days", "a number with a unit, such as 30m, 12h or 7d"],
    ["timespan", "7d) | take 1 //", "a number with a unit, such as 30m, 12h or 7d"],
    ["datetime", "yesterday", "an ISO 8601 time (2026-11-20T08:00Z) or an offset from now (-7d, -12h, -1d@d)"],
    ["name", "a b", "a name of letters, digits and underscores"],
    ["bare", "a", "a number, a timespan such as 7d, true or false"],
    ["bare", Number.NaN, "a number, a timespan such as 7d, true or false"],
    ["list", [], "an array of 1 to 1000 items, each text of at most 4000 characters"],
    ["list", [{}], "an array of 1 to 1000 items, each text of at most 4000 characters"],
    ["list", [["a"]], "an array of 1 to 1000 items, each text of at most 4000 characters"],
    ["list", true, "an array of 1 to 1000 items, each text of at most 4000 characters"],
  ])("%s: %j is refused with what is taken", (type, value, form) => {
    expect(() => readValue(parameter(type), value, now)).toThrow(new ValueError(form));
  });

  it("list checks its items by their own type", () => {
    const hashes = parameter("list", { items: "hash" });
    expect(kqlLiteral(readValue(hashes, [md5], now))).toBe(`'${md5.toLowerCase()}'`);
    expect(() => readValue(hashes, [md5, "x"], now)).toThrow("each an MD5, SHA-1 or SHA-256 in hex");
    expect(() =>
      readValue(
        hashes,
        Array.from({ length: 1001 }, () => md5),
        now,
      ),
    ).toThrow(ValueError);
  });

  it("takes an empty text or list where that is the default, and only there", () => {
    expect(readValue(parameter("list", { default: [] }), [], now)).toEqual({ kind: "list", items: [] });
    expect(() => readValue(parameter("list", { default: ["a"] }), [], now)).toThrow(ValueError);
    expect(readValue(parameter("device", { default: "" }), "", now)).toEqual({ kind: "text", text: "" });
    expect(() => readValue(parameter("device"), "", now)).toThrow(ValueError);
  });
});
