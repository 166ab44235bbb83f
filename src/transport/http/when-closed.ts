import type { ServerResponse } from "node:http";

/** Runs `action` when the response is over; at once when it is over already, because `close` is told only once. */
export function whenClosed(response: ServerResponse, action: () => void): void {
  if (response.closed) action();
  else response.once("close", action);
}
