import { describe, expect, it } from "vitest";
import { CLIENT, loadSection, loadYaml, newDirectory, only, problem, SECRET, section } from "./configure.ts";

const device = (lines: string) => loadSection(`AuthType: device\n${lines}`);
const without = (key: string) =>
  loadYaml(
    section("AuthType: device")
      .split("\n")
      .filter((line) => !line.includes(key))
      .join("\n"),
  );

describe("provider", () => {
  it.each([
    ["M365DGraph", "M365DGraph"],
    ["m365dgraph", "M365DGraph"],
    ["MicrosoftDefender", "M365DGraph"],
    ["MDE", "MDE"],
    ["mdatp", "MDE"],
    ["M365D", "MDE"],
    ["SecurityGraph", "SecurityGraph"],
    ["MSGraph", "SecurityGraph"],
  ])("%s is %s", async (written, provider) => {
    expect(only(await device(`Provider: ${written}`)).provider).toBe(provider);
  });

  it("warns of M365D, and notes the end of MDE on every instance that uses it", async () => {
    const m365d = await device("Provider: M365D");
    expect(m365d.warnings).toEqual([expect.stringContaining("M365DGraph")]);
    expect(only(m365d).notes).toEqual([expect.stringMatching(/retiring the MDE API.*M365DGraph/)]);
    const mde = await device("Provider: MDE");
    expect([mde.warnings, only(mde).notes]).toEqual([[], only(m365d).notes]);
    expect(only(await device("")).notes).toEqual([]);
  });
});

describe("names that are not known", () => {
  it.each([
    ["Provider: M365DGrph", "Set one of: M365DGraph, SecurityGraph, MDE. Did you mean M365DGraph?"],
    ["Cloud: gcc-hihg", "gcc-high, dod, china, custom. Did you mean gcc-high?"],
    ["Cloud: mars", "“mars” is not a known value. Set one of: global,"],
    ["Cloud: constructor", "is not a known value"],
    ["TokenCache: file", "Set one of: memory, encrypted-file, plaintext-file."],
  ])("%s", async (line, message) => {
    expect(problem(await device(line))).toContain(message);
  });

  it("AuthType: divice", async () => {
    expect(problem(await loadSection("AuthType: divice"))).toMatch(/AuthType: “divice”.*Did you mean device\?/);
  });
});

describe("tenant and client", () => {
  it.each(["common", "Organizations", "consumers", "contoso", "https://contoso.com", "1111-2222", "a b.example"])(
    "refuses the tenant %s",
    async (tenant) => {
      const yaml = section("AuthType: device").replace("contoso.com", `"${tenant}"`);
      expect(problem(await loadYaml(yaml))).toMatch(/TenantId: .*GUID/);
    },
  );

  it("refuses a client that is no GUID", async () => {
    expect(problem(await loadYaml(section("AuthType: device").replace(CLIENT, "my-app")))).toContain(
      "ClientId: not a GUID",
    );
  });

  it.each(["TenantId", "ClientId"])("needs %s", async (key) => {
    expect(problem(await without(key))).toMatch(new RegExp(`, ${key}: missing\\. Set ${key}\\.`));
  });

  it.each(["azure_cli", "managed_identity"])("needs no ClientId for %s", async (type) => {
    const yaml = section(`AuthType: ${type}`).replace(/.*ClientId.*\n/, "");
    expect(only(await loadYaml(yaml))).toMatchObject({ clientId: "", credential: { type } });
  });
});

