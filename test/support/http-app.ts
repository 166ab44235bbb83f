import { CONTOSO, FABRIKAM, PUBLIC_APP, type User } from "./emulator/directory.ts";
import type { Emulator } from "./emulator/emulator.ts";

/** The address under which clients know the HTTP server, and its Application ID URI. */
export const PUBLIC_URL = "https://mcp.contoso.example/mcp";
export const HTTP_APP = "66666666-6666-4666-8666-666666666666";
export const APP_SECRET = "canary-http-app-secret";

/** Registers the HTTP server as an app that is itself an API and may hunt on behalf of its callers. */
export function registerHttpApp({ directory: { apps } }: Emulator): void {
  const delegated = apps.find((app) => app.clientId === PUBLIC_APP)?.delegated ?? { graph: [], mde: [] };
  apps.push({
    clientId: HTTP_APP,
    name: "Hunting server (emulator)",
    tenantIds: [CONTOSO.id, FABRIKAM.id],
    publicClient: false,
    secrets: [APP_SECRET],
    expiredSecrets: [],
    certificates: [],
    delegated,
    application: { graph: [], mde: [] },
    identifierUri: PUBLIC_URL,
  });
}

/** A user's token for the HTTP server, as an MCP client gets it from the login service at `origin`. */
export async function callerToken(emulator: Emulator, origin: string, user: User): Promise<string> {
  const ask = async (path: string, form: Record<string, string>): Promise<Record<string, unknown>> => {
    const body = new URLSearchParams({ client_id: PUBLIC_APP, ...form });
    const address = `${origin}/${user.tenantId}/oauth2/v2.0/${path}`;
    const answer: unknown = await (await emulator.fetch(address, { method: "POST", body })).json();
    return Object(answer);
  };
  const flow = await ask("devicecode", { scope: `${PUBLIC_URL}/access_as_user` });
  emulator.control.approve(String(flow["user_code"]), user);
  const { access_token: token } = await ask("token", {
    grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    device_code: String(flow["device_code"]),
  });
  return String(token);
}
