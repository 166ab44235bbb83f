import { z } from "zod";
import type { SecurityKind } from "../defender/security-api.ts";
import { UserError } from "../errors.ts";
import type { KeptResult } from "../table/kept-results.ts";
import { quoted } from "../visible-text.ts";
import { signInRequired } from "./sign-in-required.ts";
import { tableAnswer } from "./table-answer.ts";
import type { ToolAnswer, ToolCall, ToolDeps } from "./tool.ts";
import { ACCEPTED_WAIT_MS, waitForSignIn } from "./wait-for-sign-in.ts";

const USUAL_TOP = 50;
const MOST_ITEMS = 1000;

/** Arguments of both tools; what values the filters take is told when one is wrong, because every client carries the list of tools. */
export const securityInput = {
  instance: z.string().optional(),
  id: z.string().min(1).max(200).optional(),
  severity: z.string().optional(),
  status: z.string().optional(),
  assigned_to: z.string().max(320).optional().describe("User or none"),
  timespan: z.string().optional(),
  top: z.int().min(1).max(MOST_ITEMS).optional(),
};

/** The listed part of the answer: a table as run_hunting_query's, or what to do to sign in. */
export const securityOutput = z.looseObject({
  status: z.string(),
  rows: z.array(z.unknown()).optional().describe("untrusted"),
  next: z
    .object({ timespan: z.string(), period: z.string(), tables: z.array(z.string()), queries: z.array(z.string()) })
    .optional(),
});

export interface SecurityWish {
  readonly instance?: string | undefined;
  readonly id?: string | undefined;
  readonly severity?: string | undefined;
  readonly status?: string | undefined;
  readonly assigned_to?: string | undefined;
  readonly service_source?: string | undefined;
  readonly timespan?: string | undefined;
  readonly top?: number | undefined;
}

/** Values of Graph v1.0's enumerations `alertSeverity`, `incidentStatus`, `alertStatus` and `serviceSource`. */
const severities = ["informational", "low", "medium", "high", "unknown"];
const statuses: Readonly<Record<SecurityKind, readonly string[]>> = {
  incidents: ["active", "inProgress", "resolved", "redirected", "awaitingAction"],
  alerts: ["new", "inProgress", "resolved"],
};
const serviceSources = [
  "microsoftDefenderForEndpoint",
  "microsoftDefenderForIdentity",
  "microsoftDefenderForCloudApps",
  "microsoftDefenderForOffice365",
  "microsoft365Defender",
  "azureAdIdentityProtection",
  "microsoftAppGovernance",
  "dataLossPrevention",
  "microsoftDefenderForCloud",
  "microsoftSentinel",
  "microsoftInsiderRiskManagement",
  "microsoftThreatIntelligence",
];

/** Incidents or alerts as a kept table. @throws UserError for a filter that the service does not know. */
export async function listSecurity(
  kind: SecurityKind,
  wish: SecurityWish,
  deps: ToolDeps,
  call: ToolCall,
): Promise<ToolAnswer> {
  const filters = {
    severity: oneOf("severity", wish.severity, severities),
    status: oneOf("status", wish.status, statuses[kind]),
    serviceSource: oneOf("service_source", wish.service_source, serviceSources),
    assignedTo: wish.assigned_to?.toLowerCase() === "none" ? "" : wish.assigned_to,
  };
  const instance = deps.instances.resolve(wish.instance);
  if (call.userAction === "accepted")
    await waitForSignIn(deps.signIns.of(instance), { waitMs: ACCEPTED_WAIT_MS }, call);
  const { id, timespan, top = USUAL_TOP } = wish;
  const outcome = await deps.cases.read({ instance, kind, id, filters, timespan, top }, call);
  if (outcome.status === "sign_in_required") return signInRequired(instance, outcome.signIn, deps);
  const { result, recordColumn, next } = outcome;
  const shown = recordColumn === undefined ? result : withoutColumn(result, recordColumn);
  const data = tableAnswer(shown, {}, deps.limits);
  return { kind: "table", data: next === undefined ? data : { ...data, next }, result };
}

/** The result with a column kept but not shown, and the way to it. */
function withoutColumn(result: KeptResult, name: string): KeptResult {
  const { columns, data, rowCount } = result.table;
  const isShown = (_: unknown, index: number) => columns[index]?.name !== name;
  const table = { columns: columns.filter(isShown), data: data.filter(isShown), rowCount };
  const hint = `The column ${name} (all that the service says of each row) is kept but not shown: read it with refine_result, filtered first.`;
  return { ...result, table, warnings: [...result.warnings, hint] };
}

/** The value in the service's spelling. */
function oneOf(name: string, value: string | undefined, known: readonly string[]): string | undefined {
  if (value === undefined) return undefined;
  const found = known.find((each) => each.toLowerCase() === value.toLowerCase());
  if (found !== undefined) return found;
  throw new UserError(`${name} has no value ${quoted(value, 40)}.`, { nextStep: `Use one of ${known.join(", ")}.` });
}
