import type { Table } from "../table/table.ts";

export type Fetch = typeof globalThis.fetch;

/** What a hunting API needs to run a query. */
export interface HuntingRequest {
  readonly query: string;
  /** ISO 8601, one of the five forms; Graph only. */
  readonly timespan?: string | undefined;
}

/** A hunting API's answer, whichever API it was. */
export interface HuntingReply {
  readonly table: Table;
  /** Bytes of the response body after decompression. */
  readonly responseBytes: number;
  readonly requestId: string | undefined;
  /** The service's own figures, where it sends them (MDE `Stats`). */
  readonly service?: Readonly<Record<string, unknown>> | undefined;
}
