import { ServiceError } from "../errors.ts";
import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Secret } from "../secrets.ts";
import { odataFilter, type SecurityFilters } from "./odata-filter.ts";
import { readObject } from "./read-reply.ts";
import { isObject, type JsonObject } from "./reply-schema.ts";
import type { HuntingCall } from "./reply.ts";
import { createWire, type WireDeps } from "./wire.ts";

/** What Graph lists beside hunting; the retired `/security/alerts` is not among it. */
export const securityKinds = ["incidents", "alerts"] as const;
export type SecurityKind = (typeof securityKinds)[number];

export interface SecurityRequest {
  readonly kind: SecurityKind;
  /** One item with all that belongs to it, instead of a list. */
  readonly id?: string | undefined;
  readonly filters: SecurityFilters;
  /** Most items of a list. */
  readonly top: number;
}

export interface SecurityReply {
  /** Resources `microsoft.graph.security.incident` or `…alert` of Graph v1.0; every text in them is foreign. */
  readonly items: readonly JsonObject[];
  /** True when the service has more. */
  readonly hasMore: boolean;
  readonly responseBytes: number;
  readonly requestId: string | undefined;
}

/** Graph's incidents and alerts. */
export interface SecurityApi {
  /** @throws ServiceError, naming the permission that is missing; CancelledError. */
  read(endpoint: RemoteEndpoint, token: Secret, request: SecurityRequest, call: HuntingCall): Promise<SecurityReply>;
}

const resources = {
  incidents: { path: "incidents", permission: "SecurityIncident.Read.All", one: "incident", expand: "?$expand=alerts" },
  alerts: { path: "alerts_v2", permission: "SecurityAlert.Read.All", one: "alert", expand: "" },
} as const;

/** The permission that reading each kind needs, delegated or of an application. */
export const casePermissions: Readonly<Record<SecurityKind, string>> = {
  incidents: resources.incidents.permission,
  alerts: resources.alerts.permission,
};

/** Graph's largest page of incidents. */
const PAGE = 50;
const MAX_RESPONSE_BYTES = 32 * 1_048_576;

export function createSecurityApi(deps: WireDeps): SecurityApi {
  const wire = createWire({ ...deps, limits: { maxResponseBytes: MAX_RESPONSE_BYTES, ...deps.limits } });

  return {
    async read(endpoint, token, request, call) {
      const { permission } = resources[request.kind];
      const permissions = { delegated: [permission], application: [permission] };
      const get = async (url: string) => {
        const sending = { what: `list of ${request.kind}`, token, read: readObject };
        return wire.send({ ...sending, endpoint: { ...endpoint, url, permissions } }, call);
      };
      try {
        return await readPages(endpoint, request, get);
      } catch (error) {
        throw explain(error, request);
      }
    },
  };
}

type Page = Awaited<ReturnType<typeof readObject>> & { readonly responseBytes: number; readonly requestId: string };

async function readPages(
  endpoint: RemoteEndpoint,
  request: SecurityRequest,
  get: (url: string) => Promise<Page>,
): Promise<SecurityReply> {
  const items: JsonObject[] = [];
  let responseBytes = 0;
  let url: string | undefined = addressOf(endpoint, request);
  let requestId: string | undefined;
  let hasMore = false;
  while (url !== undefined && items.length < request.top) {
    const page: Page = await get(url);
    const found = itemsOf(page.document, request);
    items.push(...found);
    responseBytes += page.responseBytes;
    requestId = page.requestId;
    hasMore = typeof page.document["@odata.nextLink"] === "string";
    url = found.length === 0 ? undefined : nextAddress(page.document, endpoint);
  }
  return {
    items: items.slice(0, request.top),
    hasMore: hasMore || items.length > request.top,
    responseBytes,
    requestId,
  };
}

function addressOf({ origin }: RemoteEndpoint, { kind, id, filters, top }: SecurityRequest): string {
  const { path, expand } = resources[kind];
  const filter = odataFilter(filters);
  const base = `${origin}/v1.0/security/${path}`;
  if (id !== undefined) return `${base}/${encodeURIComponent(id)}${expand}`;
  const query = [
    `$top=${Math.min(top, PAGE)}`,
    ...(filter === undefined ? [] : [`$filter=${encodeURIComponent(filter)}`]),
  ];
  return `${base}?${query.join("&")}`;
}

function itemsOf(document: JsonObject, { id }: SecurityRequest): readonly JsonObject[] {
  if (id !== undefined) return [document];
  const { value } = document;
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The next page, only where the token may go: the same origin and the same part of the API. */
function nextAddress(document: JsonObject, { origin }: RemoteEndpoint): string | undefined {
  const link = document["@odata.nextLink"];
  if (typeof link !== "string" || !URL.canParse(link)) return undefined;
  const { origin: target, pathname, href } = new URL(link);
  return target === origin && pathname.startsWith("/v1.0/security/") ? href : undefined;
}

function explain(error: unknown, { kind, id }: SecurityRequest): unknown {
  if (!(error instanceof ServiceError)) return error;
  const { requestId, status, serviceCode, retryAfterSeconds } = error;
  const same = { requestId, status, serviceCode, retryAfterSeconds, cause: error };
  const { one, permission } = resources[kind];
  if (status === 404 && id !== undefined) {
    return new ServiceError(`The tenant has no ${one} of that id.`, {
      ...same,
      nextStep: `List the ${kind} without id, and use an id of the list.`,
    });
  }
  if (status === 403) {
    return new ServiceError(error.message.replace("a role that may hunt", `a role that may read ${kind}`), {
      ...same,
      nextStep: `Grant ${permission} with admin consent to the app registration, and for a signed-in user the role Security Reader; then disconnect and connect.`,
    });
  }
  if (status !== 400) return error;
  return new ServiceError(error.message, { ...same, nextStep: "Change the filters, or leave them out." });
}
