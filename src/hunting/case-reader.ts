import type { JsonObject } from "../defender/reply-schema.ts";
import type { SecurityFilters } from "../defender/odata-filter.ts";
import type { SecurityKind, SecurityReply } from "../defender/security-api.ts";
import { UserError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import type { KeptResult, KeptResults } from "../table/kept-results.ts";
import { viewEvidence } from "./evidence.ts";
import { objectsAt, textAt } from "./graph-text.ts";
import type { CallContext, SignInRequired } from "./hunter.ts";
import { openInstance, type TenantDeps } from "./open-instance.ts";
import { alertsOf, itemTable, listTable } from "./security-table.ts";
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
  readonly tables: readonly string[];
}

export type CaseOutcome =
  { readonly status: "ok"; readonly result: KeptResult; readonly next: HuntNext | undefined } | SignInRequired;

/** Incidents and alerts of one person's instances. */
export interface CaseReader {
  /** @throws UserError for an instance without them, or a bad timespan; ServiceError; CancelledError. */
  read(request: CaseRequest, call: CallContext): Promise<CaseOutcome>;
}

export interface CaseReaderDeps extends TenantDeps {
  readonly results: KeptResults;
}

const HOUR_MS = 3_600_000;

export function createCaseReader(deps: CaseReaderDeps): CaseReader {
  return {
    async read(request, call) {
      call.note?.({ kind: "instance", instance: request.instance });
      requireCases(request.instance);
      const filters = { ...request.filters, ...createdWithin(request.timespan, deps.now()) };
      const opened = await openInstance(deps, request.instance, call);
      if (opened.status === "sign_in_required") return opened;
      const start = deps.now();
      const { kind, id, top } = request;
      const answer = await opened.read({ kind, id, top, filters });
      if (answer.status === "sign_in_required") return answer;
      const result = await deps.results.keep(resultOf(request, answer.reply, deps.now() - start));
      const [item] = answer.reply.items;
      const next = id === undefined || item === undefined ? undefined : nextOf(alertsOf(kind, item));
      return { status: "ok", result, next };
    },
  };
}

function requireCases({ name, provider }: Instance): void {
  if (provider === "SecurityGraph" || provider === "Demo") return;
  throw new UserError(`Instance ${name} (${provider}) is for hunting only, not for incidents and alerts.`, {
    nextStep:
      "Use an instance of a MicrosoftGraph section (provider SecurityGraph), or hunt in AlertInfo and AlertEvidence.",
  });
}

function createdWithin(timespan: string | undefined, now: number): Pick<SecurityFilters, "createdFrom" | "createdTo"> {
  if (timespan === undefined) return {};
  const { start, end } = parseTimespan(timespan, now);
  return { createdFrom: new Date(start).toISOString(), createdTo: new Date(end).toISOString() };
}

function resultOf({ instance, kind, id, top }: CaseRequest, reply: SecurityReply, elapsedMs: number) {
  const { items, hasMore, responseBytes, requestId } = reply;
  const [item = {}] = items;
  const isDemo = instance.provider === "Demo";
  return {
    table: id === undefined ? listTable(kind, items) : itemTable(kind, item),
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
function nextOf(alerts: readonly JsonObject[]): HuntNext | undefined {
  const times = alerts.flatMap((alert) =>
    ["firstActivityDateTime", "lastActivityDateTime", "createdDateTime"]
      .map((name) => Date.parse(textAt(alert, name)))
      .filter((time) => !Number.isNaN(time)),
  );
  if (times.length === 0) return undefined;
  const tables = alerts.flatMap((alert) => objectsAt(alert, "evidence").flatMap((one) => viewEvidence(one).tables));
  const [from, to] = [Math.min(...times) - HOUR_MS, Math.max(...times) + HOUR_MS];
  return {
    timespan: `${new Date(from).toISOString()}/${new Date(to).toISOString()}`,
    tables: [...new Set(["AlertInfo", "AlertEvidence", ...tables])],
  };
}
