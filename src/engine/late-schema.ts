import type { Relation } from "./relation.ts";

/**
 * Thrown while compiling when a step's columns depend on its rows (`bag_unpack`, `pivot`): the step has been run, and the query must be
 * bound again with its answer in place of the text that gave it.
 */
export class LateSchema extends Error {
  override readonly name = "LateSchema";
  readonly start: number;
  readonly end: number;
  readonly relation: Relation;

  /** @param start offset of the first character of the step and everything piped into it; @param end offset behind its last one */
  constructor(start: number, end: number, relation: Relation) {
    super("The columns of a step are known only now.");
    this.start = start;
    this.end = end;
    this.relation = relation;
  }
}
