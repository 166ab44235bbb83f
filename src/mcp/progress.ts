import type { ServerContext } from "@modelcontextprotocol/server";

/** Runs `action` every `ms` milliseconds until the returned function is called. */
export type Every = (ms: number, action: () => void) => () => void;

const HEARTBEAT_MS = 10_000;

/** Progress of one call: nothing is sent unless the client asked for it, and nothing after `stop`. */
export interface Progress {
  readonly tell: (message: string) => void;
  readonly stop: () => void;
}

/** Sends what the tool tells, and every ten seconds that it is still at it, with a number that only grows. */
export function startProgress(ctx: ServerContext, every: Every): Progress {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return { tell: () => undefined, stop: () => undefined };
  let count = 0;
  let running = true;
  const tell = (message: string) => {
    if (!running) return;
    count += 1;
    const params = { progressToken, progress: count, message };
    // The client may have gone; the call notices that by its signal.
    ctx.mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
  let beats = 0;
  const stopBeating = every(HEARTBEAT_MS, () => {
    beats += 1;
    tell(`Still running (${(beats * HEARTBEAT_MS) / 1000} s).`);
  });
  return {
    tell,
    stop: () => {
      running = false;
      stopBeating();
    },
  };
}
