import type { IncomingMessage, ServerResponse } from "node:http";
import { grantOf } from "./entra.ts";
import { readBody, type ReceivedRequest, type Route } from "./http.ts";

/** Which service a listener plays; `any` is the plain listener behind `Emulator.fetch`. */
export type ServiceName = "entra" | "graph" | "mde" | "any";

/** Header by which `Emulator.fetch` says which origin the client meant. */
export const ORIGIN_HEADER = "x-emulator-origin";

const ENTRA_ROUTES: readonly (readonly [RegExp, Route])[] = [
  [/\/\.well-known\/openid-configuration$|^\/common\/discovery\/instance$/, "discovery"],
  [/\/discovery\/v2\.0\/keys$/, "keys"],
  [/\/oauth2\/v2\.0\/devicecode$/, "devicecode"],
  [/\/oauth2\/v2\.0\/authorize$/, "authorize"],
  [/^\/devicelogin$/, "page"],
];

const GRAPH_ROUTES: readonly (readonly [RegExp, Route])[] = [
  [/^\/(v1\.0|beta)\/security\/(microsoft\.graph\.security\.)?runHuntingQuery$/, "graph"],
  [/^\/v1\.0\/security\/incidents(?:\/[^/]+)?$/, "incidents"],
  [/^\/v1\.0\/security\/alerts_v2(?:\/[^/]+)?$/, "alerts"],
  [/^\/beta\/security\/getHuntingSchemaTables$/, "schema"],
];

const routeAmong = (routes: readonly (readonly [RegExp, Route])[], path: string): Route | undefined =>
  routes.find(([pattern]) => pattern.test(path))?.[1];

function routeOf(path: string, service: ServiceName, form: URLSearchParams): Route {
  const plays = (name: ServiceName): boolean => service === name || service === "any";
  const graphRoute = plays("graph") ? routeAmong(GRAPH_ROUTES, path) : undefined;
  if (graphRoute !== undefined) return graphRoute;
  if (plays("mde") && /^\/api\/(v1\.0\/)?advancedqueries\/run$/.test(path)) return "mde";
  if (!plays("entra")) return "other";
  if (path.endsWith("/oauth2/v2.0/token")) return `token:${grantOf(form)}`;
  return routeAmong(ENTRA_ROUTES, path) ?? "other";
}

/** Reads a request and decides its route; the origin is the listener's own unless `Emulator.fetch` named another. */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  service: ServiceName,
  ownOrigin: string,
): Promise<ReceivedRequest> {
  const end = new Promise<"answered" | "aborted" | "dropped">((resolve) => {
    response.once("close", () => {
      if (response.writableFinished) resolve("answered");
      else
        resolve(response.errored === null && response.destroyed && !request.socket.destroyed ? "dropped" : "aborted");
    });
  });
  const body = await readBody(request);
  const named = request.headers[ORIGIN_HEADER];
  const origin = typeof named === "string" ? named : ownOrigin;
  const url = new URL(request.url ?? "/", origin);
  const isForm = /x-www-form-urlencoded/.test(request.headers["content-type"] ?? "");
  const form = new URLSearchParams(isForm ? body : "");
  return {
    route: routeOf(url.pathname, service, form),
    method: request.method ?? "",
    origin,
    path: url.pathname,
    search: url.searchParams,
    headers: request.headers,
    body,
    form,
    end,
  };
}
