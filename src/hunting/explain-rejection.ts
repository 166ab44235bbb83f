import { LocalQueryError, UnsupportedError } from "../engine/errors.ts";
import { ServiceError } from "../errors.ts";
import { locateServiceError } from "../kql/repair/service-error.ts";
import type { Catalogue } from "../schema/catalogue.ts";

/** What is known of a query that was rejected. */
export interface RejectedQuery {
  readonly query: string;
  readonly catalogue: Catalogue;
  /** Sentences of the check about tables and functions that it does not know: the likeliest reasons. */
  readonly doubts: readonly string[];
}

/** The rejection of a query by the service or the local engine, with what to write instead as next step; every other error as it is. */
export function explainRejection(error: unknown, rejected: RejectedQuery): unknown {
  if (error instanceof ServiceError && error.status === 400) return explainService(error, rejected);
  const isLocal = error instanceof LocalQueryError || error instanceof UnsupportedError;
  if (!isLocal || rejected.doubts.length === 0) return error;
  return new LocalQueryError(error.message, { nextStep: rejected.doubts.join("\n"), cause: error });
}

function explainService(error: ServiceError, { query, catalogue, doubts }: RejectedQuery): ServiceError {
  const located = locateServiceError(query, error.message, catalogue);
  const advice = located?.advice ?? (doubts.length === 0 ? undefined : doubts.join("\n"));
  if (advice === undefined) return error;
  const { requestId, status, serviceCode, retryAfterSeconds } = error;
  return new ServiceError(error.message, {
    nextStep: advice,
    requestId,
    status,
    serviceCode,
    retryAfterSeconds,
    cause: error,
  });
}
