import { describe, expect, it } from "vitest";
import { cloudNamed } from "../../../src/instances/cloud.ts";
import { endpointOf, isTokenHost } from "../../../src/instances/endpoint-of.ts";
import type { RemoteEndpoint } from "../../../src/instances/endpoint.ts";
import { cloudNames, type CloudName, type Instance, type Provider } from "../../../src/instances/instance.ts";
import { anInstance } from "../../support/an-instance.ts";

function remote(changes: Partial<Instance>): RemoteEndpoint {
  const endpoint = endpointOf(anInstance(changes));
  if (endpoint.kind === "local") throw new Error("Expected a remote endpoint.");
  return endpoint;
}

const worldwide = "https://login.microsoftonline.com/contoso.com";
const government = "https://login.microsoftonline.us/contoso.com";

describe("Graph", () => {
  const rows: [CloudName, string, string][] = [
    ...(["global", "us", "eu", "uk", "au", "swa", "ina", "aea", "gcc"] as const).map(
      (cloud): [CloudName, string, string] => [cloud, "https://graph.microsoft.com", worldwide],
    ),
    ["gcc-high", "https://graph.microsoft.us", government],
    ["dod", "https://dod-graph.microsoft.us", government],
  ];

  it.each(rows)("%s", (cloud, graph, authority) => {
    expect(remote({ cloud })).toEqual({
      kind: "graph",
      url: `${graph}/v1.0/security/runHuntingQuery`,
      origin: graph,
      authority,
      audience: graph,
      delegatedScopes: [`${graph}/ThreatHunting.Read.All`],
      applicationScopes: [`${graph}/.default`],
      permissions: { delegated: ["ThreatHunting.Read.All"], application: ["ThreatHunting.Read.All"] },
      timeoutMs: 210_000,
    });
  });

  it("asks for alerts and incidents too, as SecurityGraph", () => {
    const names = ["ThreatHunting.Read.All", "SecurityAlert.Read.All", "SecurityIncident.Read.All"];
    expect(remote({ provider: "SecurityGraph", cloud: "gcc-high" })).toMatchObject({
      url: "https://graph.microsoft.us/v1.0/security/runHuntingQuery",
      delegatedScopes: names.map((name) => `https://graph.microsoft.us/${name}`),
      applicationScopes: ["https://graph.microsoft.us/.default"],
      permissions: { delegated: names, application: names },
    });
  });
});

describe("MDE", () => {
  const shared = "https://api.securitycenter.microsoft.com";
  const rows: [CloudName, string, string, string][] = [
    ["global", shared, worldwide, shared],
    ["us", "https://api-us.securitycenter.microsoft.com", worldwide, shared],
    ["eu", "https://api-eu.securitycenter.microsoft.com", worldwide, shared],
    ["uk", "https://api-uk.securitycenter.microsoft.com", worldwide, shared],
    ["au", "https://au.api.security.microsoft.com", worldwide, shared],
    ["swa", "https://swa.api.security.microsoft.com", worldwide, shared],
    ["ina", "https://ina.api.security.microsoft.com", worldwide, shared],
    ["aea", "https://aea.api.security.microsoft.com", worldwide, shared],
    ["gcc", "https://api-gcc.securitycenter.microsoft.us", worldwide, "https://api-gcc.securitycenter.microsoft.us"],
    [
      "gcc-high",
      "https://api-gov.securitycenter.microsoft.us",
      government,
      "https://api-gov.securitycenter.microsoft.us",
    ],
    ["dod", "https://api-gov.securitycenter.microsoft.us", government, "https://api-gov.securitycenter.microsoft.us"],
  ];

  it.each(rows)("%s", (cloud, host, authority, audience) => {
    expect(remote({ provider: "MDE", cloud })).toEqual({
      kind: "mde",
      url: `${host}/api/advancedqueries/run`,
      origin: host,
      authority,
      audience,
      delegatedScopes: [`${audience}/AdvancedQuery.Read`],
      applicationScopes: [`${audience}/.default`],
      permissions: { delegated: ["AdvancedQuery.Read"], application: ["AdvancedQuery.Read.All"] },
      timeoutMs: 230_000,
    });
  });
});

