import type { ConnectedClient, ToolAnswer } from "./clients.ts";
import type { User } from "./emulator/directory.ts";
import type { Emulator } from "./emulator/emulator.ts";

/** The user code that an answer shows. @throws when it shows none. */
export function userCodeOf({ structured, text }: ToolAnswer): string {
  const code: unknown = Object(structured["sign_in"]).user_code;
  if (typeof code !== "string") throw new Error(`No code in: ${text}`);
  return code;
}

interface Connection {
  readonly client: ConnectedClient;
  readonly emulator: Emulator;
}

/** Calls `connect` until the instance is connected; where a code is shown, the user types it. Answers what the last call answered. */
export async function signIn({ client, emulator }: Connection, instance: string, user: User): Promise<ToolAnswer> {
  const first = await client.call("connect", { instance });
  if (first.structured["status"] !== "awaiting_user") return first;
  emulator.control.approve(userCodeOf(first), user);
  return client.call("connect", { instance, wait_seconds: 10 });
}
