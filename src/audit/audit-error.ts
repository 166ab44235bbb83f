import { HuntingError } from "../errors.ts";

/** A call whose audit line could not be written. */
export class AuditError extends HuntingError {
  override readonly name = "AuditError";
  readonly code: string = "audit_failed";

  constructor(cause: unknown) {
    super("This server answers no call that it cannot audit, and its audit file cannot be written now.", {
      nextStep: "Tell the operator of this server; its log says what is wrong with the file.",
      cause,
    });
  }
}
