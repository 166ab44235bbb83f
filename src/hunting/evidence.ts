import type { JsonObject } from "../defender/reply-schema.ts";
import { evidenceKinds } from "./evidence-kinds.ts";
import { objectsAt, textAt, textsAt, valueAt } from "./graph-text.ts";

/** An entity that one or more alerts name. */
export interface Entity {
  /** E.g. `device`; `unknown` where the service names no type. */
  readonly type: string;
  /** What it is called; empty where nothing of it is known. */
  readonly name: string;
  readonly facts: JsonObject;
  /** Places of the alerts that name it, in the order given, from 1. */
  readonly alerts: readonly number[];
  /** What it was in the attack, as the service says: attacker, destination … */
  readonly roles: readonly string[];
  readonly verdict: string;
  /** The service's records of it, one for each alert that has one. */
  readonly records: readonly JsonObject[];
  readonly tables: readonly string[];
  readonly queries: readonly string[];
}

/** Verdicts of Graph's `evidenceVerdict`, the worst first. */
const VERDICTS = ["malicious", "suspicious", "noThreatsFound", "unknown"];

/** The entities in the evidence of alerts, each once, in the order in which they are met. */
export function entitiesOf(alerts: readonly JsonObject[]): readonly Entity[] {
  const byKey = new Map<string, Entity>();
  for (const [index, alert] of alerts.entries()) {
    for (const evidence of objectsAt(alert, "evidence")) {
      const found = entityOf(evidence, index + 1);
      // What has no name cannot be told apart from others, so each stays on its own.
      const key = found.name === "" ? String(byKey.size) : keyOf(found, evidence);
      const known = byKey.get(key);
      byKey.set(key, known === undefined ? found : merged(known, found));
    }
  }
  return [...byKey.values()];
}

const kindOf = (type: string) => (Object.hasOwn(evidenceKinds, type) ? evidenceKinds[type] : undefined);

function entityOf(evidence: JsonObject, alert: number): Entity {
  const type = /\.(\w+)Evidence$/.exec(textAt(evidence, "@odata.type"))?.[1] ?? "unknown";
  const kind = kindOf(type);
  const name = kind?.names.map((path) => textAt(evidence, ...path.split("."))).find((text) => text !== "");
  return {
    type,
    name: name ?? "",
    facts: kind === undefined ? plainTexts(evidence) : factsAt(evidence, kind.facts),
    alerts: [alert],
    roles: [...textsAt(evidence, "roles"), ...textsAt(evidence, "detailedRoles")],
    verdict: textAt(evidence, "verdict"),
    records: [evidence],
    tables: kind?.tables ?? [],
    queries: kind?.queries ?? [],
  };
}

function factsAt(evidence: JsonObject, paths: Readonly<Record<string, string>>): JsonObject {
  const facts = Object.entries(paths).map(([name, path]) => [name, valueAt(evidence, ...path.split("."))] as const);
  return Object.fromEntries(facts.filter(([, value]) => value !== null && value !== ""));
}

/** Properties of every evidence, which say nothing of the entity. */
const COMMON = /^(?:@odata|createdDateTime$|verdict$|remediation)/;

/** What a type that is not known here says in texts of its own. */
function plainTexts(evidence: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(evidence).filter(([name, value]) => typeof value === "string" && !COMMON.test(name)),
  );
}

function keyOf({ type, name }: Entity, evidence: JsonObject): string {
  const apart = kindOf(type)?.apart;
  const more = apart === undefined ? null : valueAt(evidence, ...apart.split("."));
  return JSON.stringify([type, name.toLowerCase(), more]);
}

function merged(known: Entity, found: Entity): Entity {
  return {
    ...known,
    facts: { ...found.facts, ...known.facts },
    alerts: [...new Set([...known.alerts, ...found.alerts])],
    roles: [...new Set([...known.roles, ...found.roles])],
    verdict: worse(known.verdict, found.verdict),
    records: [...known.records, ...found.records],
  };
}

function worse(a: string, b: string): string {
  return VERDICTS.find((verdict) => verdict === a || verdict === b) ?? (a === "" ? b : a);
}
