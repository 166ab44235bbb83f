import { describe, expect, it } from "vitest";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { wordsOf } from "../../../src/schema/search.ts";

const catalogue = loadCatalogue();
const found = (words: string) => catalogue.search(words).map(({ table }) => table.name);

describe("search", () => {
  it.each([
    ["process command line", "DeviceProcessEvents"],
    ["container process", "CloudProcessEvents"],
    ["sign-in", "EntraIdSignInEvents"],
    ["failed sign in risk", "EntraIdSignInEvents"],
    ["SigninLogs", "EntraIdSignInEvents"],
    ["service principal sign-in", "EntraIdSpnSignInEvents"],
    ["lateral movement rdp", "DeviceLogonEvents"],
    ["usb", "DeviceEvents"],
    ["ip address of a device", "DeviceNetworkInfo"],
    ["registry persistence", "DeviceRegistryEvents"],
    ["signed file certificate", "DeviceFileCertificateInfo"],
    ["certificate expiry", "DeviceTvmCertificateInfo"],
    ["email attachment hash", "EmailAttachmentInfo"],
    ["who clicked a link", "UrlClickEvents"],
    ["ZAP", "EmailPostDeliveryEvents"],
    ["teams phishing", "MessageEvents"],
    ["graph api calls", "GraphAPIAuditEvents"],
    ["oauth app permissions", "OAuthAppInfo"],
    ["mcp server", "AgentsInfo"],
    ["AI agents", "AgentsInfo"],
    ["browser extension", "DeviceTvmBrowserExtensions"],
    ["cve exploit", "DeviceTvmSoftwareVulnerabilitiesKB"],
    ["alert severity", "AlertInfo"],
    ["insider risk", "DataSecurityEvents"],
    ["storage blob anonymous", "CloudStorageAggregatedEvents"],
    ["ldap query", "IdentityQueryEvents"],
    ["department manager", "IdentityInfo"],
    ["attack path", "ExposureGraphEdges"],
    ["devices", "DeviceInfo"],
  ])("for %j puts %s first", (words, table) => {
    expect(found(words)[0]).toBe(table);
  });

  it("finds a column by its exact name, and says which columns matched", () => {
    const hits = catalogue.search("InitiatingProcessSignerType");
    expect(hits[0]?.table.name).toBe("DeviceProcessEvents");
    expect(hits[0]?.columns[0]).toBe("InitiatingProcessSignerType");
  });

  it("prefers tables that know all words to those that know one well", () => {
    expect(found("process url")[0]).toBe("DeviceNetworkEvents");
    expect(found("email ip")[0]).toBe("UrlClickEvents");
  });

  it("puts a retired table after the one that replaces it", () => {
    for (const [old, now] of [
      ["AADSignInEventsBeta", "EntraIdSignInEvents"],
      ["AIAgentsInfo", "AgentsInfo"],
    ] as const) {
      const order = found(now === "AgentsInfo" ? "agent instructions" : "sign-in country");
      expect(order.indexOf(now)).toBeGreaterThanOrEqual(0);
      expect(order.indexOf(now)).toBeLessThan(order.indexOf(old));
    }
  });

  it("ignores case, plural and order", () => {
    expect(found("LINKS email")).toEqual(found("email link"));
  });

  it("finds nothing for words that no table knows, or for none", () => {
    expect(found("zzyzx")).toEqual([]);
    expect(found(" the , of ")).toEqual([]);
    expect(found("")).toEqual([]);
  });

  it("stays sane with hostile words", () => {
    expect(found("constructor __proto__ (.*)+ \u0000 '; drop")).toEqual(expect.any(Array));
  });
});

describe("words", () => {
  it.each([
    ["InitiatingProcessSHA1", ["initiatingprocesssha1", "initiating", "process", "sha", "1"]],
    ["OAuthAppId", ["oauthappid", "o", "auth", "app", "id"]],
    ["Alerts of all devices", ["alert", "all", "device"]],
    ["IPAddress", ["ipaddress", "ip", "address"]],
  ])("of %j are %j", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});
