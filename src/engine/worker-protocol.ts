import type { Column } from "../table/table.ts";
import type { EngineLimits } from "./budget.ts";
import type { QueryAnswer } from "./execute.ts";
import type { PackedTable } from "./packed-table.ts";

/** A table that a query can name, by the key under which the worker has its rows. */
export interface NamedTable {
  readonly name: string;
  readonly key: string;
  readonly columns: readonly Column[];
}

/** What the worker is told. A `run` that reads a key which no `keep` has brought is answered with `missing`. */
export type WorkerRequest =
  | { readonly kind: "keep"; readonly key: string; readonly table: PackedTable }
  | { readonly kind: "drop"; readonly key: string }
  | {
      readonly kind: "run";
      readonly query: string;
      readonly tables: readonly NamedTable[];
      readonly now: number;
      readonly limits: EngineLimits;
    }
  | { readonly kind: "memory" };

/** An error of ours on its way between threads. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly nextStep: string;
}

/** Bytes of the worker's heap and beside it; `baseline` is what it took before any table came. */
export interface WorkerMemory {
  readonly heapUsed: number;
  readonly external: number;
  readonly baseline: number;
}

/** An answer on its way between threads. */
export type PackedAnswer = Omit<QueryAnswer, "table"> & { readonly table: PackedTable };

/** What the worker says. Requests are answered in the order in which they came; `keep` and `drop` have no answer. */
export type WorkerReply =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly answer: PackedAnswer }
  | { readonly kind: "failed"; readonly error: SentError }
  | { readonly kind: "missing"; readonly key: string }
  | { readonly kind: "memory"; readonly memory: WorkerMemory };
