import type { JsonObject } from "../defender/reply-schema.ts";
import type { SecurityFilters } from "../defender/odata-filter.ts";
import { casePermissions, type SecurityKind, type SecurityReply } from "../defender/security-api.ts";
import { UserError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import type { KeptResult, KeptResults } from "../table/kept-results.ts";
import type { Table } from "../table/table.ts";
import { alertsOf, caseTable, RECORD_COLUMN, type Case } from "./case-table.ts";
import { entitiesOf } from "./evidence.ts";
import { textAt } from "./graph-text.ts";
import type { CallContext, SignInRequired } from "./hunter.ts";
import { openInstance, type TenantDeps } from "./open-instance.ts";
import { listTable } from "./security-table.ts";
import { parseTimespan } from "./timespan.ts";

export interface CaseRequest {
  readonly instance: Instance;
  readonly kind: SecurityKind;
  readonly id?: string | undefined;
  readonly filters: Omit<SecurityFilters, "createdFrom" | "createdTo">;
  /** When it was created: ISO 8601, as for a hunt. */
  readonly timespan?: string | undefined;
  readonly top: number;
}

/** Where to hunt for more of what an incident or alert tells. */
export interface HuntNext {
  /** ISO 8601 start/end: the activity and an hour around it. */
  readonly timespan: string;
  /** KQL timespan from now back to a day before the activity, for queries that look back from now. */
  readonly period: string;
  readonly tables: readonly string[];
  /** Queries of the library that follow the entities. */
  readonly queries: readonly string[];
}

export type CaseOutcome =
  | {
      readonly status: "ok";
      readonly result: KeptResult;
      /** A column that a page of the result leaves out because it says everything. */
      readonly recordColumn: string | undefined;
      readonly next: HuntNext | undefined;
    }
  | SignInRequired;

/** Incidents and alerts of one person's instances. */
export interface CaseReader {
  /** @throws UserError for an instance without them, or a bad timespan; ServiceError; CancelledError. */
  read(request: CaseRequest, call: CallContext): Promise<CaseOutcome>;
}

export interface CaseReaderDeps extends TenantDeps {
  readonly results: KeptResults;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The service keeps no more. */
const MOST_DAYS = 30;

export function createCaseReader(deps: CaseReaderDeps): CaseReader {
  return {
    async read(request, call) {
      call.note?.({ kind: "instance", instance: request.instance });
      requireGraph(request.instance);
      const filters = { ...request.filters, ...createdWithin(request.timespan, deps.now()) };
      const opened = await openInstance(deps, request.instance, call);
      if (opened.status === "sign_in_required") return opened;
      requirePermission(request, deps.signIns);
      const start = deps.now();
      const { kind, id, top } = request;
      const answer = await opened.read({ kind, id, top, filters });
      if (answer.status === "sign_in_required") return answer;
      const [item] = answer.reply.items;
      const found = id === undefined || item === undefined ? undefined : caseOf(kind, item);
      const table = found === undefined ? listTable(kind, answer.reply.items) : caseTable(found);
      const result = await deps.results.keep(resultOf(request, answer.reply, table, deps.now() - start));
      const isCase = found !== undefined;
      return {
        status: "ok",
        result,
        recordColumn: isCase ? RECORD_COLUMN : undefined,
        next: isCase ? nextOf(found, deps.now()) : undefined,
      };
    },
  };
}

function requireGraph({ name, provider }: Instance): void {
  if (provider !== "MDE") return;
  throw new UserError(`Instance ${name} (${provider}) is for hunting only: incidents and alerts come from Graph.`, {
    nextStep: HUNT_INSTEAD,
  });
}

const HUNT_INSTEAD =
  "Use an instance of a MicrosoftGraph section (provider SecurityGraph), or hunt in AlertInfo and AlertEvidence.";

/** A sign-in asks for these permissions where the provider is SecurityGraph; elsewhere a token may have them all the same. */
function requirePermission({ instance, kind }: CaseRequest, signIns: TenantDeps["signIns"]): void {
  const { name, provider } = instance;
  if (provider !== "M365DGraph") return;
  const state = signIns.of(instance).state();
  const permission = casePermissions[kind];
  if (state.status === "connected" && state.permissions.granted.includes(permission)) return;
  throw new UserError(`The token of instance ${name} (${provider}) lacks the permission ${permission}.`, {
    nextStep: `Set Provider: SecurityGraph for the instance, so that its sign-in asks for it, and have an administrator consent. Without it: ${HUNT_INSTEAD}`,
  });
}

function createdWithin(timespan: string | undefined, now: number): Pick<SecurityFilters, "createdFrom" | "createdTo"> {
  if (timespan === undefined) return {};
  const { start, end } = parseTimespan(timespan, now);
  return { createdFrom: new Date(start).toISOString(), createdTo: new Date(end).toISOString() };
}

function caseOf(kind: SecurityKind, item: JsonObject): Case {
  const alerts = alertsOf(kind, item);
  return { kind, item, alerts, entities: entitiesOf(alerts) };
}

function resultOf({ instance, kind, top }: CaseRequest, reply: SecurityReply, table: Table, elapsedMs: number) {
  const { hasMore, responseBytes, requestId } = reply;
  const isDemo = instance.provider === "Demo";
  return {
    table,
    origin: isDemo ? ("demo" as const) : ("service" as const),
    instances: [instance.name],
    tenantId: isDemo ? undefined : instance.tenantId,
    query: `list_${kind}`,
    warnings: hasMore ? [`There are more ${kind} than ${top}: narrow the filters or raise top.`] : [],
    stats: { elapsedMs, responseBytes, requestId },
    atServiceLimit: false,
  };
}

/** Undefined when the alerts say nothing of a time. */
function nextOf({ alerts, entities }: Case, now: number): HuntNext | undefined {
  const times = alerts.flatMap((alert) =>
    ["firstActivityDateTime", "lastActivityDateTime", "createdDateTime"]
      .map((name) => Date.parse(textAt(alert, name)))
      .filter((time) => !Number.isNaN(time)),
  );
  if (times.length === 0) return undefined;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const days = Math.ceil((now - first) / DAY_MS) + 1;
  return {
    timespan: `${isoText(first - HOUR_MS)}/${isoText(last + HOUR_MS)}`,
    period: `${Math.min(Math.max(days, 1), MOST_DAYS)}d`,
    tables: [...new Set(["AlertInfo", "AlertEvidence", ...entities.flatMap(({ tables }) => tables)])],
    queries: [...new Set(entities.flatMap(({ queries }) => queries))],
  };
}

const isoText = (ms: number): string => new Date(ms).toISOString();
