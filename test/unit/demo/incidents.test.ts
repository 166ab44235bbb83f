import { describe, expect, it } from "vitest";
import { demoAlerts, demoIncidents } from "../../../src/demo/incidents.ts";
import { columnOf, demoTenant, rowsOf, textOf } from "./demo.ts";

const tenant = demoTenant();
const alerts = demoAlerts(tenant);
const incidents = demoIncidents(tenant);
const attack = incidents.find(({ status }) => status === "active");
const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value : []);

/** Graph v1.0's words (microsoft.graph.security enumerations). */
const words = {
  severity: ["informational", "low", "medium", "high"],
  status: ["new", "inProgress", "resolved"],
  classification: [null, "truePositive", "falsePositive", "informationalExpectedActivity"],
  serviceSource: [
    "microsoftDefenderForEndpoint",
    "microsoftDefenderForOffice365",
    "microsoftDefenderForIdentity",
    "microsoftDefenderForCloudApps",
    "azureAdIdentityProtection",
    "microsoftAppGovernance",
  ],
};

describe("alerts as Graph has them", () => {
  it.each(Object.entries(words))("%s has Graph's words", (property, allowed) => {
    expect(alerts.filter((alert) => !(allowed as readonly unknown[]).includes(alert[property]))).toEqual([]);
  });

  it("are those of AlertInfo, with the same title, severity and entities", () => {
    const rows = rowsOf(tenant.table("AlertInfo"));
    expect(rows).toHaveLength(alerts.length);
    for (const row of rows) {
      const alert = alerts.find(({ id }) => id === row["AlertId"]);
      expect(alert?.["title"]).toBe(row["Title"]);
      expect(alert?.["severity"]).toBe(textOf(row["Severity"]).toLowerCase());
      const entities = columnOf(tenant.table("AlertEvidence"), "AlertId").filter((id) => id === row["AlertId"]);
      expect(list(alert?.["evidence"])).toHaveLength(entities.length);
    }
  });

  it("have times in their order: first activity, last activity, raised, resolved", () => {
    for (const alert of alerts) {
      const times = ["firstActivityDateTime", "lastActivityDateTime", "createdDateTime", "lastUpdateDateTime"].map(
        (name) => textOf(alert[name]),
      );
      expect(times).toEqual(times.toSorted());
    }
  });

  it("name their entities by Graph's types", () => {
    const types = new Set(alerts.flatMap(({ evidence }) => list(evidence).map((entity) => entity["@odata.type"])));
    expect([...types].map(textOf).toSorted()).toEqual(
      [
        "analyzedMessageEvidence",
        "deviceEvidence",
        "fileEvidence",
        "ipEvidence",
        "oauthApplicationEvidence",
        "processEvidence",
        "registryValueEvidence",
        "urlEvidence",
        "userEvidence",
      ].map((name) => `#microsoft.graph.security.${name}`),
    );
  });
});

describe("incidents as Graph has them", () => {
  it("hold each alert once, the newest first", () => {
    const ids = incidents.flatMap((incident) => list(incident["alerts"]).map(({ id }) => id));
    expect(ids.map(textOf).toSorted()).toEqual(alerts.map(({ id }) => textOf(id)).toSorted());
    const created = alerts.map(({ createdDateTime }) => textOf(createdDateTime));
    expect(created).toEqual(created.toSorted().toReversed());
  });

  it("have one that is open: the attack, from the first click to the loss of data, told by six products", () => {
    expect(incidents.filter(({ status }) => status === "active")).toHaveLength(1);
    const own = list(attack?.["alerts"]);
    expect(own.map(({ title }) => title)).toEqual(
      expect.arrayContaining(["Anomalous Token", "Suspicious access to LSASS service", "Possible data exfiltration"]),
    );
    expect(attack?.["severity"]).toBe("high");
    expect(own.every(({ incidentId }) => incidentId === attack?.["id"])).toBe(true);
    expect(own).toHaveLength(13);
    expect(new Set(own.map(({ serviceSource }) => serviceSource)).size).toBe(6);
  });

  it("have closed the decoys", () => {
    const decoys = new Set(["Suspicious service launched", "Impossible travel activity"]);
    const closed = incidents.filter(({ displayName }) => decoys.has(textOf(displayName)));
    expect(closed.map(({ status }) => status)).toEqual(["resolved", "resolved"]);
    expect(closed.every(({ resolvingComment }) => resolvingComment !== null)).toBe(true);
  });
});
