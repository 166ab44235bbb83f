import { ServiceError } from "../errors.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Secret } from "../secrets.ts";
import type { JsonValue, KqlType } from "../table/table.ts";
import { kqlTypeOf } from "./kql-type-labels.ts";
import { readObject } from "./read-reply.ts";
import { isObject } from "./reply-schema.ts";
import type { HuntingCall } from "./reply.ts";
import { createWire, type WireDeps } from "./wire.ts";

/** A table that the caller may query; every text in it is foreign. */
export interface TenantTable {
  readonly name: string;
  readonly description: string | undefined;
  readonly columns: readonly {
    readonly name: string;
    readonly type: KqlType;
    readonly description: string | undefined;
  }[];
}

/** Graph's list of the tables that a tenant has. Source: `security: getHuntingSchemaTables`, Graph beta, 2026-08-22. */
export interface SchemaApi {
  /**
   * The caller's hunting tables with their columns, by one call; none where the API has no such list, refuses it or answers something else.
   * Its permission is not documented and the beta may go, so nothing may depend on it: no fault of the service is thrown.
   * @throws CancelledError
   */
  tables(endpoint: RemoteEndpoint, token: Secret, call: HuntingCall): Promise<readonly TenantTable[]>;
}

const MAX_RESPONSE_BYTES = 16 * 1_048_576;
/** A query waits for this list, which is a convenience. */
const PATIENCE_MS = 15_000;

export function createSchemaApi(deps: WireDeps): SchemaApi {
  const wire = createWire({ ...deps, limits: { maxResponseBytes: MAX_RESPONSE_BYTES, ...deps.limits } });
  return {
    async tables(endpoint, token, call) {
      if (endpoint.kind !== "graph") return [];
      const url = `${endpoint.origin}/beta/security/getHuntingSchemaTables`;
      const timeoutMs = Math.min(endpoint.timeoutMs, PATIENCE_MS);
      const sending = { what: "list of tables", endpoint: { ...endpoint, url, timeoutMs }, token, read: readObject };
      try {
        const { document } = await wire.send(sending, call);
        return listOf(document["value"]).flatMap(tableOf);
      } catch (error) {
        if (error instanceof ServiceError) return [];
        throw error;
      }
    },
  };
}

function tableOf(value: JsonValue): readonly TenantTable[] {
  if (!isObject(value) || typeof value["name"] !== "string") return [];
  const columns = listOf(value["columns"]).flatMap(columnOf);
  return columns.length === 0 ? [] : [{ name: value["name"], description: textOf(value["description"]), columns }];
}

/** A type that is not known is taken for dynamic, which every expression accepts. */
function columnOf(value: JsonValue): TenantTable["columns"] {
  if (!isObject(value) || typeof value["name"] !== "string") return [];
  const label = textOf(value["dataType"]) ?? textOf(value["type"]);
  const type = label === undefined ? undefined : kqlTypeOf(label);
  return [{ name: value["name"], type: type ?? "dynamic", description: textOf(value["description"]) }];
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
const textOf = (value: JsonValue | undefined) => (typeof value === "string" ? value : undefined);
