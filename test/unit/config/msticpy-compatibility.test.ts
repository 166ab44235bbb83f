import { describe, expect, it } from "vitest";
import { keyOf, type KeyName } from "../../../src/config/keys.ts";
import { endpointOf } from "../../../src/instances/endpoint-of.ts";
import { load, loadSection, loadYaml, only, problem, section } from "./configure.ts";

// What MSTICPy 3.0.2 documents and reads: the module msticpy.data.drivers.odata_driver and its tests, and the provider pages.

const spellings: Readonly<Partial<Record<KeyName, readonly string[]>>> = {
  TenantId: ["TenantId", "tenant_id"],
  ClientId: ["ClientId", "client_id"],
  ClientSecret: ["ClientSecret", "client_secret"],
  UserName: ["UserName", "username", "user_name"],
  Certificate: ["Certificate", "cert"],
  PrivateKey: ["PrivateKey", "private_key"],
  PrivateKeySecret: ["PrivateKeySecret", "private_key_secret"],
  Cloud: ["Cloud", "cloud"],
  TokenCachePath: ["TokenCachePath", "location"],
};

describe("the keys of MSTICPy", () => {
  it.each(
    Object.entries(spellings).flatMap(([key, written]) =>
      written.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()].map((text) => [text, key] as const)),
    ),
  )("%s means %s", (text, key) => {
    expect(keyOf(text)).toBe(key);
  });

  it("serve in a section and in a connection string alike", async () => {
    const secrets = { cert: "/a.der", private_key: "/a.key", cloud: "gcc" };
    const lines = Object.entries(secrets).map(([key, value]) => `${key}: ${value}`);
    const parts = Object.entries(secrets).map(([key, value]) => `${key}='${value}'`);
    const ids = "tenant_id=contoso.com;client_id=22222222-2222-2222-2222-222222222222";
    const inFile = only(await loadSection(lines.join("\n")));
    const inString = only(await load({ env: { DEFENDER_CONNECTION_STRING: [ids, ...parts].join("; ") } }));
    expect(inString).toEqual({ ...inFile, section: inString.section, clientId: inString.clientId });
    expect(inString).toMatchObject({ cloud: "gcc", credential: { type: "certificate", privateKeyPath: "/a.key" } });
  });
});

describe("providers and clouds", () => {
  const mde = "https://api.securitycenter.microsoft.com/api/advancedqueries/run";
  const graph = "/v1.0/security/runHuntingQuery";

  it.each([
    ["MDE", "", mde],
    ["MDATP", "", mde],
    ["M365D", "", mde],
    ["M365D", "us", "https://api-us.securitycenter.microsoft.com/api/advancedqueries/run"],
    ["M365D", "eu", "https://api-eu.securitycenter.microsoft.com/api/advancedqueries/run"],
    ["M365D", "uk", "https://api-uk.securitycenter.microsoft.com/api/advancedqueries/run"],
    ["MDE", "UK", "https://api-uk.securitycenter.microsoft.com/api/advancedqueries/run"],
    ["MDE", "gcc", "https://api-gcc.securitycenter.microsoft.us/api/advancedqueries/run"],
    ["MDE", "gcc-high", "https://api-gov.securitycenter.microsoft.us/api/advancedqueries/run"],
    ["MDE", "dod", "https://api-gov.securitycenter.microsoft.us/api/advancedqueries/run"],
    ["M365DGraph", "", `https://graph.microsoft.com${graph}`],
    ["M365DGraph", "public", `https://graph.microsoft.com${graph}`],
    ["M365DGraph", "usgov", `https://graph.microsoft.us${graph}`],
    ["M365DGraph", "gov", `https://graph.microsoft.us${graph}`],
    // Not Microsoft's worldwide Graph, to which MSTICPy falls back without a word.
    ["M365DGraph", "gcc-high", `https://graph.microsoft.us${graph}`],
    ["M365DGraph", "dod", `https://dod-graph.microsoft.us${graph}`],
    ["SecurityGraph", "", `https://graph.microsoft.com${graph}`],
  ])("%s in cloud %j hunts at %s", async (provider, cloud, url) => {
    const found = await loadSection(`AuthType: device\nProvider: ${provider}\nCloud: "${cloud}"`);
    expect(endpointOf(only(found))).toMatchObject({ url });
  });

  it.each(["cn", "china"])("%s has no hunting", async (cloud) => {
    expect(problem(await loadSection(`AuthType: device\nCloud: ${cloud}`))).toContain("no advanced hunting API");
  });

  it("gives each instance its own cloud", async () => {
    const other = section("AuthType: device\nCloud: dod", "MicrosoftDefender-Gov").replace("DataProviders:\n", "");
    const { instances } = await loadYaml(section("AuthType: device") + other);
    expect(instances.map(({ name, cloud }) => [name, cloud])).toEqual([
      ["Default", "global"],
      ["Gov", "dod"],
    ]);
  });
});

describe("the section KeyVault", () => {
  it.each([
    ["Authority: global", "global"],
    ["Authority: usgov", "usgov"],
    ["authority: CN", "cn"],
    ["AuthorityURI: https://login.microsoftonline.com", "global"],
    ["AuthorityURI: https://login.chinacloudapi.cn/", "cn"],
  ])("with %s", async (line, authority) => {
    const known = "TenantId: t, SubscriptionId: s, ResourceGroup: r, AzureRegion: a, VaultName: main, UseKeyring: true";
    const yaml = `${section("ClientSecret: { KeyVault: }")}KeyVault: { ${known}, ${line.replace(": ", ': "')}" }\n`;
    const found = await loadYaml(yaml);
    expect(only(found).credential).toMatchObject({ secret: { vault: { vaultName: "main", authority } } });
    expect(found.warnings).toEqual([]);
  });
});
