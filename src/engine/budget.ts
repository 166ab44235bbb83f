import { estimateBytes } from "../table/table-size.ts";
import type { Table } from "../table/table.ts";
import { BudgetError } from "./errors.ts";

/** Ceilings of one query. */
export interface EngineLimits {
  /** Rows that one operator may hand on. */
  readonly maxRows: number;
  /** Cells (rows times columns) of one operator's answer. */
  readonly maxCells: number;
  /** UTF-16 units of one text value, and elements of one array. */
  readonly maxValueSize: number;
  /** Bytes of the answer, which is copied on its way out of the worker. */
  readonly maxAnswerBytes: number;
  /** Wall-clock milliseconds of a query in the worker. */
  readonly timeoutMs: number;
  /** Heap of the worker in MB, tables included. */
  readonly memoryMb: number;
  /** Estimated bytes of the tables that stay in the worker for queries to come. */
  readonly tableBytes: number;
}

export const defaultLimits: EngineLimits = {
  maxRows: 5_000_000,
  maxCells: 40_000_000,
  maxValueSize: 8_000_000,
  maxAnswerBytes: 256_000_000,
  timeoutMs: 30_000,
  memoryMb: 1536,
  tableBytes: 512 * 1_048_576,
};

/** Says no before a query allocates what it must not. */
export interface Budget {
  readonly limits: EngineLimits;
  /** To be called before `rows` rows of `columns` columns are built. @throws BudgetError */
  rows(rows: number, columns: number): void;
  /** Hands the text on. @throws BudgetError when it is too long */
  text(value: string): string;
  /** To be called before an array or text of `size` elements is built. @throws BudgetError */
  size(size: number): void;
  /**
   * Hands the answer on. Values that the engine holds once, however often they stand in rows and arrays, are copied each time when it leaves.
   * @throws BudgetError when it is too large
   */
  answer(table: Table): Table;
}

const smaller = "Filter or summarize earlier, or take fewer rows, so that less is built at once.";

/** A budget for one query. */
export function createBudget(limits: EngineLimits): Budget {
  const size = (value: number) => {
    if (value <= limits.maxValueSize) return;
    throw new BudgetError(`A single value would grow beyond ${String(limits.maxValueSize)} characters or elements.`, {
      nextStep: "Build shorter texts or arrays, for example with substring() or a limit in make_list().",
    });
  };
  return {
    limits,
    rows(rows, columns) {
      if (rows > limits.maxRows) {
        throw new BudgetError(`A step of the query would give more than ${String(limits.maxRows)} rows.`, {
          nextStep: smaller,
        });
      }
      if (rows * columns > limits.maxCells) {
        throw new BudgetError(`A step of the query would give more than ${String(limits.maxCells)} cells.`, {
          nextStep: smaller,
        });
      }
    },
    text(value) {
      size(value.length);
      return value;
    },
    size,
    answer(table) {
      if (estimateBytes(table, limits.maxAnswerBytes) <= limits.maxAnswerBytes) return table;
      throw new BudgetError(`The answer would take more than ${String(limits.maxAnswerBytes)} bytes.`, {
        nextStep: smaller,
      });
    },
  };
}
