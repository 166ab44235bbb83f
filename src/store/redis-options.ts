import { isIP } from "node:net";

const CONNECT_MS = 3_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;

/** Settings of a connection for `@redis/client`. @param url `redis://` or `rediss://`. */
export function clientOptions(url: string) {
  const { hostname } = new URL(url);
  const isName = isIP(hostname.replaceAll(/^\[|\]$/g, "")) === 0;
  return {
    url,
    // The protocol that every server and proxy speaks, and nothing sent that rules of access would have to allow.
    RESP: 2,
    maintNotifications: "disabled",
    disableClientInfo: true,
    // A command that cannot be sent now fails now.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_MS,
      reconnectStrategy: retryAfter,
      ...(isName && { servername: hostname }),
    },
  } as const;
}

/** Longer from time to time, and different for each replica. */
function retryAfter(retries: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** retries, LONGEST_RETRY_MS) * (1 - Math.random() / 2);
}
