import { readReply } from "./read-reply.ts";
import type { HuntingApi } from "./reply.ts";
import { requestBody } from "./request-body.ts";
import { createWire, type WireDeps } from "./wire.ts";

export type HuntingApiDeps = WireDeps;

/** The hunting APIs of Graph and Defender for Endpoint. One for the process: all its calls share the rate of a tenant. */
export function createHuntingApi(deps: HuntingApiDeps): HuntingApi {
  const wire = createWire(deps);
  return {
    async run(endpoint, token, request, call) {
      const body = requestBody(endpoint, request);
      const { patient } = request;
      return wire.send({ what: "hunting query", endpoint, token, body, patient, read: readReply }, call);
    },
  };
}
