import { requireTimespanSupport } from "../defender/request-body.ts";
import type { HuntingReply, HuntingRequest } from "../defender/reply.ts";
import { UserError } from "../errors.ts";
import type { KeptResults, NewResult } from "../table/kept-results.ts";
import type { CallContext, Hunter, HuntRequest } from "./hunter.ts";
import { openInstance, type TenantDeps } from "./open-instance.ts";
import { isAtServiceLimit, resultWarnings } from "./result-warnings.ts";
import { lookBackWarnings, parseTimespan } from "./timespan.ts";

/** What the guard and the check say of a query that may be sent. */
export interface Examination {
  /** Sentences of ours about cost and doubts; never row data. */
  readonly warnings: readonly string[];
  /** Guesses why no row may come back. */
  readonly whenEmpty?: readonly string[];
  /** The error to throw for one that sending the query ended in. */
  readonly explain?: (error: unknown) => unknown;
}

/**
 * The guard, always, and the check, when `request.check` says so.
 * @throws QueryRefusedError when the query must not be sent.
 */
export type Examine = (request: HuntRequest, call: CallContext) => Promise<Examination>;

export interface HunterDeps extends TenantDeps {
  /** Absent only in tests of other parts: a product without it sends every query. */
  readonly examine?: Examine;
  readonly results: KeptResults;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Bytes (UTF-8) of the longest query sent. */
const MAX_QUERY_BYTES = 100 * 1024;

/** The hunter of one person: the way from a query to a kept result. */
export function createHunter(deps: HunterDeps): Hunter {
  return {
    async hunt(request, call) {
      const plan = planHunt(request, deps);
      const instance = await openInstance(deps, request.instance, call);
      if (instance.status === "sign_in_required") return instance;
      const examination = await deps.examine?.(request, call);
      const start = deps.now();
      const answer = await instance.ask(plan.request).catch((error: unknown) => {
        throw examination?.explain?.(error) ?? error;
      });
      if (answer.status === "sign_in_required") return answer;
      const whenEmpty = answer.reply.table.rowCount === 0 ? (examination?.whenEmpty ?? []) : [];
      const warnings = [...plan.warnings, ...(examination?.warnings ?? []), ...whenEmpty];
      const elapsedMs = deps.now() - start;
      const result = await deps.results.keep(resultOf(request, answer.reply, { warnings, elapsedMs }));
      return { status: "ok", result };
    },
  };
}

interface HuntPlan {
  readonly request: HuntingRequest;
  readonly warnings: readonly string[];
}

/** Everything that can be refused before anybody is asked to sign in. */
function planHunt({ instance, query, timespan }: HuntRequest, deps: HunterDeps): HuntPlan {
  const endpoint = deps.endpointOf(instance);
  requireQuery(query);
  if (timespan === undefined) return { request: { query }, warnings: [] };
  if (endpoint.kind !== "local") requireTimespanSupport(endpoint, timespan);
  const range = parseTimespan(timespan, deps.now());
  return { request: { query, timespan: range.text }, warnings: lookBackWarnings(range, deps.now()) };
}

function requireQuery(query: string): void {
  if (query.trim() === "") {
    throw new UserError("The query is empty.", { nextStep: "Give KQL, e.g. DeviceInfo | take 10." });
  }
  const bytes = Buffer.byteLength(query);
  if (bytes <= MAX_QUERY_BYTES) return;
  throw new UserError(`The query has ${bytes} bytes; at most ${MAX_QUERY_BYTES} are sent.`, {
    nextStep: "Shorten it: split long lists of values into several queries.",
  });
}

function resultOf(
  { instance, query }: HuntRequest,
  { table, requestId, responseBytes, service, warnings }: HuntingReply,
  hunt: { readonly warnings: readonly string[]; readonly elapsedMs: number },
): NewResult {
  const isDemo = instance.provider === "Demo";
  const atServiceLimit = !isDemo && isAtServiceLimit(table.rowCount, query);
  return {
    table,
    origin: isDemo ? "demo" : "service",
    instances: [instance.name],
    tenantId: isDemo ? undefined : instance.tenantId,
    query,
    warnings: [...hunt.warnings, ...warnings, ...resultWarnings(instance, table.rowCount, atServiceLimit)],
    stats: { elapsedMs: hunt.elapsedMs, responseBytes, requestId, service },
    atServiceLimit,
  };
}
