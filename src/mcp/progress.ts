import type { ServerContext } from "@modelcontextprotocol/server";

/** Progress of one call: nothing is sent unless the client asked for it, and nothing after `stop`. */
export interface Progress {
  readonly tell: (message: string) => void;
  readonly stop: () => void;
}

/** Sends what the tool tells, with a number that only grows. */
export function startProgress(ctx: ServerContext): Progress {
  const { _meta: meta } = ctx.mcpReq;
  const progressToken = meta?.progressToken;
  let told = 0;
  let running = progressToken !== undefined;
  return {
    tell(message) {
      if (!running) return;
      told += 1;
      const params = { progressToken, progress: told, message };
      // The client may have gone; the call notices that by its signal.
      ctx.mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
    },
    stop: () => (running = false),
  };
}