describe("other endpoints", () => {
  it.each<Provider>(["M365DGraph", "MDE", "SecurityGraph"])("China has none for %s, and says why", (provider) => {
    expect(() => endpointOf(anInstance({ provider, cloud: "china" }))).toThrow(
      /Default: .*no advanced hunting API.*china/,
    );
  });

  it("the demo tenant is local", () => {
    expect(endpointOf(anInstance({ provider: "Demo" }))).toEqual({ kind: "local" });
  });

  it("a custom cloud has its own hosts", () => {
    const customEndpoints = {
      authority: "https://login.example",
      graph: "https://graph.example:8443",
      mde: "https://mde.example",
    };
    expect(remote({ cloud: "custom", customEndpoints })).toMatchObject({
      url: "https://graph.example:8443/v1.0/security/runHuntingQuery",
      authority: "https://login.example/contoso.com",
      delegatedScopes: ["https://graph.example:8443/ThreatHunting.Read.All"],
    });
    expect(remote({ cloud: "custom", customEndpoints, provider: "MDE" })).toMatchObject({
      url: "https://mde.example/api/advancedqueries/run",
      audience: "https://mde.example",
    });
  });

  it.each<[Partial<Instance>, string]>([
    [{ customEndpoints: undefined }, "Authority"],
    [{ customEndpoints: { authority: "https://l.example", graph: undefined, mde: undefined } }, "GraphEndpoint"],
    [
      { customEndpoints: { authority: "https://l.example", graph: undefined, mde: undefined }, provider: "MDE" },
      "MdeEndpoint",
    ],
  ])("a custom cloud without a host says which: %o", (changes, key) => {
    expect(() => endpointOf(anInstance({ cloud: "custom", ...changes }))).toThrow(`needs ${key}`);
  });

  it.each([
    ["https://api.securitycenter.microsoft.com/.default", "https://api.securitycenter.microsoft.com"],
    [
      "https://securitycenter.onmicrosoft.com/windowsatpservice/.default",
      "https://securitycenter.onmicrosoft.com/windowsatpservice",
    ],
    ["api://1/Alert.Read api://1/AdvancedQuery.Read", "api://1"],
  ])("Scope %s takes the place of the table's", (scope, audience) => {
    expect(remote({ provider: "MDE", cloud: "gcc", scope })).toMatchObject({
      origin: "https://api-gcc.securitycenter.microsoft.us",
      audience,
      delegatedScopes: scope.split(" "),
      applicationScopes: [`${audience}/.default`],
    });
  });
});

describe("isTokenHost", () => {
  it.each([
    ["https://graph.microsoft.com", true],
    ["https://graph.microsoft.com/v1.0/security/alerts_v2?$skiptoken=x", true],
    ["https://login.microsoftonline.com", true],
    ["https://GRAPH.microsoft.com:443", true],
    ["http://graph.microsoft.com", false],
    ["https://graph.microsoft.com:8443", false],
    ["https://graph.microsoft.com@evil.example/", false],
    ["https://graph.microsoft.com.evil.example", false],
    ["https://api.securitycenter.microsoft.com", false],
    ["https://graph.microsoft.us", false],
    ["graph.microsoft.com", false],
    ["", false],
  ])("%s: %s", (address, expected) => {
    expect(isTokenHost(anInstance(), address)).toBe(expected);
  });

  it("is never a host without TLS, whoever wrote it into the instance", () => {
    const customEndpoints = { authority: "https://l.example", graph: "http://g.example", mde: undefined };
    expect(isTokenHost(anInstance({ cloud: "custom", customEndpoints }), "http://g.example")).toBe(false);
  });

  it("knows custom hosts, and none for the demo tenant", () => {
    const customEndpoints = { authority: "https://l.example", graph: "https://g.example", mde: undefined };
    expect(isTokenHost(anInstance({ cloud: "custom", customEndpoints }), "https://g.example/x")).toBe(true);
    expect(isTokenHost(anInstance({ cloud: "custom", customEndpoints }), "https://graph.microsoft.com")).toBe(false);
    expect(isTokenHost(anInstance({ provider: "Demo" }), "https://graph.microsoft.com")).toBe(false);
  });
});

describe("cloudNamed", () => {
  it.each(cloudNames)("%s is itself", (name) => {
    expect(cloudNamed(name.toUpperCase())).toBe(name);
  });

  it.each([
    ["public", "global"],
    ["usgov", "gcc-high"],
    ["gov", "gcc-high"],
    [" GCC_High ", "gcc-high"],
    ["cn", "china"],
    ["mars", undefined],
    ["constructor", undefined],
    ["", undefined],
  ])("%s is %s", (text, name) => {
    expect(cloudNamed(text)).toBe(name);
  });
});
