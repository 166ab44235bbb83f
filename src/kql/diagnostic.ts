/** What is wrong, in families that do not change with the language service. */
export type DiagnosticCode =
  | "syntax"
  | "several_queries"
  | "unknown_column"
  | "unknown_table"
  | "unknown_function"
  | "unknown_plugin"
  | "type_mismatch"
  | "arguments"
  | "join_key"
  | "duplicate_name"
  | "deprecated_table"
  | "semantic"
  | "not_checked"
  | "empty"
  | "too_long"
  | "too_deep"
  | "invalid_text"
  | "command";

/** An error keeps the query from being sent; a warning does not. */
export type Severity = "error" | "warning";

/** One thing that is wrong with a query, placed by UTF-16 offset. */
export interface Finding {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** What is wrong and what to write instead, in one to three short sentences. */
  readonly message: string;
  readonly start: number;
  readonly length: number;
  /** Names to write instead, best first; at most five. */
  readonly suggestions: readonly string[];
  /** Columns that could be used at this place, for unknown columns. */
  readonly columnsInScope?: readonly string[];
}

/** A finding with its place as editors and people count it. */
export interface Diagnostic extends Omit<Finding, "start"> {
  /** Both from 1; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

/** A finding with line and column in place of its offset. */
export function placeFinding(text: string, { start, ...finding }: Finding): Diagnostic {
  return { ...finding, ...placeOf(text, start) };
}

/** Line and column of a UTF-16 offset. Lines end at `\n`, `\r\n` or `\r`. */
export function placeOf(text: string, start: number): Pick<Diagnostic, "line" | "column"> {
  const before = text.slice(0, start).split(/\r\n?|\n/);
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}
