import { graphError, mdeError, REQUEST_ID } from "./faults.ts";
import type { ApiName } from "./directory.ts";
import { rawJson, type ReceivedRequest, type Reply } from "./http.ts";
import type { TokenStore } from "./tokens.ts";

/** Rows as a hunting API sends them; `type` in Graph's words (`DateTime`, `String`, `Int64`, `SByte`, `Object` …). */
export interface HuntAnswer {
  readonly schema: readonly { readonly name: string; readonly type: string }[];
  readonly results: readonly Readonly<Record<string, unknown>>[];
}

/** Runs a query for the emulated service. Throws {@link HuntRefusal} for what the service would refuse. */
export type Hunt = (
  query: string,
  timespan: string | undefined,
  api: ApiName,
  tenantId: string,
) => HuntAnswer | Promise<HuntAnswer>;

/** The emulated service does not run this query. */
export class HuntRefusal extends Error {
  override readonly name = "HuntRefusal";
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}

interface HuntingApi {
  readonly error: typeof graphError;
  readonly permissions: readonly string[];
  /** Status of a token for another audience. */
  readonly foreignAudience: number;
  readonly queryKeys: readonly string[];
  readonly shape: (answer: HuntAnswer) => Reply;
}

/** Open types annotate 64-bit numbers in rows with their OData type. */
function annotate(row: Readonly<Record<string, unknown>>, schema: HuntAnswer["schema"]): object {
  const longs = schema.filter((c) => c.type === "Int64" && row[c.name] !== null && row[c.name] !== undefined);
  return { ...Object.fromEntries(longs.map((c) => [`${c.name}@odata.type`, "#Int64"])), ...row };
}

const graph: HuntingApi = {
  error: graphError,
  permissions: ["ThreatHunting.Read.All"],
  foreignAudience: 401,
  queryKeys: ["Query", "query"],
  shape: ({ schema, results }) =>
    rawJson(
      200,
      {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.security.huntingQueryResults",
        schema,
        results: results.map((row) => annotate(row, schema)),
      },
      { "request-id": REQUEST_ID },
    ),
};

const mde: HuntingApi = {
  error: mdeError,
  permissions: ["AdvancedQuery.Read", "AdvancedQuery.Read.All"],
  foreignAudience: 403,
  queryKeys: ["Query"],
  shape: ({ schema, results }) =>
    rawJson(200, {
      Stats: { ExecutionTime: 0.0156, resource_usage: { cpu: { "total cpu": "00:00:00.0156250" } } },
      Schema: schema.map(({ name, type }) => ({ Name: name, Type: type })),
      Results: results,
    }),
};

const APIS: Readonly<Record<ApiName, HuntingApi>> = { graph, mde };

/** What opens an API. */
export interface Gate {
  readonly audiences: readonly string[];
  readonly tokens: TokenStore;
  /** Any of them; those of hunting unless given. */
  readonly permissions?: readonly string[];
}

function permissionsIn({ scp, roles }: Readonly<Record<string, unknown>>): readonly unknown[] {
  if (typeof scp === "string") return scp.split(" ");
  return Array.isArray(roles) ? roles : [];
}

function claimsOf({ headers }: ReceivedRequest, tokens: TokenStore) {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  return token === undefined ? undefined : tokens.check(token);
}

/** The error of a request whose token does not open the API; undefined when it does. */
export function accessError(
  request: ReceivedRequest,
  api: ApiName,
  { audiences, tokens, permissions = APIS[api].permissions }: Gate,
): Reply | undefined {
  const { error, foreignAudience } = APIS[api];
  const claims = claimsOf(request, tokens);
  if (claims === undefined)
    return error(
      401,
      api === "graph" ? "InvalidAuthenticationToken" : "Unauthorized",
      "Access token is missing, expired or not valid.",
    );
  if (!audiences.includes(String(claims["aud"]))) return error(foreignAudience, "Forbidden", "Invalid audience.");
  const held = permissionsIn(claims);
  if (permissions.some((p) => held.includes(p))) return undefined;
  return error(403, "Forbidden", `Missing application roles. API required roles: ${permissions.join(",")}`);
}

function readQuery(body: string, keys: readonly string[]): { query: string; timespan: string | undefined } | undefined {
  try {
    const fields: Readonly<Record<string, unknown>> = JSON.parse(body);
    const query = keys.map((key) => fields[key]).find((value) => typeof value === "string" && value !== "");
    const timespan = fields["Timespan"] ?? fields["timespan"];
    return typeof query === "string"
      ? { query, timespan: typeof timespan === "string" ? timespan : undefined }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Answers a hunting call: token first, then body, then the query itself. */
export async function answerHunting(
  request: ReceivedRequest,
  api: ApiName,
  service: { readonly audiences: readonly string[]; readonly tokens: TokenStore; readonly hunt: Hunt },
): Promise<Reply> {
  const { error, queryKeys, shape } = APIS[api];
  const refused = accessError(request, api, service);
  if (refused !== undefined) return refused;
  const asked = readQuery(request.body, queryKeys);
  if (asked === undefined) return error(400, "BadRequest", "Empty or unreadable query.");
  try {
    const tenantId = String(claimsOf(request, service.tokens)?.["tid"]);
    return shape(await service.hunt(asked.query, asked.timespan, api, tenantId));
  } catch (problem) {
    if (problem instanceof HuntRefusal) return error(problem.status, "BadRequest", problem.message);
    throw problem;
  }
}
