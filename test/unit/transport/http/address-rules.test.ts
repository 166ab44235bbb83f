import { describe, expect, it } from "vitest";
import { addressRulesOf, isLoopback, type AddressSettings } from "../../../../src/transport/http/address-rules.ts";

const settings: AddressSettings = {
  host: "127.0.0.1",
  publicUrl: undefined,
  allowedHosts: [],
  allowedOrigins: [],
  auth: "none",
};

describe("addressRulesOf", () => {
  it.each<[Partial<AddressSettings>, string[], boolean]>([
    [{}, ["127.0.0.1", "localhost", "[::1]"], true],
    [{ host: "127.0.0.2" }, ["127.0.0.2", "localhost", "127.0.0.1", "[::1]"], true],
    [{ host: "::1" }, ["[::1]", "localhost", "127.0.0.1"], true],
    [{ host: "10.0.0.5", auth: "bearer" }, ["10.0.0.5", "localhost", "127.0.0.1", "[::1]"], false],
    [
      {
        host: "0.0.0.0",
        auth: "bearer",
        publicUrl: "https://Mcp.Contoso.example:8443/mcp",
        allowedHosts: ["A.example:1"],
      },
      ["localhost", "127.0.0.1", "[::1]", "a.example", "mcp.contoso.example"],
      false,
    ],
  ])("of %j", (changed, hosts, localPages) => {
    expect(addressRulesOf({ ...settings, ...changed })).toEqual({
      hosts: new Set(hosts),
      origins: new Set(),
      localPages,
    });
  });

  it.each<[Partial<AddressSettings>, RegExp]>([
    [{ host: "0.0.0.0" }, /without authentication would let anyone/],
    [{ host: "::" }, /without authentication/],
    [{ host: "192.168.1.5" }, /without authentication/],
    [{ host: "mcp.contoso.example" }, /without authentication/],
    [{ host: "localhost.evil.example" }, /without authentication/],
    [{ host: "0.0.0.0", auth: "bearer" }, /under which names/],
    [{ host: "::", auth: "entra" }, /under which names/],
    [{ allowedHosts: ["*"] }, /"\*" is not a host name/],
    [{ allowedHosts: ["https://a.example"] }, /not a host name/],
    [{ allowedHosts: ["a.example/mcp"] }, /not a host name/],
    [{ allowedOrigins: ["*"] }, /"\*" is not an origin/],
    [{ allowedOrigins: ["null"] }, /not an origin/],
    [{ allowedOrigins: ["a.example"] }, /not an origin/],
    [{ allowedOrigins: ["https://a.example/page"] }, /not an origin/],
  ])("refuses %j", (changed, reason) => {
    expect(() => addressRulesOf({ ...settings, ...changed })).toThrow(reason);
  });
});

describe("isLoopback", () => {
  it.each([
    ["127.0.0.1", true],
    ["127.255.0.9", true],
    ["::1", true],
    ["LOCALHOST", true],
    ["0.0.0.0", false],
    ["::", false],
    ["127.0.0.1.evil.example", false],
    ["::ffff:127.0.0.1", false],
  ])("%s: %j", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
