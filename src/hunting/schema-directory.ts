import { CancelledError, HuntingError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import { isPlainName, type LiveTable } from "../schema/live-schema.ts";
import { kqlTypes, rowAt, type Table } from "../table/table.ts";
import type { CallContext } from "./hunter.ts";
import { createKnownSchemas } from "./known-schemas.ts";

/**
 * Runs a query of ours on an instance without keeping its result; undefined when a person must sign in first.
 * @throws HuntingError as the hunting API does.
 */
export type AskInstance = (instance: Instance, query: string, call: CallContext) => Promise<Table | undefined>;

/** The tables that an instance's tenant lists; none where it lists none, undefined when a person must sign in first. */
export type ListTables = (instance: Instance, call: CallContext) => Promise<readonly LiveTable[] | undefined>;

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
   * Asks the instance's tenant for all its tables, once a day, and then for each named one that it did not list within a day: one cheap call
   * a table. Never fails because of the tenant: what cannot be asked stays as it was, and a note says why. Names that are not plain are not
   * asked for.
   * @throws CancelledError
   */
  refresh(instance: Instance, tables: readonly string[], call: CallContext): Promise<SchemaRefresh>;
}

export interface SchemaDirectoryDeps {
  readonly load: () => Catalogue;
  readonly ask: AskInstance;
  readonly list: ListTables;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const SIGNED_OUT = "Not signed in: the bundled schema is shown. Call connect to see the tenant's own.";

/** The schema directory of one person: what a tenant shows depends on who asks. */
export function createSchemaDirectory({ load, ask, list, now }: SchemaDirectoryDeps): SchemaDirectory {
  let loaded: Catalogue | undefined;
  const bundled = () => (loaded ??= load());
  const known = createKnownSchemas(bundled, now);

  async function askForList(instance: Instance, call: CallContext): Promise<string | undefined> {
    if (known.isFresh(instance)) return undefined;
    const tables = await list(instance, call);
    if (tables === undefined) return SIGNED_OUT;
    known.noteListed(instance);
    if (tables.length > 0) known.learn(instance, tables);
    return undefined;
  }

  async function askFor(name: string, instance: Instance, call: CallContext): Promise<string | undefined> {
    if (known.isFresh(instance, name)) return undefined;
    const answer = await ask(instance, `${name} | getschema | project ColumnName, ColumnType`, call);
    if (answer === undefined) return SIGNED_OUT;
    known.learn(instance, [liveTableOf(name, answer)]);
    return undefined;
  }

  return {
    bundled,
    of: (instance) => known.of(instance),
    async refresh(instance, tables, call) {
      if (instance.provider === "Demo") return { catalogue: known.of(instance), notes: [] };
      const notes = [await askForList(instance, call).catch(silentUnlessCancelled)];
      for (const table of new Set(tables.filter(isPlainName))) {
        notes.push(await askFor(table, instance, call).catch((error: unknown) => noteOf(error, table)));
      }
      return { catalogue: known.of(instance), notes: [...new Set(notes.filter((note) => note !== undefined))] };
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

/** What keeps the list from being asked for, keeps a table from being asked for too, and is told there. */
function silentUnlessCancelled(error: unknown): undefined {
  noteOf(error, "");
}

function noteOf(error: unknown, table: string): string {
  if (!(error instanceof HuntingError) || error instanceof CancelledError) throw error;
  return `${table}: the tenant could not be asked for its columns. ${error.message}`;
}
