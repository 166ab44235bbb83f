import type { HuntingCall, HuntingReply, HuntingRequest } from "../defender/reply.ts";
import type { Engine, EngineTable } from "../engine/engine.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import { type DemoTenant, createDemoTenant } from "./tenant.ts";
import { type TimeRange, rowsWithin } from "./time-range.ts";

export interface DemoBackendDeps {
  readonly engine: Engine;
  readonly catalogue: () => Catalogue;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Reads a timespan of ISO 8601. @throws UserError when it is none */
  readonly parseTimespan: (text: string, now: number) => TimeRange;
}

/** The demo tenant as an instance meets it: queries run in the local engine, over tables that end now. */
export interface DemoBackend {
  /** The tenant whose data ends now, or ended at most six hours ago. */
  readonly tenant: () => DemoTenant;
  /** Answers like the hunting API. @throws the engine's errors, UserError for a timespan that cannot be used */
  readonly hunt: (request: HuntingRequest, call: HuntingCall) => Promise<HuntingReply>;
}

/** After this the data no longer ends "now", and is made anew. */
const MAX_AGE_MS = 6 * 3_600_000;

/** See {@link DemoBackend}. Nothing is made before the first query. */
export function createDemoBackend({ engine, catalogue, now, parseTimespan }: DemoBackendDeps): DemoBackend {
  let current: DemoTenant | undefined;

  function tenant(): DemoTenant {
    if (current !== undefined && now() - current.now < MAX_AGE_MS) return current;
    for (const name of current?.tables() ?? []) engine.drop(keyOf(name, current?.now ?? 0));
    current = createDemoTenant({ catalogue: catalogue(), now: now() });
    return current;
  }

  return {
    tenant,
    async hunt({ query, timespan }, { signal }) {
      const demo = tenant();
      const range = timespan === undefined ? undefined : parseTimespan(timespan, now());
      const tables = engineTables(demo, range, catalogue());
      try {
        const answer = await engine.run(query, { tables, signal });
        const warnings = [...answer.warnings, ...emptyTables(query, demo)];
        return { table: answer.table, responseBytes: 0, requestId: undefined, warnings };
      } finally {
        // The rows of a time range are of use to this query only.
        if (range !== undefined) for (const { key } of Object.values(tables)) engine.drop(key);
      }
    },
  };
}

const keyOf = (name: string, made: number, range?: TimeRange) =>
  ["demo", name, made, ...(range === undefined ? [] : [range.start, range.end])].join(" ");

function engineTables(
  demo: DemoTenant,
  range: TimeRange | undefined,
  catalogue: Catalogue,
): Readonly<Record<string, EngineTable>> {
  const entries = demo.tables().map((name): [string, EngineTable] => {
    const timeColumn = catalogue.table(name)?.timeColumn;
    const load = () => (range === undefined ? demo.table(name) : rowsWithin(demo.table(name), timeColumn, range));
    return [name, { key: keyOf(name, demo.now, range), columns: demo.columns(name), load }];
  });
  return Object.fromEntries(entries);
}

/** A sentence about the tables of a query in which the demo tenant has no rows. */
function emptyTables(query: string, demo: DemoTenant): readonly string[] {
  const filled = new Set(demo.filled());
  const named = new Set(query.match(/\b[A-Z]\w+\b/g));
  const empty = demo.tables().filter((name) => named.has(name) && !filled.has(name));
  return empty.length === 0 ? [] : [`The demo tenant has no rows in ${empty.join(", ")}.`];
}
