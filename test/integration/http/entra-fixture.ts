import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createApp } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import { createLog } from "../../../src/log.ts";
import { createRedactor, Secret } from "../../../src/secrets.ts";
import { addressRulesOf } from "../../../src/transport/http/address-rules.ts";
import { createEntraAuthenticator } from "../../../src/transport/http/entra-authenticator.ts";
import { serveOverHttp, type HttpServer } from "../../../src/transport/http/http-server.ts";
import { usualLimits } from "../../../src/transport/http/limits.ts";
import { contosoInstance } from "../../support/an-instance.ts";
import { CONTOSO, FABRIKAM, PUBLIC_APP, type User } from "../../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../../support/emulator/emulator.ts";
import { APP_SECRET, callerToken, HTTP_APP, PUBLIC_URL, registerHttpApp } from "../../support/http-app.ts";
import { modernCall, modernRequest, post } from "./fixture.ts";

export const LOGIN = "https://login.microsoftonline.com";

const contoso = contosoInstance({ tenantId: CONTOSO.id, clientId: PUBLIC_APP });

interface Called {
  readonly structured: Record<string, unknown>;
  readonly text: string;
}

/** A server with `--auth entra` for two tenants over one instance, and the login service and API behind it. */
export interface EntraBench {
  readonly emulator: Emulator;
  readonly url: string;
  readonly logged: readonly string[];
  tokenOf(user: User): Promise<string>;
  /** Calls a tool by revision 2026-07-28, always under the same JSON-RPC id. */
  call(token: string, name: string, args: object): Promise<Called>;
  /** Any request of revision 2026-07-28 under that id; answers the JSON-RPC response. */
  ask(token: string, method: string, params: object): Promise<Record<string, unknown>>;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** One for the surrounding block; the server is a new one in each test. */
export function useEntraServer(): EntraBench {
  let emulator: Emulator;
  let server: HttpServer;
  let directory: string;
  const logged: string[] = [];
  beforeAll(async () => {
    emulator = await startEmulator();
    directory = await mkdtemp(join(tmpdir(), "exports-"));
    registerHttpApp(emulator);
    // Each person asks with a query of their own, so that a row tells whose it is.
    emulator.control.hunt = (query) => ({
      schema: [{ name: "Whose", type: "String" }],
      results: [{ Whose: /"([^"]+)"/.exec(query)?.[1] ?? "" }],
    });
  });
  afterAll(async () => {
    await emulator.close();
    await rm(directory, { recursive: true });
  });
  beforeEach(async () => {
    emulator.control.reset();
    logged.length = 0;
    server = await serve(emulator, directory, logged);
  });
  afterEach(() => server.close());
  return {
    get emulator() {
      return emulator;
    },
    get url() {
      return server.url;
    },
    logged,
    tokenOf: (user) => callerToken(emulator, LOGIN, user),
    async call(token, name, args) {
      const { message, headers } = modernCall(1, name, args);
      const { text } = await post(server.url, message, { ...headers, ...bearer(token) });
      const { structuredContent, content } = Object(JSON.parse(text)).result;
      return { structured: Object(structuredContent), text: String(content[0].text) };
    },
    async ask(token, method, params) {
      const { message, headers } = modernRequest(1, method, params);
      return Object(JSON.parse((await post(server.url, message, { ...headers, ...bearer(token) })).text));
    },
  };
}

async function serve(emulator: Emulator, exportDirectory: string, logged: string[]): Promise<HttpServer> {
  const fetch: typeof globalThis.fetch = (input, init) => emulator.fetch(input, init);
  const settings = settingsSchema.parse({ publicUrl: PUBLIC_URL });
  const redactor = createRedactor();
  const log = createLog("trace", redactor, { write: (line: string) => logged.push(line) > 0 });
  const app = await createApp({
    settings,
    configuration: { instances: [contoso], broken: [], source: "test", warnings: ["test"], queryPaths: [] },
    env: {},
    platform: "linux",
    home: "/nonexistent",
    fetch,
    now: Date.now,
    log,
    redactor,
    version: "0.0.0",
    promptsDirectory: fileURLToPath(new URL("../../../prompts", import.meta.url)),
    codeDirectory: new URL("../../../dist/", import.meta.url),
    exportDirectory,
    remoteCallers: true,
    onBehalfOf: { clientId: HTTP_APP, clientSecret: new Secret(APP_SECRET) },
  });
  const tenants = [CONTOSO.id, FABRIKAM.id];
  const entra = { loginOrigin: LOGIN, clientId: HTTP_APP, tenants, publicUrl: PUBLIC_URL, fetch };
  return serveOverHttp(app.createServer, {
    host: "127.0.0.1",
    port: 0,
    stateless: false,
    rules: addressRulesOf(settings),
    authenticator: createEntraAuthenticator(entra),
    limits: { ...usualLimits, caller: { perSecond: 1e6, burst: 1e6, running: 100, streams: 100 } },
    now: Date.now,
    log,
  });
}
