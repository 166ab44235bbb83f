import { ServiceError } from "../errors.ts";
import { locateServiceError } from "../kql/repair/service-error.ts";
import type { Catalogue } from "../schema/catalogue.ts";

/** The service's rejection of a query, with the place and the nearest names as next step; every other error as it is. */
export function explainRejection(error: unknown, query: string, catalogue: Catalogue): unknown {
  if (!(error instanceof ServiceError) || error.status !== 400) return error;
  const located = locateServiceError(query, error.message, catalogue);
  if (located === undefined) return error;
  const { requestId, status, serviceCode, retryAfterSeconds } = error;
  return new ServiceError(error.message, {
    nextStep: located.advice,
    requestId,
    status,
    serviceCode,
    retryAfterSeconds,
    cause: error,
  });
}
