import type { HuntingReply } from "../defender/reply.ts";
import { CancelledError, HuntingError, ServiceError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import { estimateBytes } from "../table/table-size.ts";
import type { RunOutcome } from "./hunter.ts";
import type { ReadyHunt } from "./prepare-hunt.ts";
import { isAtServiceLimit } from "./result-warnings.ts";

/** A run of a query and, when it succeeded, what it brought. */
export interface Run {
  readonly outcome: RunOutcome;
  readonly reply: HuntingReply | undefined;
}

/**
 * Runs parts of a hunt, each to an outcome of its own. What would end all further parts of an instance alike (a refused token, a used-up
 * quota, a query that the service rejects) is met once: the parts after it are not sent. Nor are any when the rows fill `maxBytes`.
 * @throws CancelledError
 */
export function createRunner(maxBytes: number, query: string) {
  let bytes = 0;
  const succeeded = new Set<Instance>();
  const obstacles = new Map<Instance, string>();

  function obstacleOf(instance: Instance): string | undefined {
    if (bytes <= maxBytes) return obstacles.get(instance);
    return "the rows fetched so far fill the memory for results (kept-bytes)";
  }

  async function send(hunt: ReadyHunt, timespan: string | undefined): Promise<Run> {
    const { instance } = hunt;
    const obstacle = obstacleOf(instance);
    if (obstacle !== undefined) throw notSent(obstacle);
    const answer = await hunt.ask(timespan, true);
    if (answer.status === "sign_in_required") {
      obstacles.set(instance, "the sign-in of the instance has ended");
      return { outcome: { instance, timespan, ...answer }, reply: undefined };
    }
    const { reply } = answer;
    bytes += estimateBytes(reply.table);
    succeeded.add(instance);
    const rows = reply.table.rowCount;
    const atServiceLimit = instance.provider !== "Demo" && isAtServiceLimit(rows, query);
    return { outcome: { instance, timespan, status: "ok", rows, atServiceLimit }, reply };
  }

  return async function run(hunt: ReadyHunt, timespan: string | undefined): Promise<Run> {
    const { instance } = hunt;
    try {
      return await send(hunt, timespan);
    } catch (caught) {
      const error = ownError(caught);
      if (stopsOthers(error, succeeded.has(instance))) obstacles.set(instance, "the service refused an earlier part");
      return { outcome: { instance, timespan, status: "failed", error }, reply: undefined };
    }
  };
}

/** An error that is the outcome of one run. @throws what is not: a cancelled call, a defect of ours. */
export function ownError(error: unknown): HuntingError {
  if (error instanceof HuntingError && !(error instanceof CancelledError)) return error;
  throw error;
}

/** Statuses about the caller, not about the part. A 400 can be about a part's size, so it counts only while no part has succeeded. */
const CALLER_STATUSES = new Set([401, 403, 404, 410, 429]);

function stopsOthers(error: HuntingError, hasSucceeded: boolean): boolean {
  if (!(error instanceof ServiceError) || error.status === undefined) return false;
  return CALLER_STATUSES.has(error.status) || (error.status === 400 && !hasSucceeded);
}

function notSent(reason: string): ServiceError {
  return new ServiceError(`Not sent: ${reason}.`, { nextStep: "Settle the cause first, then run this part again." });
}
