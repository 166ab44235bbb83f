import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { portalQueryLink } from "../../../src/instances/portal-link.ts";
import { anInstance } from "../../support/an-instance.ts";

const tenantId = "11111111-1111-4111-8111-111111111111";
const query = "DeviceEvents\n| where ActionType == 'Ünïcode 🜁' // + / =";

const decoded = (value: string | null) => gunzipSync(Buffer.from(value ?? "", "base64url")).toString("utf16le");

describe("a link to the portal", () => {
  it.each([
    ["global", "https://security.microsoft.com"],
    ["uk", "https://security.microsoft.com"],
    ["gcc", "https://security.microsoft.com"],
    ["gcc-high", "https://security.microsoft.us"],
    ["dod", "https://security.apps.mil"],
  ] as const)("of cloud %s opens the query in the tenant at %s", (cloud, origin) => {
    const link = new URL(portalQueryLink(anInstance({ cloud, tenantId }), query) ?? "");
    expect([link.origin, link.pathname]).toEqual([origin, "/v2/advanced-hunting"]);
    expect(decoded(link.searchParams.get("query"))).toBe(query);
    expect(link.searchParams.get("query")).toMatch(/^[\w-]+$/);
    expect([link.searchParams.get("timeRangeId"), link.searchParams.get("tid")]).toEqual(["month", tenantId]);
  });

  it("names no tenant that is known by domain only", () => {
    expect(portalQueryLink(anInstance({ tenantId: "contoso.example" }), query)).not.toContain("tid=");
  });

  it.each([{ provider: "Demo" }, { cloud: "custom" }, { cloud: "china" }] as const)(
    "does not exist where no portal is known: %j",
    (changes) => expect(portalQueryLink(anInstance({ tenantId, ...changes }), query)).toBeUndefined(),
  );

  it("does not exist for a query that does not fit into an address", () => {
    const long = randomBytes(6_000).toString("hex");
    expect(portalQueryLink(anInstance({ tenantId }), `T | where a == '${long}'`)).toBeUndefined();
    const repeated = `T | where a in (${"'same', ".repeat(5_000)}'x')`;
    expect(portalQueryLink(anInstance({ tenantId }), repeated)?.length).toBeLessThan(8_000);
  });
});
