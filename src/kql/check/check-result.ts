import type { Column } from "../../table/table.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { GuardReason } from "../guard/policy.ts";

/** A comparison of a table's column with a text, for hints when nothing is found. */
export interface Comparison {
  readonly table: string;
  readonly column: string;
  /** As written: `==`, `has`, `in~` … */
  readonly operator: string;
  readonly values: readonly string[];
}

/** A sentence about what a query may cost or miss; `no_time_bound` does not hold where the request itself has a time range. */
export interface CostWarning {
  readonly code: "no_time_bound" | "look_back" | "breadth";
  readonly message: string;
}

export interface GuardVerdict {
  readonly allowed: boolean;
  readonly reasons: readonly GuardReason[];
}

/** All that is known about a query without running it. */
export interface CheckResult {
  /** False when there is an error among the diagnostics; the guard's verdict is separate. */
  readonly valid: boolean;
  /** One for each root cause, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Known tables that the query reads, then unknown ones. */
  readonly tables: readonly string[];
  /** Columns of those tables that the query names, sorted. */
  readonly columns: readonly string[];
  /** Functions, aggregates and plug-ins that the query calls, sorted. */
  readonly functions: readonly string[];
  /** Columns of the answer; undefined when they cannot be told. */
  readonly resultColumns: readonly Column[] | undefined;
  readonly guard: GuardVerdict;
  /** What the query may cost, and what it may silently miss. */
  readonly warnings: readonly CostWarning[];
  /** True when the query compares a datetime with something. */
  readonly timeBound: boolean;
  readonly comparisons: readonly Comparison[];
}
