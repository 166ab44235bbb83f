import { openInstance, type TenantDeps } from "./open-instance.ts";
import type { AskInstance } from "./schema-directory.ts";

/** Queries of our own, e.g. for a tenant's schema: neither examined nor kept. */
export function createAskInstance(deps: TenantDeps): AskInstance {
  return async (instance, query, call) => {
    const opened = await openInstance(deps, instance, call);
    if (opened.status === "sign_in_required") return undefined;
    const answer = await opened.ask({ query });
    return answer.status === "ok" ? answer.reply.table : undefined;
  };
}
