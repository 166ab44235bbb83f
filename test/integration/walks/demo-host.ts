import { fileURLToPath } from "node:url";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createApp } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import { createLog } from "../../../src/log.ts";
import { createRedactor } from "../../../src/secrets.ts";

/** A Wednesday; the attack in the demo tenant lies within the seven days that most queries look back. */
const NOW = Date.UTC(2026, 2, 18, 15, 4, 5, 678);

/** The server with the demo tenant alone, and a client of it in this process. */
export interface DemoHost {
  readonly client: Client;
  close(): Promise<void>;
}

export async function openDemoHost(): Promise<DemoHost> {
  const redactor = createRedactor();
  const app = await createApp({
    settings: settingsSchema.parse({}),
    configuration: { instances: [demoInstance], broken: [], source: null, warnings: [], queryPaths: [] },
    env: {},
    platform: "linux",
    home: "/nonexistent",
    fetch: () => Promise.reject(new Error("The demo tenant needs no network.")),
    now: () => NOW,
    log: createLog("silent", redactor, { write: () => true }),
    redactor,
    version: "0.0.0",
    promptsDirectory: fileURLToPath(new URL("../../../prompts", import.meta.url)),
    codeDirectory: new URL("../../../dist/", import.meta.url),
  });
  const [serverSide, clientSide] = InMemoryTransport.createLinkedPair();
  serveStdio(app.createServer, { transport: serverSide });
  const client = new Client({ name: "walker", version: "1" });
  await client.connect(clientSide);
  return {
    client,
    async close() {
      await client.close();
      await app.close();
    },
  };
}
