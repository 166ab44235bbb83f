import type { JsonObject } from "../defender/reply-schema.ts";
import type { SecurityKind } from "../defender/security-api.ts";
import { tableFromRows, type Cell, type Column, type KqlType, type Table } from "../table/table.ts";
import { viewEvidence } from "./evidence.ts";
import { objectsAt, textAt } from "./graph-text.ts";

type Property = readonly [column: string, type: KqlType, property: string];

const shared: readonly Property[] = [
  ["Id", "string", "id"],
  ["Created", "datetime", "createdDateTime"],
  ["Severity", "string", "severity"],
  ["Status", "string", "status"],
];
const judged: readonly Property[] = [
  ["AssignedTo", "string", "assignedTo"],
  ["Classification", "string", "classification"],
  ["Determination", "string", "determination"],
];

const properties: Readonly<Record<SecurityKind, readonly Property[]>> = {
  incidents: [
    ...shared,
    ["Title", "string", "displayName"],
    ["LastUpdate", "datetime", "lastUpdateDateTime"],
    ...judged,
    ["Tags", "dynamic", "customTags"],
    ["PortalUrl", "string", "incidentWebUrl"],
  ],
  alerts: [
    ...shared,
    ["Title", "string", "title"],
    ["Category", "string", "category"],
    ["ServiceSource", "string", "serviceSource"],
    ["IncidentId", "string", "incidentId"],
    ["FirstActivity", "datetime", "firstActivityDateTime"],
    ["LastActivity", "datetime", "lastActivityDateTime"],
    ["Techniques", "dynamic", "mitreTechniques"],
    ...judged,
    ["PortalUrl", "string", "alertWebUrl"],
  ],
};

/** Incidents or alerts as a table, an item a row. */
export function listTable(kind: SecurityKind, items: readonly JsonObject[]): Table {
  const chosen = properties[kind];
  return tableFromRows(
    chosen.map(([name, type]) => ({ name, type })),
    items.map((item) => chosen.map(([, , property]) => item[property] ?? null)),
  );
}

const itemColumns: readonly Column[] = [
  { name: "Kind", type: "string" },
  { name: "Id", type: "string" },
  { name: "Time", type: "datetime" },
  { name: "Severity", type: "string" },
  { name: "Status", type: "string" },
  { name: "Title", type: "string" },
  { name: "EntityType", type: "string" },
  { name: "Entity", type: "string" },
  { name: "Verdict", type: "string" },
  { name: "Details", type: "dynamic" },
];

/** One item as a table: the incident if it is one, then each alert, followed by the entities of its evidence with the alert's id. */
export function itemTable(kind: SecurityKind, item: JsonObject): Table {
  const alerts = alertsOf(kind, item);
  const head = kind === "incidents" ? [caseRow("incident", "displayName", item)] : [];
  return tableFromRows(itemColumns, [...head, ...alerts.flatMap(alertRows)]);
}

/** The alerts of an incident, or the alert itself. */
export function alertsOf(kind: SecurityKind, item: JsonObject): readonly JsonObject[] {
  return kind === "incidents" ? objectsAt(item, "alerts") : [item];
}

function alertRows(alert: JsonObject): readonly (readonly Cell[])[] {
  const id = textAt(alert, "id");
  const entities = objectsAt(alert, "evidence").map((evidence): readonly Cell[] => {
    const { type, name } = viewEvidence(evidence);
    const details = without(evidence, ["@odata.type"]);
    const time = textAt(evidence, "createdDateTime");
    return ["evidence", id, time, null, null, null, type, name, textAt(evidence, "verdict"), details];
  });
  return [caseRow("alert", "title", alert), ...entities];
}

function caseRow(kind: string, title: string, item: JsonObject): readonly Cell[] {
  const rest = without(item, ["alerts", "evidence"]);
  const text = (name: string) => textAt(rest, name);
  const known = [text("id"), text("createdDateTime"), text("severity"), text("status"), text(title)];
  return [kind, ...known, null, null, null, rest];
}

/** The object without properties that other rows or columns tell. */
function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
