import type { JsonObject } from "../defender/reply-schema.ts";
import type { SecurityKind } from "../defender/security-api.ts";
import { tableFromRows, type KqlType, type Table } from "../table/table.ts";

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
