import type { Instance } from "../instances/instance.ts";
import type { CheckResult } from "../kql/check/check-result.ts";
import type { Diagnostic } from "../kql/diagnostic.ts";
import type { Kql } from "../kql/kql.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import type { CallContext } from "./hunter.ts";
import type { SchemaDirectory } from "./schema-directory.ts";
import { dialectOf, needsWorkspace } from "./workspace-dialect.ts";

/** Most tables whose own columns a tenant is asked for in one check: each costs a call of its quota, once a day. */
const MOST_REFRESHED = 4;

export interface QueryCheck extends CheckResult {
  /** The tables it was checked against. */
  readonly catalogue: Catalogue;
  /** Sentences about tables that the tenant could not be asked for. */
  readonly notes: readonly string[];
}

/** Checks queries as one person's instances would take them. */
export interface QueryChecker {
  /**
   * Checks against the instance's tables as far as they are known, or the bundled ones. The bundled schema is dated: where a table, or a column
   * of a known table, is unknown and the instance is connected, the tenant is asked for its own and the check runs again. Where a workspace is
   * attached, or the query shows that one is meant, the tables have `TimeGenerated` too.
   * @throws CancelledError
   */
  check(query: string, against: CheckAgainst, call: CallContext): Promise<QueryCheck>;
}

export interface CheckAgainst {
  readonly instance: Instance | undefined;
  /** False never asks the tenant. */
  readonly mayAsk: boolean;
}

export interface QueryCheckerDeps {
  readonly kql: Kql;
  readonly schema: SchemaDirectory;
  /** Whether the tenant can be asked without a person. */
  readonly isConnected: (instance: Instance) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createQueryChecker(deps: QueryCheckerDeps): QueryChecker {
  const { now } = deps;
  return {
    async check(query, against, call) {
      const startedAt = now();
      const check = await checkAgainst(deps, query, against, call);
      const { guard, valid } = check;
      call.note?.({ kind: "check", guard, valid, startedAt, endedAt: now() });
      return check;
    },
  };
}

async function checkAgainst(
  deps: QueryCheckerDeps,
  query: string,
  { instance, mayAsk }: CheckAgainst,
  call: CallContext,
): Promise<QueryCheck> {
  const { schema, isConnected } = deps;
  const catalogue = instance === undefined ? schema.bundled() : schema.of(instance);
  const first = await checkInDialect(deps, query, catalogue, call);
  const stale = tablesInDoubt(first, catalogue);
  const canAsk = mayAsk && instance !== undefined && instance.provider !== "Demo" && isConnected(instance);
  if (!canAsk || (stale.length === 0 && !names(first, "unknown_table"))) return { ...first, catalogue, notes: [] };
  if (stale.length > 0) call.progress(`Asking the tenant for its own columns of ${stale.join(", ")}.`);
  const live = await schema.refresh(instance, stale, call);
  if (live.catalogue === catalogue) return { ...first, catalogue, notes: live.notes };
  return { ...(await checkInDialect(deps, query, live.catalogue, call)), ...live };
}

/** One check, or two where the query turns out to be one for a workspace. */
async function checkInDialect(
  { kql, schema }: QueryCheckerDeps,
  query: string,
  catalogue: Catalogue,
  { signal }: CallContext,
): Promise<CheckResult> {
  const dialect = dialectOf(catalogue, schema.bundled());
  const check = await kql.check(query, { catalogue, dialect, signal });
  const isDecided = dialect === "workspace" || catalogue !== schema.bundled();
  if (isDecided || !names(check, "unknown_column") || !needsWorkspace(check, catalogue)) return check;
  return kql.check(query, { catalogue, dialect: "workspace", signal });
}

const names = ({ diagnostics }: CheckResult, code: Diagnostic["code"]) => diagnostics.some((d) => d.code === code);

/** The known tables of a query that names a column none of them has. */
function tablesInDoubt(check: CheckResult, catalogue: Catalogue): readonly string[] {
  if (!names(check, "unknown_column")) return [];
  return check.tables.filter((name) => catalogue.table(name)?.source.kind === "bundled").slice(0, MOST_REFRESHED);
}
