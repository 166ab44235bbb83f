/** Why a reply with a success status is not a table. */
export type MalformedReason =
  "not_json" | "empty" | "cut" | "no_table" | "bad_schema" | "bad_row" | "too_many_cells" | "too_large";

/** A reply with a success status that cannot be read as a table; the caller, who knows the request, turns it into a ServiceError. */
export class MalformedReply extends Error {
  override readonly name = "MalformedReply";
  readonly reason: MalformedReason;

  constructor(reason: MalformedReason) {
    super(`The reply is not a table: ${reason}.`);
    this.reason = reason;
  }
}
