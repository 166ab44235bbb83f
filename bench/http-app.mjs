import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { createApp } from "../dist/app.js";
import { loadConfiguration } from "../dist/config/load-configuration.js";
import { settingsSchema } from "../dist/config/settings.js";
import { createRedactor } from "../dist/secrets.js";
import { addressRulesOf } from "../dist/transport/http/address-rules.js";
import { withoutAuthentication } from "../dist/transport/http/authenticator.js";
import { serveOverHttp } from "../dist/transport/http/http-server.js";
import { usualLimits } from "../dist/transport/http/limits.js";

/** Serves the demo tenant over HTTP on a free port of loopback, without a limit of the rate; answers the address. */
export async function startHttpApp({ authenticator = withoutAuthentication } = {}) {
  const settings = settingsSchema.parse({ demo: "on" });
  const log = pino({ level: "silent" });
  const redactor = createRedactor();
  const outside = { env: {}, platform: process.platform, home: "/nonexistent" };
  const app = await createApp({
    ...outside,
    settings,
    configuration: await loadConfiguration({ ...outside, settings, cwd: "/nonexistent", redactor }),
    fetch,
    now: Date.now,
    log,
    redactor,
    version: "0.0.0",
    promptsDirectory: fileURLToPath(new URL("../prompts", import.meta.url)),
    codeDirectory: new URL("../dist/", import.meta.url),
  });
  const { url } = await serveOverHttp(app.createServer, {
    host: "127.0.0.1",
    port: 0,
    stateless: false,
    rules: addressRulesOf(settings),
    authenticator,
    limits: { ...usualLimits, caller: { perSecond: 1e9, burst: 1e9, running: 1e9, streams: 1e9 } },
    now: Date.now,
    log,
  });
  return url;
}
