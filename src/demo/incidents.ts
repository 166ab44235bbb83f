import type { DemoAlert } from "./alerts/demo-alert.ts";
import { graphAlert, graphIncident } from "./alerts/graph-alerts.ts";
import type { GraphObject } from "./alerts/graph-evidence.ts";
import { INCIDENT } from "./story/adversary.ts";
import type { DemoTenant } from "./tenant.ts";

/** What correlation calls the incident of the attack. */
const ATTACK_NAME =
  "Multi-stage incident involving Initial access & Exfiltration on multiple endpoints reported by multiple sources";

/** The alerts of the demo tenant as Graph v1.0's `alerts_v2` returns them, the newest first. */
export function demoAlerts(tenant: DemoTenant): readonly GraphObject[] {
  return tenant
    .alerts()
    .toSorted((a, b) => b.raised - a.raised)
    .map(graphAlert);
}

/** The incidents as Graph v1.0's `incidents?$expand=alerts` returns them, the newest first. One of them is the attack. */
export function demoIncidents(tenant: DemoTenant): readonly GraphObject[] {
  const byIncident = new Map<number, DemoAlert[]>();
  for (const alert of tenant.alerts()) {
    byIncident.set(alert.incident, [...(byIncident.get(alert.incident) ?? []), alert]);
  }
  return [...byIncident]
    .toSorted(([, a], [, b]) => newest(b) - newest(a))
    .map(([incident, alerts]) => ({
      ...graphIncident(incident, incident === INCIDENT ? ATTACK_NAME : (alerts[0]?.title ?? ""), alerts),
      alerts: alerts.toSorted((a, b) => b.raised - a.raised).map(graphAlert),
    }));
}

const newest = (alerts: readonly DemoAlert[]) => Math.max(...alerts.map(({ raised }) => raised));
