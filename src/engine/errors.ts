import { HuntingError } from "../errors.ts";

/** The query uses something the local engine does not have; it never answers approximately instead. */
export class UnsupportedError extends HuntingError {
  override readonly name = "UnsupportedError";
  readonly code: string = "not_supported_locally";
}

/** The query reached a limit of rows, cells, text, memory or time. */
export class BudgetError extends HuntingError {
  override readonly name = "BudgetError";
  readonly code: string = "local_limit_reached";
}

/** The query is wrong: it does not parse, names what does not exist, or passes arguments that make no sense. */
export class LocalQueryError extends HuntingError {
  override readonly name = "LocalQueryError";
  readonly code: string = "invalid_query";
}

/** The query names a table that is not at hand. */
export class UnknownTableError extends LocalQueryError {
  override readonly code: string = "unknown_table";
}

/**
 * Refuses a construct by name.
 * @param what the construct as a person would name it, e.g. "the function geo_point_to_s2cell"
 * @param instead what to do instead, as a sentence
 */
export function unsupported(
  what: string,
  instead = "Run the query on the service, or write it without this.",
): UnsupportedError {
  return new UnsupportedError(`The local engine does not support ${what}.`, { nextStep: instead });
}
