import { openInstance, type TenantDeps } from "./open-instance.ts";
import type { AskInstance, ListTables } from "./schema-directory.ts";

/** Queries of our own, e.g. for a tenant's schema: neither examined nor kept. */
export function createAskInstance(deps: TenantDeps): AskInstance {
  return async (instance, query, call) => {
    const opened = await openInstance(deps, instance, call);
    if (opened.status === "sign_in_required") return undefined;
    const answer = await opened.ask({ query });
    return answer.status === "ok" ? answer.reply.table : undefined;
  };
}

/** What a tenant is asked about its schema. */
export function createTenantQuestions(deps: TenantDeps): { readonly ask: AskInstance; readonly list: ListTables } {
  const list: ListTables = async (instance, call) => {
    const opened = await openInstance(deps, instance, call);
    return opened.status === "sign_in_required" ? undefined : opened.tables();
  };
  return { ask: createAskInstance(deps), list };
}
