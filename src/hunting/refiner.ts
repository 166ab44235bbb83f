import type { Engine, EngineTable } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import type { KeptResult, KeptResults } from "../table/kept-results.ts";
import type { CallContext } from "./hunter.ts";

export interface RefineRequest {
  readonly resultId: string;
  /** KQL over `Result`; other kept results are tables under their ids. */
  readonly query: string;
}

/** KQL over what was already fetched: never a request to the service. */
export interface Refiner {
  /** @throws UserError for an unknown result; the engine's errors for the query. */
  refine(request: RefineRequest, call: CallContext): Promise<KeptResult>;
}

export interface RefinerDeps {
  readonly engine: Engine;
  readonly results: KeptResults;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The name of the refined result in a query. */
const RESULT = "Result";
/** Most missing parts that a warning names. */
const MOST_GAPS = 5;

/** The refiner of one person. */
export function createRefiner({ engine, results, now }: RefinerDeps): Refiner {
  return {
    async refine({ resultId, query }, { signal }) {
      requireQuery(query);
      const source = await results.find(resultId);
      const others = await Promise.all(otherIds(query, resultId).map((id) => results.find(id)));
      const start = now();
      const answer = await engine.run(query, { tables: tablesOf(source, others), signal });
      return results.keep({
        ...inheritedFrom([source, ...others]),
        table: answer.table,
        query,
        warnings: [...answer.warnings, ...incompleteSources([source, ...others])],
        stats: { elapsedMs: now() - start, responseBytes: 0, requestId: undefined },
        atServiceLimit: false,
      });
    },
  };
}

function requireQuery(query: string): void {
  if (query.trim() !== "") return;
  throw new UserError("The query is empty.", {
    nextStep: `Give KQL, e.g. ${RESULT} | summarize count() by DeviceName.`,
  });
}

const otherIds = (query: string, resultId: string): readonly string[] =>
  [...new Set(query.match(/\br_[0-9a-f]{32}\b/g))].filter((id) => id !== resultId);

function tablesOf(source: KeptResult, others: readonly KeptResult[]): Readonly<Record<string, EngineTable>> {
  const named = [source, ...others].map((kept) => [kept.id, engineTable(kept)] as const);
  return { ...Object.fromEntries(named), [RESULT]: engineTable(source) };
}

const engineTable = ({ id, table }: KeptResult): EngineTable => ({
  key: id,
  columns: table.columns,
  load: () => table,
});

/** Made-up rows stay made-up, and the rows of several tenants carry all their names. */
function inheritedFrom(sources: readonly KeptResult[]) {
  const tenants = new Set(sources.map((source) => source.tenantId));
  return {
    origin: sources.some((source) => source.origin === "demo") ? ("demo" as const) : ("local engine" as const),
    instances: [...new Set(sources.flatMap((source) => source.instances))],
    tenantId: tenants.size === 1 ? sources[0]?.tenantId : undefined,
  };
}

function incompleteSources(sources: readonly KeptResult[]): readonly string[] {
  return sources.flatMap(({ id, atServiceLimit, gaps = [] }) => {
    const missing = gaps.length > MOST_GAPS ? [...gaps.slice(0, MOST_GAPS), `${gaps.length - MOST_GAPS} more`] : gaps;
    const reasons = [
      ...(atServiceLimit ? ["the service cut it"] : []),
      ...(missing.length > 0 ? [`no rows from ${missing.join(", ")}`] : []),
    ];
    return reasons.length === 0 ? [] : [`${id} is incomplete (${reasons.join("; ")}), so counts over it are too low.`];
  });
}
