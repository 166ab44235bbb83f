import { timeCell } from "../world/calendar.ts";
import { organisation } from "../world/organisation.ts";
import type { DemoAlert, Resolution } from "./demo-alert.ts";
import { type GraphObject, graphEvidence } from "./graph-evidence.ts";

/** The portal of the demo tenant does not exist: its host is reserved for examples. */
const PORTAL = "https://security.halvern.example";
/** Who closes incidents. */
const ANALYST = "soc@halvern.example";

/** An alert as Graph v1.0's `microsoft.graph.security.alert`. */
export function graphAlert(alert: DemoAlert): GraphObject {
  const { id, incident, source, resolution } = alert;
  return {
    id,
    providerAlertId: id,
    incidentId: String(incident),
    tenantId: organisation.tenantId,
    title: alert.title,
    description: alert.description,
    recommendedActions: "Validate the alert, contain the entities concerned, and look for other signs of the attack.",
    category: alert.category,
    severity: alert.severity.toLowerCase(),
    status: resolution === undefined ? "new" : "resolved",
    classification: resolution?.classification ?? null,
    determination: resolution?.determination ?? null,
    serviceSource: source.graphService,
    detectionSource: source.graphDetection,
    productName: source.service,
    detectorId: id.slice(0, id.indexOf("_")),
    assignedTo: resolution === undefined ? null : ANALYST,
    mitreTechniques: alert.techniques.map(([, number]) => number),
    ...times(alert),
    alertWebUrl: `${PORTAL}/alerts/${id}`,
    incidentWebUrl: `${PORTAL}/incidents/${incident}`,
    actorDisplayName: null,
    threatDisplayName: null,
    threatFamilyName: null,
    alertPolicyId: null,
    systemTags: [],
    comments: comments(alert),
    evidence: alert.evidence.map((evidence) => graphEvidence(alert, evidence)),
  };
}

function times({ raised, first, last, resolution }: DemoAlert): GraphObject {
  return {
    createdDateTime: timeCell(raised),
    lastUpdateDateTime: timeCell(resolution?.time ?? raised),
    resolvedDateTime: resolution === undefined ? null : timeCell(resolution.time),
    firstActivityDateTime: timeCell(first),
    lastActivityDateTime: timeCell(last),
  };
}

function comments({ resolution }: DemoAlert): readonly GraphObject[] {
  if (resolution === undefined) return [];
  return [{ comment: resolution.comment, createdByDisplayName: "SOC", createdDateTime: timeCell(resolution.time) }];
}

/** An incident that nobody has taken on. */
const OPEN: GraphObject = {
  status: "active",
  classification: "unknown",
  determination: "unknown",
  assignedTo: null,
  lastModifiedBy: "Microsoft 365 Defender-AlertCorrelation",
  resolvingComment: null,
};

function closed({ classification, determination, comment, time }: Resolution): GraphObject {
  return {
    status: "resolved",
    classification,
    determination,
    lastUpdateDateTime: timeCell(time),
    assignedTo: ANALYST,
    lastModifiedBy: ANALYST,
    resolvingComment: comment,
  };
}

const SEVERITIES: readonly DemoAlert["severity"][] = ["High", "Medium", "Low", "Informational"];

/** Alerts of one incident as Graph v1.0's `microsoft.graph.security.incident`, without its alerts. */
export function graphIncident(incident: number, name: string, alerts: readonly DemoAlert[]): GraphObject {
  const severity = SEVERITIES.find((level) => alerts.some((alert) => alert.severity === level)) ?? "Informational";
  const raised = alerts.map((alert) => alert.raised);
  return {
    id: String(incident),
    tenantId: organisation.tenantId,
    displayName: name,
    description: null,
    summary: null,
    severity: severity.toLowerCase(),
    createdDateTime: timeCell(Math.min(...raised)),
    lastUpdateDateTime: timeCell(Math.max(...raised)),
    ...(alerts[0]?.resolution === undefined ? OPEN : closed(alerts[0].resolution)),
    incidentWebUrl: `${PORTAL}/incidents/${incident}`,
    redirectIncidentId: null,
    customTags: [],
    systemTags: [],
    comments: [],
  };
}
