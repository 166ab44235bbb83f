import { createDemoBackend } from "../../../src/demo/backend.ts";
import { createEngine } from "../../../src/engine/engine.ts";
import { HuntingError } from "../../../src/errors.ts";
import { parseTimespan } from "../../../src/hunting/timespan.ts";
import { loadCatalogue, type Catalogue } from "../../../src/schema/catalogue.ts";
import { rowAt, type KqlType, type Table } from "../../../src/table/table.ts";
import { HuntRefusal, type Hunt, type HuntAnswer } from "./hunting.ts";

/** KQL over the demo tenant, as the emulated service's answer to every query. */
export interface DemoHunt {
  readonly hunt: Hunt;
  /** Stops the engine. */
  close(): Promise<void>;
}

/** The service cuts a result there without a word. */
const MAX_ROWS = 100_000;

/** The services' labels of the KQL types: .NET names, and SByte for bool. */
const LABELS: Readonly<Record<KqlType, string>> = {
  string: "String",
  long: "Int64",
  int: "Int32",
  real: "Double",
  decimal: "SqlDecimal",
  bool: "SByte",
  datetime: "DateTime",
  timespan: "TimeSpan",
  guid: "Guid",
  dynamic: "Object",
};

function answerOf(table: Table): HuntAnswer {
  const count = Math.min(table.rowCount, MAX_ROWS);
  return {
    schema: table.columns.map(({ name, type }) => ({ name, type: LABELS[type] })),
    results: Array.from({ length: count }, (_, index) => {
      const cells = rowAt(table, index);
      return Object.fromEntries(table.columns.map(({ name }, place) => [name, cells[place]]));
    }),
  };
}

/**
 * Answers queries by the local engine over the demo tenant.
 * @param built the folder of the built code (`dist`), with a slash at its end: the engine's worker and the schema's data are there
 */
export function createDemoHunt(built: URL): DemoHunt {
  const engine = createEngine({ workerUrl: new URL("engine/worker.js", built), now: Date.now });
  let loaded: Catalogue | undefined;
  const catalogue = (): Catalogue => (loaded ??= loadCatalogue(new URL("schema/", built)));
  const demo = createDemoBackend({ engine, catalogue, now: Date.now, parseTimespan });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  return {
    async hunt(query, timespan) {
      try {
        return answerOf((await demo.hunt({ query, timespan }, call)).table);
      } catch (error) {
        if (error instanceof HuntingError) throw new HuntRefusal(`${error.message} Fix semantic errors in your query.`);
        throw error;
      }
    },
    close: () => engine.close(),
  };
}
