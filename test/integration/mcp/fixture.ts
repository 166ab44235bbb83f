import { fileURLToPath } from "node:url";
import { Client, InMemoryTransport, type ClientOptions } from "@modelcontextprotocol/client";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createApp, type App, type AppInputs } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { createLog } from "../../../src/log.ts";
import { createRedactor, Secret } from "../../../src/secrets.ts";
import { contosoInstance } from "../../support/an-instance.ts";
import { CONTOSO, DAEMON_APP, DAEMON_SECRET, PUBLIC_APP } from "../../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../../support/emulator/emulator.ts";

/** The two protocol eras of the SDK's client. */
export const eras = ["modern", "legacy"] as const;
type Era = (typeof eras)[number];

const device = contosoInstance({ tenantId: CONTOSO.id, clientId: PUBLIC_APP });

const daemon: Instance = {
  ...device,
  name: "Daemon",
  section: "MicrosoftDefender-Daemon",
  clientId: DAEMON_APP,
  credential: { type: "client_secret", secret: { kind: "value", value: new Secret(DAEMON_SECRET) } },
};

/** A tool's answer as a host sees it. */
interface Answer {
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>> | undefined;
  readonly isError: boolean;
}

/** A connected client and what it was asked. */
export interface Host {
  readonly client: Client;
  call(name: string, args?: Record<string, unknown>, options?: Parameters<Client["callTool"]>[1]): Promise<Answer>;
  /** URL elicitations so far. */
  readonly pages: readonly { readonly url: string; readonly message: string }[];
}

export type PageAction = "accept" | "decline" | "cancel";

/** One real app for each test over one emulator for the file, with clients in this process. */
export interface Bench {
  readonly emulator: Emulator;
  readonly app: App;
  /** Log lines at trace level, after redaction. */
  readonly logged: readonly string[];
  /** @param onPage what the user of this host does with a sign-in page; without it the host opens no pages. */
  connect(era: Era, onPage?: (message: string) => PageAction): Promise<Host>;
}

const versions: Readonly<Record<Era, ClientOptions>> = {
  modern: { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  legacy: {},
};

const promptsDirectory = fileURLToPath(new URL("../../../prompts", import.meta.url));
const codeDirectory = new URL("../../../dist/", import.meta.url);

export function useBench(settings: Readonly<Record<string, string>> = {}, changes: Partial<AppInputs> = {}): Bench {
  let emulator: Emulator | undefined;
  let app: App | undefined;
  const logged: string[] = [];
  const clients: Client[] = [];
  const inputs = (): AppInputs => {
    const redactor = createRedactor();
    redactor.add(DAEMON_SECRET);
    return {
      settings: settingsSchema.parse(settings),
      configuration: {
        instances: [device, daemon],
        broken: [],
        source: "test",
        warnings: ["a warning"],
        queryPaths: [],
      },
      env: {},
      platform: "linux",
      home: "/nonexistent",
      fetch: (input, init) => bench.emulator.fetch(input, init),
      now: Date.now,
      log: createLog("trace", redactor, { write: (line: string) => logged.push(line) > 0 }),
      redactor,
      version: "0.0.0",
      promptsDirectory,
      codeDirectory,
      ...changes,
    };
  };
  const bench: Bench = {
    get emulator() {
      return required(emulator);
    },
    get app() {
      return required(app);
    },
    logged,
    async connect(era, onPage) {
      const [serverSide, clientSide] = InMemoryTransport.createLinkedPair();
      serveStdio(bench.app.createServer, { transport: serverSide });
      const host = createHost(era, onPage);
      await host.client.connect(clientSide);
      clients.push(host.client);
      return host;
    },
  };
  beforeAll(async () => {
    emulator = await startEmulator();
  });
  beforeEach(async () => {
    bench.emulator.control.reset();
    logged.length = 0;
    app = await createApp(inputs());
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    const deps = bench.app.depsFor({ key: "local" });
    await Promise.all(
      deps.instances
        .list()
        .filter(({ provider }) => provider !== "Demo")
        .map((instance) => deps.signIns.of(instance).disconnect()),
    );
    await bench.app.close();
  });
  afterAll(() => emulator?.close());
  return bench;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not running yet");
  return value;
}

function createHost(era: Era, onPage: ((message: string) => PageAction) | undefined): Host {
  const capabilities = onPage === undefined ? {} : { elicitation: { url: {} } };
  const client = new Client({ name: "host", version: "1" }, { ...versions[era], capabilities });
  const pages: { url: string; message: string }[] = [];
  if (onPage !== undefined) {
    client.setRequestHandler("elicitation/create", ({ params }) => {
      if (params.mode !== "url") throw new Error("only pages are expected");
      pages.push({ url: params.url, message: params.message });
      return { action: onPage(params.message) };
    });
  }
  return {
    client,
    pages,
    async call(name, args = {}, options) {
      const { content, structuredContent, isError } = await client.callTool({ name, arguments: args }, options);
      const text = content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
      return { text, structured: Object(structuredContent ?? undefined), isError: isError === true };
    },
  };
}
