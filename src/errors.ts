/** What every error of ours carries beside its message ("what happened and why"). */
export interface ErrorDetails {
  /** What the reader should do now, as one or two sentences. */
  readonly nextStep: string;
  /** The id under which the service can find the request, where there was one. */
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/** Base of all errors whose text may be shown to a person or a model: written by us, free of secrets and of row data. */
export abstract class HuntingError extends Error {
  abstract readonly code: string;
  readonly nextStep: string;
  readonly requestId: string | undefined;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.nextStep = details.nextStep;
    this.requestId = details.requestId;
  }
}

/** The caller asked for something that does not exist or has the wrong form: unknown instance, bad timespan, expired result. */
export class UserError extends HuntingError {
  override readonly name = "UserError";
  readonly code: string = "invalid_request";
}

/** The configuration is wrong; the message names file, section and key. */
export class ConfigError extends HuntingError {
  override readonly name = "ConfigError";
  readonly code: string = "invalid_configuration";
}

/** The guard or the check refused the query before it was sent. */
export class QueryRefusedError extends HuntingError {
  override readonly name = "QueryRefusedError";
  readonly code: string = "query_refused";
}

/** Sign-in ended without a token, and only a person or an administrator can change that. */
export class SignInError extends HuntingError {
  override readonly name = "SignInError";
  readonly code: string = "sign_in_failed";
  /** The AADSTS number, where Entra gave one. */
  readonly aadsts: number | undefined;

  constructor(message: string, details: ErrorDetails & { readonly aadsts?: number | undefined }) {
    super(message, details);
    this.aadsts = details.aadsts;
  }
}

/** The hunting service (or the way to it) answered with an error. */
export class ServiceError extends HuntingError {
  override readonly name = "ServiceError";
  readonly code: string = "service_error";
  /** HTTP status; undefined when no answer arrived. */
  readonly status: number | undefined;
  /** The service's own error code, e.g. `BadRequest` or `429`. */
  readonly serviceCode: string | undefined;
  /** Seconds after which the service accepts the request again, where known. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    details: ErrorDetails & {
      readonly status?: number | undefined;
      readonly serviceCode?: string | undefined;
      readonly retryAfterSeconds?: number | undefined;
    },
  ) {
    super(message, details);
    this.status = details.status;
    this.serviceCode = details.serviceCode;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** The store that replicas share cannot be used now. */
export class StoreError extends HuntingError {
  override readonly name = "StoreError";
  readonly code: string = "store_unavailable";
}

/** The caller cancelled the call; nothing is wrong. */
export class CancelledError extends HuntingError {
  override readonly name = "CancelledError";
  readonly code: string = "cancelled";

  constructor(message = "The call was cancelled.") {
    super(message, { nextStep: "Call the tool again when the answer is wanted." });
  }
}

/** The code of an error of the system, e.g. `ENOENT`; undefined for other errors. */
export const systemCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;
