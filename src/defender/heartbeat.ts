import type { Arrived } from "./read-reply.ts";
import type { Sleep } from "./pause.ts";
import type { HuntingCall } from "./reply.ts";

export interface HeartbeatOptions {
  readonly intervalMs: number;
  readonly sleep: Sleep;
  readonly host: string;
  readonly arrived: Arrived;
}

/** Tells the caller every `intervalMs` how far the work is, until it ends. */
export async function withHeartbeat<T>(call: HuntingCall, options: HeartbeatOptions, work: Promise<T>): Promise<T> {
  const ended = new AbortController();
  const beats = beat(call, options, ended.signal);
  try {
    return await work;
  } finally {
    ended.abort();
    await beats;
  }
}

async function beat(call: HuntingCall, options: HeartbeatOptions, ended: AbortSignal): Promise<void> {
  for (let beats = 1; !ended.aborted; beats += 1) {
    // The pause ends with an error when the work has ended.
    const over = await options.sleep(options.intervalMs, ended).then(
      () => false,
      () => true,
    );
    if (!over) call.progress(messageOf(options, beats));
  }
}

function messageOf({ host, arrived, intervalMs }: HeartbeatOptions, beats: number): string {
  if (arrived.bytes === 0) return `Waiting for ${host} for ${Math.round((beats * intervalMs) / 1000)} s.`;
  return `Receiving from ${host}: ${arrived.rows} rows, ${(arrived.bytes / 1e6).toFixed(1)} MB.`;
}
