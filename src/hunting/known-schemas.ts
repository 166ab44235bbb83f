import type { Instance } from "../instances/instance.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import { mergeLiveSchema, type LiveTable } from "../schema/live-schema.ts";

/** What the tenants of one person's instances have told of their tables. What is told holds for a day. */
export interface KnownSchemas {
  /** The bundled tables with what the instance's tenant has told in place of them. */
  of(instance: Instance): Catalogue;
  /** Whether the tenant has told of the table, or with no name: was asked for its list. */
  isFresh(instance: Instance, table?: string): boolean;
  learn(instance: Instance, tables: readonly LiveTable[]): void;
  /** Remembers that the tenant was asked for its list, whatever it answered. */
  noteListed(instance: Instance): void;
}

const DAY_MS = 86_400_000;

interface Known {
  listedAt: number;
  readonly askedAt: Map<string, number>;
  catalogue: Catalogue | undefined;
}

/** @param now milliseconds since 1970. */
export function createKnownSchemas(bundled: () => Catalogue, now: () => number): KnownSchemas {
  const instances = new Map<string, Known>();
  function knownOf({ name, tenantId }: Instance): Known {
    const key = JSON.stringify([name, tenantId]);
    const known: Known = instances.get(key) ?? { listedAt: -Infinity, askedAt: new Map(), catalogue: undefined };
    instances.set(key, known);
    return known;
  }
  const catalogueOf = (instance: Instance) => knownOf(instance).catalogue ?? bundled();
  return {
    of: catalogueOf,
    isFresh(instance, table) {
      const { listedAt, askedAt } = knownOf(instance);
      return now() - (table === undefined ? listedAt : (askedAt.get(table) ?? -Infinity)) < DAY_MS;
    },
    learn(instance, tables) {
      const known = knownOf(instance);
      const today = new Date(now()).toISOString().slice(0, 10);
      for (const { name } of tables) known.askedAt.set(name, now());
      known.catalogue = mergeLiveSchema(catalogueOf(instance), tables, today);
    },
    noteListed(instance) {
      knownOf(instance).listedAt = now();
    },
  };
}
