import type { HuntingReply } from "../defender/reply.ts";
import type { NewResult } from "../table/kept-results.ts";
import type { Hunter, HuntRequest } from "./hunter.ts";
import { prepareHunt, type HunterDeps } from "./prepare-hunt.ts";
import { isAtServiceLimit, resultWarnings } from "./result-warnings.ts";
import { huntWide } from "./wide-hunt.ts";

/** The hunter of one person: the way from a query to a kept result. */
export function createHunter(deps: HunterDeps): Hunter {
  return {
    async hunt(request, call) {
      const hunt = await prepareHunt(deps, request, call);
      if (hunt.status === "sign_in_required") return hunt;
      const start = deps.now();
      const answer = await hunt.ask(hunt.timespans[0]);
      if (answer.status === "sign_in_required") return answer;
      const warnings = [...hunt.warnings, ...(answer.reply.table.rowCount === 0 ? hunt.whenEmpty : [])];
      const elapsedMs = deps.now() - start;
      const result = await deps.results.keep(resultOf(request, answer.reply, { warnings, elapsedMs }));
      return { status: "ok", result };
    },
    huntWide: (request, call) => huntWide(deps, request, call),
  };
}

function resultOf(
  { instance, query }: HuntRequest,
  { table, requestId, responseBytes, service, warnings }: HuntingReply,
  hunt: { readonly warnings: readonly string[]; readonly elapsedMs: number },
): NewResult {
  const isDemo = instance.provider === "Demo";
  const atServiceLimit = !isDemo && isAtServiceLimit(table.rowCount, query);
  return {
    table,
    origin: isDemo ? "demo" : "service",
    instances: [instance.name],
    tenantId: isDemo ? undefined : instance.tenantId,
    query,
    warnings: [...hunt.warnings, ...warnings, ...resultWarnings(instance, table.rowCount, atServiceLimit)],
    stats: { elapsedMs: hunt.elapsedMs, responseBytes, requestId, service },
    atServiceLimit,
  };
}
