import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { CONTOSO, DAEMON_APP, DAEMON_SECRET } from "../support/emulator/directory.ts";
import { type Emulator, startEmulator } from "../support/emulator/emulator.ts";
import { type ConnectProxy, startConnectProxy } from "../support/connect-proxy.ts";

let emulator: Emulator;
let proxy: ConnectProxy;
beforeAll(async () => {
  emulator = await startEmulator();
  proxy = await startConnectProxy();
});
afterAll(() => Promise.all([emulator.close(), proxy.close()]));

/** Signs in to Entra and runs a query on Graph with the built files, in a process that trusts the emulator's CA from its start. */
const script = `
import { Writable } from "node:stream";
import { createSignIn } from "./dist/auth/create-sign-in.js";
import { createProxyFetch } from "./dist/proxy-fetch.js";
import { createRedactor, Secret } from "./dist/secrets.js";
import { createLog } from "./dist/log.js";
import { endpointOf } from "./dist/instances/endpoint-of.js";
const [authority, graph, tenantId, clientId, secret] = process.argv.slice(1);
const instance = { name: "X", section: "X", provider: "M365DGraph", cloud: "custom", tenantId, clientId,
  credential: { type: "client_secret", secret: { kind: "value", value: new Secret(secret) } }, userName: undefined,
  tokenCache: { kind: "memory", path: undefined }, scope: undefined, customEndpoints: { authority, graph, mde: undefined }, notes: [] };
const redactor = createRedactor();
const fetch = createProxyFetch(process.env, redactor);
const deps = { fetch, now: Date.now, redactor, log: createLog("silent", redactor, new Writable()), env: process.env,
  platform: process.platform, homeDirectory: "/nonexistent", allowCustomAuthority: true };
const endpoint = endpointOf(instance);
const access = await createSignIn(instance, endpoint, deps).authorize(new AbortController().signal);
if (access.status !== "authorized") throw access.error;
const headers = { authorization: "Bearer " + access.token.reveal(), "content-type": "application/json" };
const response = await fetch(endpoint.url, { method: "POST", headers, body: JSON.stringify({ Query: "EmailEvents | count" }) });
console.log(response.status, Array.isArray((await response.json()).schema));
`;

it("signs in and hunts through a CONNECT proxy with a CA of the network's own", async () => {
  const { origin, graphOrigin, caFile } = emulator;
  const args = ["--input-type=module", "-e", script, origin, graphOrigin, CONTOSO.id, DAEMON_APP, DAEMON_SECRET];
  const env = { PATH: process.env["PATH"], HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: caFile };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout.trim()).toBe("200 true");
  const hosts = new Set(proxy.tunnels);
  expect(hosts).toEqual(new Set([new URL(origin).host, new URL(graphOrigin).host]));
});
