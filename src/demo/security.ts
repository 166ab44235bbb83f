import type { SecurityReply, SecurityRequest } from "../defender/security-api.ts";
import type { SecurityFilters } from "../defender/odata-filter.ts";
import { ServiceError } from "../errors.ts";
import type { JsonValue } from "../table/table.ts";
import type { GraphObject } from "./alerts/graph-evidence.ts";
import { demoAlerts, demoIncidents } from "./incidents.ts";
import type { DemoTenant } from "./tenant.ts";

/** Incidents and alerts of the demo tenant, as Graph answers for them. @throws ServiceError for an unknown id. */
export function readDemoSecurity(tenant: DemoTenant, { kind, id, filters, top }: SecurityRequest): SecurityReply {
  const all = kind === "incidents" ? demoIncidents(tenant) : demoAlerts(tenant);
  const found = all.filter((item) => (id === undefined ? matches(item, filters) : item["id"] === id));
  if (id !== undefined && found.length === 0) {
    throw new ServiceError(`The demo tenant has no such item among its ${kind}.`, {
      nextStep: `List the ${kind} without id, and use an id of the list.`,
      status: 404,
    });
  }
  return { items: found.slice(0, top), hasMore: found.length > top, responseBytes: 0, requestId: undefined };
}

function matches(item: GraphObject, filters: SecurityFilters): boolean {
  const { severity, status, assignedTo, serviceSource } = filters;
  const wanted = Object.entries({ severity, status, serviceSource, assignedTo });
  const isEqual = wanted.every(([name, value]) => value === undefined || (item[name] ?? "") === value);
  return isEqual && isWithin(item["createdDateTime"], filters);
}

function isWithin(created: JsonValue | undefined, { createdFrom, createdTo }: SecurityFilters): boolean {
  const time = typeof created === "string" ? Date.parse(created) : Number.NaN;
  if (createdFrom !== undefined && !(time >= Date.parse(createdFrom))) return false;
  return createdTo === undefined || time <= Date.parse(createdTo);
}
