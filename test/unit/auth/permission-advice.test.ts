import { describe, expect, it } from "vitest";
import { permissionAdvice } from "../../../src/auth/permission-advice.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { instanceOf } from "./sign-in-fixture.ts";

const account = { userName: "alice", objectId: "1", tenantId: "t" };
const advice = (overrides: Partial<Instance>, missing: readonly string[], person = true) =>
  permissionAdvice(instanceOf({ clientId: "app-id", tenantId: "contoso.example", ...overrides }), {
    status: "connected",
    account: person ? account : undefined,
    permissions: { granted: [], missing },
  });

describe("advice on missing permissions", () => {
  it("is not given when none is missing", () => {
    expect(advice({}, [])).toBeUndefined();
  });

  it.each<[Partial<Instance>, readonly string[], boolean, readonly string[]]>([
    [
      {},
      ["ThreatHunting.Read.All"],
      true,
      [
        "lacks the delegated permission ThreatHunting.Read.All (id b152eca8-ea73-4a48-8c98-1a6742673d99)",
        '"API permissions" > Microsoft Graph of the app registration app-id',
        "https://login.microsoftonline.com/contoso.example/adminconsent?client_id=app-id",
      ],
    ],
    [{}, ["ThreatHunting.Read.All"], false, ["application permission ThreatHunting.Read.All (id dd98c7f5"]],
    [
      { provider: "SecurityGraph", cloud: "gcc-high" },
      ["SecurityAlert.Read.All", "SecurityIncident.Read.All"],
      true,
      [
        "permissions SecurityAlert.Read.All (id bc257fb8",
        "SecurityIncident.Read.All (id b9abcc4f",
        "login.microsoftonline.us",
      ],
    ],
    [{ provider: "MDE" }, ["AdvancedQuery.Read"], true, ["permission AdvancedQuery.Read.", "> WindowsDefenderATP"]],
    [{ credential: { type: "azure_cli" } }, ["ThreatHunting.Read.All"], true, ["app registration of your own"]],
    [{ credential: { type: "managed_identity" } }, ["ThreatHunting.Read.All"], false, ["to the managed identity"]],
  ])("%#", (overrides, missing, person, texts) => {
    for (const text of texts) expect(advice(overrides, missing, person)).toContain(text);
  });
});
