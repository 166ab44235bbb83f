import { gzipSync } from "node:zlib";
import { clouds } from "./cloud.ts";
import type { Instance } from "./instance.ts";

/** Longer addresses are cut or refused by some browsers and proxies on the way. */
const MOST_CHARS = 8_000;
const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The address that shows a query in the Defender portal's advanced hunting, in the tenant of the instance; nothing runs before the person
 * says so. Undefined where there is no portal (demo, custom clouds) and for a query that does not fit into an address.
 *
 * Microsoft documents neither the address nor its encoding. Links that the portal itself makes, and those in Microsoft's own documentation,
 * hold the query as UTF-16LE, compressed with gzip, in base64url, beside `timeRangeId`; `tid` is the tenant, as in `incidentWebUrl` of Graph.
 * A month is the range that the API takes too when it is told none.
 */
export function portalQueryLink({ provider, cloud, tenantId }: Instance, query: string): string | undefined {
  const portal = provider === "Demo" || cloud === "custom" ? undefined : clouds[cloud].portal;
  if (portal === undefined) return undefined;
  const link = new URL("/v2/advanced-hunting", portal);
  link.searchParams.set("query", gzipSync(Buffer.from(query, "utf16le")).toString("base64url"));
  link.searchParams.set("timeRangeId", "month");
  if (GUID.test(tenantId)) link.searchParams.set("tid", tenantId);
  return link.href.length > MOST_CHARS ? undefined : link.href;
}
