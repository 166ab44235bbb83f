import type { RemoteEndpoint } from "../instances/endpoint.ts";

/** What the wire tells of a call while it runs: facts for whoever watches calls, never rows, queries or tokens. */
export type WireEvent =
  | {
      readonly kind: "request";
      readonly service: RemoteEndpoint["kind"];
      /** Milliseconds since 1970. */
      readonly startedAt: number;
      readonly endedAt: number;
      /** HTTP status; undefined when no answer arrived. */
      readonly status: number | undefined;
      /** The service's id of the request. */
      readonly requestId: string | undefined;
      /** Our id of it, which the service records too. */
      readonly clientRequestId: string;
      /** Bytes of the answer after decompression. */
      readonly responseBytes: number;
    }
  /** The tenant's rate, as this server keeps it, let the call wait or refused it. */
  | { readonly kind: "held_back"; readonly service: RemoteEndpoint["kind"]; readonly refused: boolean };
