import type { Instance } from "../instances/instance.ts";
import type { CallContext, RunOutcome, WideHunt, WideHuntRequest } from "./hunter.ts";
import { inParallel } from "./in-parallel.ts";
import { joinRuns } from "./join-runs.ts";
import { prepareHunt, type HunterDeps, type ReadyHunt } from "./prepare-hunt.ts";
import { createRunner, ownError, type Run } from "./run-parts.ts";

/** Runs at once, as many as MSTICPy's `max_threads`. */
const AT_ONCE = 4;
const USUAL_MAX_BYTES = 256 * 1_048_576;

type Prepared = ReadyHunt | { readonly status: "ended"; readonly outcome: RunOutcome };

/** See `Hunter.huntWide`. */
export async function huntWide(deps: HunterDeps, request: WideHuntRequest, call: CallContext): Promise<WideHunt> {
  const start = deps.now();
  const hunts = await inParallel(request.instances, AT_ONCE, (instance) => prepare(deps, request, instance, call));
  const runs = await runAll(hunts, createRunner(deps.maxBytes ?? USUAL_MAX_BYTES, request.query), call);
  const ready = hunts.filter((hunt) => hunt.status === "ready");
  const joined = joinRuns(request, ready, runs, deps.now() - start);
  return {
    result: joined === undefined ? undefined : await deps.results.keep(joined),
    outcomes: runs.map(({ outcome }) => outcome),
  };
}

async function prepare(
  deps: HunterDeps,
  { query, timespan, splitBy, check }: WideHuntRequest,
  instance: Instance,
  call: CallContext,
): Promise<Prepared> {
  const which = { instance, timespan: undefined };
  try {
    const hunt = await prepareHunt(deps, { instance, query, timespan, splitBy, check }, call);
    return hunt.status === "ready" ? hunt : { status: "ended", outcome: { ...which, ...hunt } };
  } catch (error) {
    return { status: "ended", outcome: { ...which, status: "failed", error: ownError(error) } };
  }
}

async function runAll(
  hunts: readonly Prepared[],
  run: ReturnType<typeof createRunner>,
  call: CallContext,
): Promise<readonly Run[]> {
  const planned = hunts.flatMap((hunt): readonly (() => Promise<Run>)[] =>
    hunt.status === "ready"
      ? hunt.timespans.map((timespan) => () => run(hunt, timespan))
      : [() => Promise.resolve({ outcome: hunt.outcome, reply: undefined })],
  );
  let done = 0;
  return inParallel(planned, AT_ONCE, async (begin) => {
    const end = await begin();
    done += 1;
    call.progress(`${done} of ${planned.length} parts done.`);
    return end;
  });
}
