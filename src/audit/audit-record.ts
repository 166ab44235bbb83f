import { createHash } from "node:crypto";
import type { Account } from "../auth/sign-in.ts";
import type { CallEvent } from "../hunting/call-event.ts";
import type { Instance } from "../instances/instance.ts";
import type { Redactor } from "../secrets.ts";
import type { CallEnd, CallStart, TableSummary } from "../telemetry/call-observer.ts";
import { outcomeOf } from "../telemetry/outcome.ts";
import { clip, visible, visibleLines } from "../visible-text.ts";
import { withoutHiddenLiterals } from "./query-text.ts";

/** What turning a call into a record needs. */
export interface RecordOptions {
  /** How queries are told: as they are but for obfuscated literals, as their SHA-256 (of the UTF-8 text as given), or not at all. */
  readonly queries: "full" | "sha256" | "none";
  readonly redactor: Pick<Redactor, "redact">;
}

/** A call as it went: everything a record is made of. */
export interface CallHistory {
  readonly start: CallStart;
  readonly events: readonly CallEvent[];
  readonly end: CallEnd;
  /** Milliseconds since 1970. */
  readonly endedAt: number;
}

const MOST_REQUESTS = 200;
const LONGEST_TEXT = 500;
const LONGEST_QUERY = 200_000;

/** A record of the audit: names and values that end up in one line of JSON. */
export type AuditRecord = Readonly<Record<string, unknown>>;

/** The record of a call that has begun, with all that is known then. */
export function startRecord(start: CallStart, options: RecordOptions): AuditRecord {
  const { principal, client, trace } = start;
  const text = foreignText(options);
  return {
    time: new Date(start.startedAt).toISOString(),
    event: "started",
    call_id: start.id,
    request_id: typeof start.requestId === "string" ? text(start.requestId) : start.requestId,
    trace_id: trace && /^[\da-f]{2}-([\da-f]{32})-/.exec(trace.traceparent)?.[1],
    transport: start.transport,
    protocol: text(start.protocolVersion),
    principal: principal && {
      tid: text(principal.tenantId),
      oid: text(principal.objectId),
      upn: text(principal.userName),
      uti: text(principal.tokenId),
    },
    client: { name: text(client.name), version: text(client.version), azp: text(client.applicationId) },
    tool: start.tool,
    ...queryFields(start.query, options),
    timespan: text(start.timespan),
  };
}

/** The record of a call that has ended; it tells all that the start's record does, too. */
export function endRecord({ start, events, end, endedAt }: CallHistory, options: RecordOptions): AuditRecord {
  const { outcome, error } = outcomeOf(end);
  const requests = events.filter((event) => event.kind === "request");
  const text = foreignText(options);
  return {
    ...startRecord(start, options),
    event: "ended",
    instances: instancesOf(events, text),
    ...checkFields(events),
    service_requests: requests.slice(0, MOST_REQUESTS).map((event) => requestFields(event, text)),
    service_requests_left_out: Math.max(0, requests.length - MOST_REQUESTS) || undefined,
    outcome,
    error,
    service_status: requests.findLast(({ status }) => status === undefined || status >= 400)?.status,
    ...("summary" in end && tableFields(end.summary.table)),
    answer_bytes: "summary" in end ? end.summary.textBytes : undefined,
    ms: Math.max(0, endedAt - start.startedAt),
  };
}

type ForeignText = (text: string | undefined) => string | undefined;

/** Text that others wrote, for one line: secrets masked, hidden characters shown, cut. */
function foreignText({ redactor }: RecordOptions): ForeignText {
  return (text) => text && clip(visible(redactor.redact(text)), LONGEST_TEXT).text;
}

function queryFields(query: string | undefined, { queries, redactor }: RecordOptions): AuditRecord {
  if (query === undefined || queries === "none") return {};
  if (queries === "sha256") return { query_sha256: createHash("sha256").update(query).digest("hex") };
  return { query: clip(visibleLines(redactor.redact(withoutHiddenLiterals(query))), LONGEST_QUERY).text };
}

/** The instances that the call named or met, and those that its rows came from. */
function instancesOf(events: readonly CallEvent[], text: ForeignText): readonly AuditRecord[] {
  const met = new Map<string, Instance>();
  const accounts = new Map<string, Account>();
  for (const event of events) {
    if (!("instance" in event)) continue;
    const { instance } = event;
    met.set(instance.name, instance);
    if (event.kind === "sign_in" && event.account !== undefined) accounts.set(instance.name, event.account);
  }
  return [...met.values()].map(({ name, cloud, provider, tenantId }) => {
    const account = accounts.get(name);
    return {
      name: text(name),
      cloud,
      provider,
      tenant: text(tenantId),
      account: account && { tid: text(account.tenantId), oid: text(account.objectId), upn: text(account.userName) },
    };
  });
}

/** The guard's verdict over all instances, and whether the check found errors. */
function checkFields(events: readonly CallEvent[]): AuditRecord {
  const checks = events.filter((event) => event.kind === "check");
  if (checks.length === 0) return {};
  const reasons = checks.flatMap(({ guard }) => guard.reasons.map(({ code }) => code));
  return {
    guard: { allowed: checks.every(({ guard }) => guard.allowed), reasons: [...new Set(reasons)] },
    check: checks.every(({ valid }) => valid) ? "valid" : "errors",
  };
}

function requestFields(event: Extract<CallEvent, { kind: "request" }>, text: ForeignText): AuditRecord {
  return {
    instance: text(event.instance.name),
    request_id: text(event.requestId),
    client_request_id: event.clientRequestId,
    status: event.status ?? null,
    bytes: event.responseBytes,
    ms: Math.max(0, event.endedAt - event.startedAt),
  };
}

function tableFields(table: TableSummary | undefined): AuditRecord {
  if (table === undefined) return {};
  const { resultId, totalRows, shownRows, responseBytes, truncatedBy = null } = table;
  return {
    result_id: resultId,
    rows: { total: totalRows, shown: shownRows },
    response_bytes: responseBytes,
    truncated: truncatedBy,
  };
}
