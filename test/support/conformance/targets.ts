import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSettings } from "../../../src/config/command-line.ts";
import { createLog } from "../../../src/log.ts";
import { createRedactor } from "../../../src/secrets.ts";
import { startHttp } from "../../../src/transport/http/start-http.ts";
import { startHttpProcess } from "../http-process.ts";
import { createFixtureFactory } from "./fixture/server.ts";

/** A server that listens. */
export interface Target {
  readonly url: string;
  close(): Promise<void>;
}

const BIN = fileURLToPath(new URL("../../../../dist/main.js", import.meta.url));

/** The built bin with the demo tenant, in a home of its own. */
export async function startBin(): Promise<Target> {
  const home = await mkdtemp(join(tmpdir(), "defender-hunting-conformance-"));
  const { url, child, ended } = await startHttpProcess({ environment: { HOME: home }, cwd: home, bin: BIN });
  return {
    url,
    async close() {
      child.kill("SIGTERM");
      await ended;
      await rm(home, { recursive: true });
    },
  };
}

/** The suite's fixtures on the server's own HTTP code, started as `http` starts it with these flags. */
export function startFixtures(...flags: readonly string[]): Promise<Target> {
  const redactor = createRedactor();
  return startHttp(createFixtureFactory(), {
    settings: parseSettings(["http", "--port", "0", ...flags], {}, redactor),
    access: { kind: "none" },
    fetch,
    now: Date.now,
    log: createLog("warn", redactor, process.stderr),
  });
}
