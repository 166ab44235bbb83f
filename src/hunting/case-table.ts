import type { JsonObject } from "../defender/reply-schema.ts";
import type { SecurityKind } from "../defender/security-api.ts";
import { tableFromRows, type Cell, type KqlType, type Table } from "../table/table.ts";
import type { Entity } from "./evidence.ts";
import { objectsAt, textAt, valueAt } from "./graph-text.ts";

/** One incident or alert. */
export interface Case {
  readonly kind: SecurityKind;
  readonly item: JsonObject;
  /** The alerts of the incident, or the alert itself, by the time of their first activity. */
  readonly alerts: readonly JsonObject[];
  readonly entities: readonly Entity[];
}

const columns = {
  Kind: "string",
  Alerts: "dynamic",
  Id: "string",
  Time: "datetime",
  Severity: "string",
  Status: "string",
  Title: "string",
  Techniques: "dynamic",
  Source: "string",
  EntityType: "string",
  Entity: "string",
  Roles: "dynamic",
  Verdict: "string",
  Facts: "dynamic",
  Record: "dynamic",
} as const satisfies Readonly<Record<string, KqlType>>;

type CaseRow = Readonly<Partial<Record<keyof typeof columns, Cell>>>;

/** The column that holds all that the service knows of a row: too much to be read row by row. */
export const RECORD_COLUMN = "Record";

/**
 * A case as a table: the incident if it is one, then its alerts, numbered, in order of time, then every entity once with the numbers of the
 * alerts that name it.
 */
export function caseTable({ kind, item, alerts, entities }: Case): Table {
  const head = kind === "incidents" ? [incidentRow(item)] : [];
  const rows = [...head, ...alerts.map((alert, index) => alertRow(alert, index + 1)), ...entities.map(entityRow)];
  const names = Object.entries(columns).map(([name, type]) => ({ name, type }));
  return tableFromRows(
    names,
    rows.map((row) => {
      const cells: Readonly<Record<string, Cell>> = row;
      return names.map(({ name }) => cells[name] ?? null);
    }),
  );
}

/** The alerts of an incident, or the alert itself, by the time of their first activity. */
export function alertsOf(kind: SecurityKind, item: JsonObject): readonly JsonObject[] {
  const alerts = kind === "incidents" ? objectsAt(item, "alerts") : [item];
  return alerts.toSorted((a, b) => startOf(a).localeCompare(startOf(b)));
}

/** ISO 8601 in UTC, as the service writes all times. */
const startOf = (alert: JsonObject): string =>
  textAt(alert, "firstActivityDateTime") || textAt(alert, "createdDateTime");

function incidentRow(incident: JsonObject): CaseRow {
  return {
    Kind: "incident",
    Id: textAt(incident, "id"),
    Time: textAt(incident, "createdDateTime"),
    Severity: textAt(incident, "severity"),
    Status: textAt(incident, "status"),
    Title: textAt(incident, "displayName"),
    Facts: factsOf(incident, {
      portal: "incidentWebUrl",
      assigned_to: "assignedTo",
      classification: "classification",
      determination: "determination",
      description: "description",
      summary: "summary",
      tags: "customTags",
      redirected_to: "redirectIncidentId",
    }),
    Record: without(incident, ["alerts"]),
  };
}

function alertRow(alert: JsonObject, number: number): CaseRow {
  return {
    Kind: "alert",
    Alerts: [number],
    Id: textAt(alert, "id"),
    Time: startOf(alert),
    Severity: textAt(alert, "severity"),
    Status: textAt(alert, "status"),
    Title: textAt(alert, "title"),
    Techniques: valueAt(alert, "mitreTechniques"),
    Source: textAt(alert, "serviceSource"),
    Facts: factsOf(alert, {
      description: "description",
      until: "lastActivityDateTime",
      classification: "classification",
      determination: "determination",
      threat: "threatDisplayName",
      actor: "actorDisplayName",
    }),
    Record: without(alert, ["evidence"]),
  };
}

function entityRow({ type, name, alerts, roles, verdict, facts, records }: Entity): CaseRow {
  return {
    Kind: "entity",
    Alerts: alerts,
    EntityType: type,
    Entity: name,
    Roles: roles,
    Verdict: verdict,
    Facts: facts,
    Record: records,
  };
}

function factsOf(item: JsonObject, properties: Readonly<Record<string, string>>): JsonObject {
  const facts = Object.entries(properties).map(([name, property]) => [name, valueAt(item, property)] as const);
  return Object.fromEntries(facts.filter(([, value]) => value !== null && value !== "" && !isEmptyList(value)));
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** The object without properties that other rows tell. */
function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
