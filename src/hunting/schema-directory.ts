import { CancelledError, HuntingError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import { isPlainName, mergeLiveSchema, type LiveTable } from "../schema/live-schema.ts";
import { kqlTypes, rowAt, type Table } from "../table/table.ts";
import type { CallContext } from "./hunter.ts";

/**
 * Runs a query of ours on an instance without keeping its result; undefined when a person must sign in first.
 * @throws HuntingError as the hunting API does.
 */
export type AskInstance = (instance: Instance, query: string, call: CallContext) => Promise<Table | undefined>;

/** What came of asking a tenant for tables. */
interface SchemaRefresh {
  readonly catalogue: Catalogue;
  /** Sentences about tables that the tenant could not be asked for, or does not have. */
  readonly notes: readonly string[];
}

/** The schema that each instance of one person has, as far as it is known. */
export interface SchemaDirectory {
  /** The tables shipped with this version; read from disk at the first call. */
  bundled(): Catalogue;
  /** The bundled tables, with what the instance's tenant has told in place of them. The same object until a refresh brings something new. */
  of(instance: Instance): Catalogue;
  /**
   * Asks the instance's tenant for tables that it was not asked for within a day: one cheap call a table. Never fails because of the tenant:
   * what cannot be asked stays as it was, and a note says why. Names that are not plain are not asked for.
   * @throws CancelledError
   */
  refresh(instance: Instance, tables: readonly string[], call: CallContext): Promise<SchemaRefresh>;
}

export interface SchemaDirectoryDeps {
  readonly load: () => Catalogue;
  readonly ask: AskInstance;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

/** What is known of one instance. */
interface Known {
  readonly askedAt: Map<string, number>;
  catalogue: Catalogue | undefined;
}

/** The schema directory of one person: what a tenant shows depends on who asks. */
export function createSchemaDirectory({ load, ask, now }: SchemaDirectoryDeps): SchemaDirectory {
  let loaded: Catalogue | undefined;
  const instances = new Map<string, Known>();
  const bundled = () => (loaded ??= load());

  function knownOf({ name, tenantId }: Instance): Known {
    const key = JSON.stringify([name, tenantId]);
    const known = instances.get(key) ?? { askedAt: new Map(), catalogue: undefined };
    instances.set(key, known);
    return known;
  }

  const catalogueOf = (instance: Instance) => knownOf(instance).catalogue ?? bundled();

  async function askFor(name: string, instance: Instance, call: CallContext): Promise<string | undefined> {
    const answer = await ask(instance, `${name} | getschema | project ColumnName, ColumnType`, call);
    if (answer === undefined)
      return "Not signed in: the bundled schema is shown. Call connect to see the tenant's own.";
    const known = knownOf(instance);
    const today = new Date(now()).toISOString().slice(0, 10);
    known.askedAt.set(name, now());
    known.catalogue = mergeLiveSchema(catalogueOf(instance), [liveTableOf(name, answer)], today);
    return undefined;
  }

  return {
    bundled,
    of: catalogueOf,
    async refresh(instance, tables, call) {
      const notes = new Set<string>();
      const isFresh = (table: string) => now() - (knownOf(instance).askedAt.get(table) ?? -Infinity) < DAY_MS;
      for (const table of new Set(tables.filter(isPlainName))) {
        if (instance.provider === "Demo" || isFresh(table)) continue;
        const note = await askFor(table, instance, call).catch((error: unknown) => noteOf(error, table));
        if (note !== undefined) notes.add(note);
      }
      return { catalogue: catalogueOf(instance), notes: [...notes] };
    },
  };
}

function liveTableOf(name: string, schema: Table): LiveTable {
  const rows = Array.from({ length: schema.rowCount }, (_, index) => rowAt(schema, index));
  return {
    name,
    columns: rows.flatMap(([column, label]) => {
      const type = kqlTypes.find((known) => known === label);
      return typeof column === "string" ? [{ name: column, type: type ?? "dynamic" }] : [];
    }),
  };
}

function noteOf(error: unknown, table: string): string {
  if (!(error instanceof HuntingError) || error instanceof CancelledError) throw error;
  return `${table}: the tenant could not be asked for its columns. ${error.message}`;
}
