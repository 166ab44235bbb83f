import { describe, expect, it } from "vitest";
import { columnOf, demoTenant, rowsOf, textOf } from "./demo.ts";

const tenant = demoTenant();
const values = (table: string, column: string) =>
  new Set(columnOf(tenant.table(table), column).filter((cell) => cell !== null && cell !== ""));

/** Columns whose every value must be found in another table. */
const links: readonly (readonly [from: string, column: string, to: string, key: string])[] = [
  ["EmailUrlInfo", "NetworkMessageId", "EmailEvents", "NetworkMessageId"],
  ["EmailAttachmentInfo", "NetworkMessageId", "EmailEvents", "NetworkMessageId"],
  ["EmailPostDeliveryEvents", "NetworkMessageId", "EmailEvents", "NetworkMessageId"],
  ["UrlClickEvents", "NetworkMessageId", "EmailEvents", "NetworkMessageId"],
  ["UrlClickEvents", "AccountUpn", "IdentityInfo", "AccountUpn"],
  ["EmailEvents", "RecipientObjectId", "IdentityInfo", "AccountObjectId"],
  ["EmailEvents", "SenderObjectId", "IdentityInfo", "AccountObjectId"],
  ["EntraIdSignInEvents", "AccountObjectId", "IdentityInfo", "AccountObjectId"],
  ["EntraIdSignInEvents", "EntraIdDeviceId", "DeviceInfo", "AadDeviceId"],
  ["AADSignInEventsBeta", "AadDeviceId", "DeviceInfo", "AadDeviceId"],
  ["CloudAppEvents", "AccountObjectId", "IdentityInfo", "AccountObjectId"],
  ["CloudAppEvents", "OAuthAppId", "OAuthAppInfo", "OAuthAppId"],
  ["GraphAPIAuditEvents", "AccountObjectId", "IdentityInfo", "AccountObjectId"],
  ["GraphAPIAuditEvents", "ServicePrincipalId", "OAuthAppInfo", "ServicePrincipalId"],
  ["EntraIdSpnSignInEvents", "ApplicationId", "OAuthAppInfo", "OAuthAppId"],
  ["IdentityLogonEvents", "AccountSid", "IdentityInfo", "OnPremSid"],
  ["IdentityLogonEvents", "DeviceName", "DeviceInfo", "DeviceName"],
  ["IdentityDirectoryEvents", "AccountUpn", "IdentityInfo", "AccountUpn"],
  ["IdentityQueryEvents", "DestinationDeviceName", "DeviceInfo", "DeviceName"],
  ["DeviceNetworkInfo", "DeviceId", "DeviceInfo", "DeviceId"],
  ["DeviceTvmSoftwareVulnerabilities", "CveId", "DeviceTvmSoftwareVulnerabilitiesKB", "CveId"],
  ["DeviceTvmSoftwareVulnerabilities", "SoftwareName", "DeviceTvmSoftwareInventory", "SoftwareName"],
  ["DeviceProcessEvents", "AccountObjectId", "IdentityInfo", "AccountObjectId"],
  ["AlertEvidence", "AlertId", "AlertInfo", "AlertId"],
  ["AlertInfo", "AlertId", "AlertEvidence", "AlertId"],
  ["AlertEvidence", "NetworkMessageId", "EmailEvents", "NetworkMessageId"],
  ["AlertEvidence", "AccountObjectId", "IdentityInfo", "AccountObjectId"],
  ["AlertEvidence", "OAuthApplicationId", "OAuthAppInfo", "OAuthAppId"],
];

const deviceTables = tenant
  .filled()
  .filter((name) => tenant.columns(name).some((column) => column.name === "DeviceId"));

describe("ids link the tables", () => {
  it.each(links)("%s.%s is in %s.%s", (from, column, to, key) => {
    const known = values(to, key);
    const found = values(from, column);
    expect(found.size).toBeGreaterThan(0);
    expect([...found].filter((value) => !known.has(value))).toEqual([]);
  });

  it.each(deviceTables)("%s names devices by the id and name of DeviceInfo", (name) => {
    const names = new Map(rowsOf(tenant.table("DeviceInfo")).map((row) => [row["DeviceId"], row["DeviceName"]]));
    const strangers = rowsOf(tenant.table(name)).filter(
      (row) => row["DeviceId"] !== null && names.get(row["DeviceId"]) !== row["DeviceName"],
    );
    expect(strangers).toEqual([]);
  });
});

describe("processes", () => {
  const started = rowsOf(tenant.table("DeviceProcessEvents"));
  const byId = new Map(started.map((row) => [`${textOf(row["DeviceId"])} ${textOf(row["ProcessUniqueId"])}`, row]));

  it("have ids of their own", () => {
    expect(byId.size).toBe(started.length);
  });

  it.each(["DeviceProcessEvents", "DeviceFileEvents", "DeviceNetworkEvents", "DeviceRegistryEvents", "DeviceEvents"])(
    "that act in %s are those that were started, with the same name, hash and start, and act after it",
    (name) => {
      const acting = rowsOf(tenant.table(name)).flatMap((row) => {
        const key = `${textOf(row["DeviceId"])} ${textOf(row["InitiatingProcessUniqueId"])}`;
        const process = byId.get(key);
        return process === undefined ? [] : [{ row, process }];
      });
      expect(acting.length).toBeGreaterThan(100);
      const strange = acting.filter(
        ({ row, process }) =>
          row["InitiatingProcessFileName"] !== process["FileName"] ||
          row["InitiatingProcessSHA256"] !== process["SHA256"] ||
          row["InitiatingProcessCommandLine"] !== process["ProcessCommandLine"] ||
          row["InitiatingProcessCreationTime"] !== process["Timestamp"] ||
          textOf(row["Timestamp"]) < textOf(process["Timestamp"]),
      );
      expect(strange).toEqual([]);
    },
  );
});

describe("a mail", () => {
  it("has as many links as it says", () => {
    const ids = columnOf(tenant.table("EmailUrlInfo"), "NetworkMessageId");
    const counts = new Map<unknown, number>();
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    const wrong = rowsOf(tenant.table("EmailEvents")).filter(
      (row) => (counts.get(row["NetworkMessageId"]) ?? 0) !== row["UrlCount"],
    );
    expect(wrong).toEqual([]);
  });
});
