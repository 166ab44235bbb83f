import type { Catalogue } from "../schema/catalogue.ts";
import type { SchemaTable } from "../schema/schema-table.ts";
import type { Cell, Column, Table } from "../table/table.ts";
import type { DemoAlert } from "./alerts/demo-alert.ts";
import { buildTable, columnsOf } from "./build-table.ts";
import { noise } from "./noise/index.ts";
import type { TableName } from "./rows.ts";
import { type Story, createStory } from "./story/story.ts";
import { createWorld } from "./world/world.ts";

export interface DemoTenantOptions {
  readonly catalogue: Catalogue;
  /** The end of the data, milliseconds since 1970. */
  readonly now: number;
  /** The same seed and time give the same rows. */
  readonly seed?: string;
}

/** A made-up tenant: about 100,000 rows in some thirty tables of the last thirty days. Every table is made when first asked for. */
export interface DemoTenant {
  /** The end of the data, milliseconds since 1970. */
  readonly now: number;
  /** All tables of the catalogue; {@link filled} names those with rows. */
  tables(): readonly string[];
  filled(): readonly string[];
  /** The columns of a table, without making its rows. @throws RangeError for a table that the catalogue lacks */
  columns(name: string): readonly Column[];
  /** A table, without rows where the demo tenant has none. @throws RangeError for a table that the catalogue lacks */
  table(name: string): Table;
  /** The alerts of the tenant, in no order. */
  alerts(): readonly DemoAlert[];
}

/** The seed of the demo tenant that users see. */
export const DEMO_SEED = "halvern";

/** See {@link DemoTenant}. Nothing is made before a table or the alerts are asked for. */
export function createDemoTenant({ catalogue, now, seed = DEMO_SEED }: DemoTenantOptions): DemoTenant {
  const made = new Map<string, Table>();
  const world = once(() => createWorld(seed, now));
  const story = once(() => createStory(world()));

  function schemaOf(name: string): SchemaTable {
    const schema = catalogue.table(name);
    if (schema === undefined) throw new RangeError(`The catalogue has no table ${name}.`);
    return schema;
  }

  return {
    now,
    tables: () => catalogue.tables.map(({ name }) => name),
    filled: () => Object.keys(noise),
    columns: (name) => columnsOf(schemaOf(name)),
    table(name) {
      const known = made.get(name);
      if (known !== undefined) return known;
      const rows = isFilled(name) ? [...noise[name](world()), ...storyRows(story(), name)] : [];
      const table = buildTable(schemaOf(name), rows);
      made.set(name, table);
      return table;
    },
    alerts: () => story().alerts,
  };
}

type Part = Readonly<Record<string, Cell>>;
type RowInParts = Part | readonly Part[];

function storyRows({ chapters }: Story, name: TableName): readonly RowInParts[] {
  return chapters.flatMap((rows): readonly RowInParts[] => rows[name] ?? []);
}

const isFilled = (name: string): name is TableName => Object.hasOwn(noise, name);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
