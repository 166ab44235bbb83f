import { requireTimespanSupport } from "../defender/request-body.ts";
import { UserError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import type { KeptResults } from "../table/kept-results.ts";
import type { CallContext, HuntRequest, SignInRequired } from "./hunter.ts";
import { openInstance, type Answer, type TenantDeps } from "./open-instance.ts";
import { partsOf } from "./time-parts.ts";
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
  /** Estimated bytes of rows after which a hunt of several runs begins no further one. */
  readonly maxBytes?: number;
}

/** A hunt that has passed everything but the service. */
export interface ReadyHunt {
  readonly status: "ready";
  readonly instance: Instance;
  /** The time ranges to ask for; one, undefined without a timespan, unless the hunt is split. */
  readonly timespans: readonly [string | undefined, ...(string | undefined)[]];
  readonly warnings: readonly string[];
  readonly whenEmpty: readonly string[];
  /** @param patient waits for the tenant's rate however long that takes. */
  ask(timespan: string | undefined, patient?: boolean): Promise<Answer>;
}

export interface PreparedRequest extends HuntRequest {
  readonly splitBy?: string | undefined;
}

/** Bytes (UTF-8) of the longest query sent. */
const MAX_QUERY_BYTES = 100 * 1024;

/**
 * Everything before the service: what can be refused without a sign-in, the sign-in, then guard and check.
 * @throws UserError, ConfigError, QueryRefusedError, and what the sign-in throws.
 */
export async function prepareHunt(
  deps: HunterDeps,
  request: PreparedRequest,
  call: CallContext,
): Promise<ReadyHunt | SignInRequired> {
  call.note?.({ kind: "instance", instance: request.instance });
  const plan = planHunt(request, deps);
  const opened = await openInstance(deps, request.instance, call);
  if (opened.status === "sign_in_required") return opened;
  const examination = await deps.examine?.(request, call);
  return {
    status: "ready",
    instance: request.instance,
    timespans: plan.timespans,
    warnings: [...plan.warnings, ...(examination?.warnings ?? [])],
    whenEmpty: examination?.whenEmpty ?? [],
    ask: (timespan, patient = false) =>
      opened.ask({ query: request.query, timespan, patient }).catch((error: unknown) => {
        throw examination?.explain?.(error) ?? error;
      }),
  };
}

function planHunt(
  { instance, query, timespan, splitBy }: PreparedRequest,
  deps: HunterDeps,
): Pick<ReadyHunt, "timespans" | "warnings"> {
  const endpoint = deps.endpointOf(instance);
  requireQuery(query);
  if (timespan === undefined) {
    if (splitBy !== undefined) throw splitWithoutRange();
    return { timespans: [undefined], warnings: [] };
  }
  if (endpoint.kind !== "local") requireTimespanSupport(endpoint, timespan);
  const now = deps.now();
  const range = parseTimespan(timespan, now);
  const [first = range.text, ...others] = splitBy === undefined ? [] : partsOf(range, splitBy);
  return { timespans: [first, ...others], warnings: lookBackWarnings(range, now) };
}

function splitWithoutRange(): UserError {
  return new UserError("split_by cuts a timespan, and none was given.", {
    nextStep: "Give timespan as well, e.g. P30D with split_by 1d.",
  });
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