describe("sign-in", () => {
  it.each([
    ["UserName: a@b.example", "device"],
    ["ClientSecret: { EnvironmentVar: S }", "client_secret"],
    ["Certificate: /a.pem", "certificate"],
    ["AuthType: device", "device"],
    ["AuthType: Device-Code", "device"],
    ["AuthType: browser", "interactive"],
    ["AuthType: Interactive\nUserName: a@b.example", "interactive"],
    ["AuthType: workload_identity", "workload_identity"],
    ["AuthType: client_secret\nUserName: a@b.example\nClientSecret: { EnvironmentVar: S }", "client_secret"],
    ["AuthType: device\nUserName: a@b.example\nClientSecret: { EnvironmentVar: S }", "device"],
    ["AuthType: client_secret\nCertificate: /a.pem\nClientSecret: { EnvironmentVar: S }", "client_secret"],
  ])("%j is %s, without a warning", async (lines, type) => {
    const found = await loadSection(lines, { env: { S: SECRET } });
    expect([only(found).credential.type, found.warnings]).toEqual([type, []]);
  });

  it.each([
    ["UserName: a@b.example\nClientSecret: { EnvironmentVar: S }", "device", /UserName and ClientSecret .*AuthType/],
    ["UserName: a@b.example\nCertificate: /a.pem", "device", /UserName and Certificate .*AuthType/],
    [
      "Certificate: /a.pem\nClientSecret: { EnvironmentVar: S }",
      "certificate",
      /Certificate and ClientSecret .*AuthType/,
    ],
    ["", "device", /none of UserName, ClientSecret, Certificate and AuthType is set/],
  ])("%j is %s, with a warning that names the keys", async (lines, type, warning) => {
    const found = await loadSection(lines, { env: { S: SECRET } });
    expect(only(found).credential.type).toBe(type);
    expect(found.warnings).toEqual([expect.stringMatching(warning)]);
  });

  it.each([
    ["AuthType: client_secret", "ClientSecret: missing. Set ClientSecret."],
    ["AuthType: certificate", "Certificate: missing. Set Certificate."],
  ])("%s lacks its part", async (lines, message) => {
    expect(problem(await loadSection(lines))).toContain(message);
  });

  it("keeps the user name for people only", async () => {
    const lines = "UserName: a@b.example\nClientSecret: { EnvironmentVar: S }\nAuthType: ";
    const userName = async (type: string) => only(await loadSection(lines + type, { env: { S: SECRET } })).userName;
    expect([await userName("device"), await userName("client_secret")]).toEqual(["a@b.example", undefined]);
  });

  it("resolves the token file of a workload", async () => {
    const found = await loadSection("AuthType: workload_identity\nFederatedTokenFile: ~/token", { home: "/home/a" });
    expect(only(found).credential).toEqual({ type: "workload_identity", tokenFile: "/home/a/token" });
  });
});

describe("token cache", () => {
  it("is in memory, or where the file says", async () => {
    const home = await newDirectory();
    const cache = async (lines: string) => only(await loadSection(`AuthType: device\n${lines}`, { home })).tokenCache;
    expect(await cache("")).toEqual({ kind: "memory", path: undefined });
    expect(await cache("TokenCache: encrypted_file")).toEqual({ kind: "encrypted-file", path: undefined });
    expect(await cache("TokenCache: plaintext-file\nTokenCachePath: ~/c.json")).toEqual({
      kind: "plaintext-file",
      path: `${home}/c.json`,
    });
  });
});

describe("custom hosts", () => {
  const hosts = "Cloud: custom\nAuthority: https://login.example\nGraphEndpoint: https://graph.example:8443/";
  const allowed = { settings: { allowCustomEndpoints: true } };

  it("are taken when the operator allows them", async () => {
    const found = await loadSection(`AuthType: device\n${hosts}`, allowed);
    expect(only(found).customEndpoints).toEqual({
      authority: "https://login.example",
      graph: "https://graph.example:8443",
      mde: undefined,
    });
  });

  it("are refused otherwise, with the flag", async () => {
    expect(problem(await device(hosts))).toMatch(/not allowed.*--allow-custom-endpoints/);
  });

  it.each([
    ["Cloud: custom\nGraphEndpoint: https://g.example", "Authority: missing"],
    ["Cloud: custom\nAuthority: https://l.example", "GraphEndpoint: missing"],
    [
      "Cloud: custom\nAuthority: https://l.example\nGraphEndpoint: https://g.example\nProvider: MDE",
      "MdeEndpoint: missing",
    ],
    [`${hosts}\nMdeEndpoint: http://m.example`, "MdeEndpoint: not an https origin"],
    [`${hosts}\nMdeEndpoint: https://m.example/api`, "MdeEndpoint: not an https origin"],
    [`${hosts}\nMdeEndpoint: https://u:p@m.example`, "MdeEndpoint: not an https origin"],
    [`${hosts}\nMdeEndpoint: m.example`, "MdeEndpoint: not an https origin"],
    [
      "GraphEndpoint: https://g.example",
      "GraphEndpoint: not possible with Cloud global. Set Cloud to custom, or remove",
    ],
  ])("%j is an error", async (lines, message) => {
    expect(problem(await loadSection(`AuthType: device\n${lines}`, allowed))).toContain(message);
  });
});

describe("scope", () => {
  it.each([
    ["https://api.securitycenter.microsoft.com/.default"],
    ["https://securitycenter.onmicrosoft.com/windowsatpservice/.default"],
    ["api://22222222/a api://22222222/b"],
  ])("%s", async (scope) => {
    expect(only(await device(`Scope: ${scope}`)).scope).toBe(scope);
  });

  it.each([
    "ThreatHunting.Read.All",
    "http://graph.example/x",
    "https://graph.example/",
    "https://a.example/x https://b.example/x",
  ])("%s is an error", async (scope) => {
    expect(problem(await device(`Scope: ${scope}`))).toContain("Scope: not a scope of one resource");
  });
});
