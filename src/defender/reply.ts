import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Secret } from "../secrets.ts";
import type { Table } from "../table/table.ts";
import type { WireEvent } from "./wire-event.ts";

export type Fetch = typeof globalThis.fetch;

/** What a hunting API needs to run a query. */
export interface HuntingRequest {
  readonly query: string;
  /** ISO 8601, one of the five forms; Graph only. */
  readonly timespan?: string | undefined;
  /** True waits for its turn within the tenant's rate however long that takes; otherwise a long wait is an error. */
  readonly patient?: boolean;
}

/** A hunting API's answer, whichever API it was. */
export interface HuntingReply {
  readonly table: Table;
  /** Bytes of the response body after decompression. */
  readonly responseBytes: number;
  readonly requestId: string | undefined;
  /** The service's own figures, where it sends them (MDE `Stats`). */
  readonly service?: Readonly<Record<string, unknown>> | undefined;
  /** Trusted sentences about oddities of the answer; never row data. */
  readonly warnings: readonly string[];
}

/** What a running call uses of its caller: cancellation, and a way to say how far it is. */
export interface HuntingCall {
  readonly signal: AbortSignal;
  /** A sentence of ours, never row data. */
  progress(message: string): void;
  /** Told what happens on the wire. */
  readonly note?: ((event: WireEvent) => void) | undefined;
}

/** Graph's and Defender for Endpoint's hunting API behind one call. */
export interface HuntingApi {
  /**
   * Runs one query. A 429 with a short wait is asked once more; nothing else is.
   * @throws UserError for a timespan on the MDE API.
   * @throws ServiceError for every fault of the service or of the way to it.
   * @throws CancelledError when `call.signal` is aborted.
   */
  run(endpoint: RemoteEndpoint, token: Secret, request: HuntingRequest, call: HuntingCall): Promise<HuntingReply>;
}
