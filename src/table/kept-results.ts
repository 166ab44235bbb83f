import type { Table } from "./table.ts";

/** Who computed a result; the answer's text says so. */
export type ResultOrigin = "service" | "local engine" | "demo";

/** A fetched result before it is kept. */
export interface NewResult {
  readonly table: Table;
  readonly origin: ResultOrigin;
  /** Instances the rows came from. */
  readonly instances: readonly string[];
  readonly tenantId: string | undefined;
  readonly query: string;
  /** Trusted sentences of ours; never row data. */
  readonly warnings: readonly string[];
  readonly stats: ResultStats;
  /** True when the row count equals a ceiling of the service, so rows are probably missing. */
  readonly atServiceLimit: boolean;
  /** Instances and parts of the time range whose rows are missing, as words of ours. */
  readonly gaps?: readonly string[];
}

export interface ResultStats {
  readonly elapsedMs: number;
  readonly responseBytes: number;
  readonly requestId: string | undefined;
  readonly service?: Readonly<Record<string, unknown>> | undefined;
}

export interface KeptResult extends NewResult {
  /** Opaque handle of at least 128 random bits, `r_…`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What is told of a kept result without its rows. */
export type ResultListing = Pick<KeptResult, "id" | "instances" | "expiresAt">;

/** Results of one person, bounded in number, memory and age. A store shared by replicas is asynchronous, so this is. */
export interface KeptResults {
  /** Never fails: a result that cannot be kept is answered with a warning. */
  keep(result: NewResult): Promise<KeptResult>;
  /** @throws UserError when the id is unknown or expired (the text does not tell which); StoreError when a shared store cannot be asked. */
  find(id: string): Promise<KeptResult>;
  /** @throws StoreError as {@link KeptResults.find}. */
  list(): Promise<readonly ResultListing[]>;
}
