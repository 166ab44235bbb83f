import type { Catalogue } from "../schema/catalogue.ts";
import type { Dialect } from "./hunting-language.ts";
import type { KqlWorker } from "./kql-worker.ts";

/** How many languages a worker keeps, about 3 MB each: the bundled tables, and those of the tenants in use. */
const MOST_LANGUAGES = 4;

/** Knows which catalogues a worker has been told. */
export interface Declarations {
  /** The number under which the worker knows the catalogue, which is sent when it does not know it yet. */
  declare(worker: KqlWorker, catalogue: Catalogue, dialect: Dialect): number;
}

/** Catalogues are told apart by identity: they are immutable. A new worker is told everything again. */
export function createDeclarations(): Declarations {
  const numbers = new WeakMap<Catalogue, Map<Dialect, number>>();
  const sent = new WeakMap<KqlWorker, number[]>();
  let next = 1;
  const numberOf = (catalogue: Catalogue, dialect: Dialect) => {
    const ofCatalogue = numbers.get(catalogue) ?? new Map<Dialect, number>();
    numbers.set(catalogue, ofCatalogue);
    const number = ofCatalogue.get(dialect) ?? next++;
    ofCatalogue.set(dialect, number);
    return number;
  };
  return {
    declare(worker, catalogue, dialect) {
      const language = numberOf(catalogue, dialect);
      const known = (sent.get(worker) ?? []).filter((other) => other !== language);
      if (!(sent.get(worker) ?? []).includes(language)) {
        const { tables, functions, synonyms } = catalogue;
        worker.tell({ kind: "declare", language, schema: { tables, functions, synonyms }, dialect });
      }
      const oldest = known.length >= MOST_LANGUAGES ? known.shift() : undefined;
      if (oldest !== undefined) worker.tell({ kind: "forget", language: oldest });
      sent.set(worker, [...known, language]);
      return language;
    },
  };
}
