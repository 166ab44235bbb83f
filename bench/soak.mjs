/**
 * Memory of the HTTP server over many requests. Build first, then: node bench/soak.mjs [REQUESTS]
 * The server runs in a process of its own over the demo tenant, for three users. Sixteen clients send, of both protocol eras: lists, hunts,
 * pages and refinements of kept results, resources, sessions that are opened and closed and sessions that are left behind, streams, calls
 * that are given up half-way, and requests that are refused. After each tenth of them garbage is collected and the memory told.
 * Ends with exit code 1 when the heap of the last tenth is larger than that of the third by more than a tenth and 8 MB.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { startHttpApp } from "./http-app.mjs";
import { messageOf } from "./http-message.mjs";

const CLIENTS = 16;
const SAMPLES = 10;
const FIRST_COMPARED = 3;
const USERS = ["alice", "bob", "carol"];
const MEGABYTE = 1_048_576;

/** Believes the name that a request gives. */
const believing = {
  authenticate: ({ authorization = "" }) =>
    Promise.resolve({
      kind: "caller",
      authInfo: { token: "", clientId: "soak", scopes: [], extra: { tid: "t", oid: authorization } },
    }),
};

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS * 2 });

/** @returns status, headers and text; undefined when `giveUpMs` was over before. */
function send(url, user, { method = "POST", body, headers = {}, giveUpMs }) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...headers, authorization: user } }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", () => resolve(undefined));
      response.on("end", () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", (error) => (giveUpMs === undefined ? reject(error) : resolve(undefined))).end(body);
    if (giveUpMs !== undefined) setTimeout(() => sent.destroy(), giveUpMs);
  });
}

const call = (name, args) => messageOf("tools/call", { name, arguments: args });
const json = { accept: "application/json, text/event-stream", "content-type": "application/json" };
const legacy = (method, params, id = 1) => ({
  headers: json,
  body: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
});
const initialize = legacy("initialize", {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "soak", version: "1" },
});
const hunt = (n) =>
  call("run_hunting_query", {
    query: `DeviceInfo | project Timestamp, DeviceName, OSPlatform | where OSPlatform != "x${n % 7}" | take ${10 + (n % 50)}`,
    instance: "demo",
  });

async function expect(wanted, answer) {
  const { status, text } = await answer;
  if (status !== wanted || text.includes('"isError":true')) throw new Error(`${status} ${text.slice(0, 500)}`);
  return text;
}

/** The latest kept result of each user. */
const results = new Map();

async function huntAnew(url, user, n) {
  const text = await expect(200, send(url, user, hunt(n)));
  results.set(user, JSON.parse(text).result.structuredContent.result_id);
}

const page = (user) => call("refine_result", { result_id: results.get(user), max_rows: 5 });

function refinement(user) {
  const query = "Result | summarize Rows = count() by OSPlatform";
  return call("refine_result", { result_id: results.get(user), query });
}

function resource(user) {
  const uri = `hunting://results/${results.get(user)}`;
  const { body, headers } = messageOf("resources/read", { uri });
  return { body, headers: { ...headers, "mcp-name": uri } };
}

async function inSession(url, user, isLeftBehind) {
  const opened = await send(url, user, initialize);
  const session = { ...json, "mcp-session-id": opened.headers["mcp-session-id"] };
  const list = legacy("tools/list", {}, 2);
  await expect(200, send(url, user, { ...list, headers: session }));
  if (isLeftBehind) return 2;
  await send(url, user, { method: "GET", headers: session, giveUpMs: 20 });
  await expect(200, send(url, user, { method: "DELETE", headers: session }));
  return 4;
}

const refused = { headers: { ...json, "mcp-session-id": "x" }, body: legacy("tools/list", {}).body };

/** What is done in turn, cheap things often; each answers how many requests it took. */
const deeds = [
  [1, async (url, user) => (await expect(200, send(url, user, messageOf("tools/list", {}))), 1)],
  [1, async (url, user) => (await expect(200, send(url, user, page(user))), 1)],
  [1, async (url, user, n) => (await send(url, user, { ...page(user), giveUpMs: n % 5 }), 1)],
  [1, async (url, user) => (await expect(200, send(url, user, messageOf("resources/list", {}))), 1)],
  [1, async (url, user) => (await expect(200, send(url, user, resource(user))), 1)],
  [1, async (url, user, n) => inSession(url, user, n % 2 === 0)],
  [2, async (url, user) => (await expect(400, send(url, user, { headers: json, body: "{" })), 1)],
  [2, async (url, user) => (await expect(404, send(url, user, refused)), 1)],
  [10, async (url, user, n) => (await huntAnew(url, user, n), 1)],
  // Each ends the thread of the local engine, which takes a while to begin anew.
  [60, async (url, user, n) => (await send(url, user, { ...hunt(n), giveUpMs: n % 90 }), 1)],
  [10, async (url, user) => (await expect(200, send(url, user, refinement(user))), 1)],
];

async function memoryOf(child) {
  child.send("memory");
  const [memory] = await once(child, "message");
  return memory;
}

const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1).padStart(7);

async function soak(requests) {
  const child = fork(fileURLToPath(import.meta.url), ["serve"], { execArgv: ["--expose-gc"] });
  const [url] = await once(child, "message");
  for (const user of USERS) await huntAnew(url, user, 1);
  const samples = [];
  let done = 0;
  let turn = 0;
  console.log(`Node ${process.version}, ${requests} requests; MB after collecting garbage`);
  console.log("requests     rss    heap external");
  while (samples.length < SAMPLES) {
    const until = ((samples.length + 1) * requests) / SAMPLES;
    const client = async () => {
      while (done < until) {
        turn += 1;
        const [every, deed] = deeds[turn % deeds.length];
        const round = Math.floor(turn / deeds.length);
        if (round % every === 0) done += await deed(url, USERS[turn % USERS.length], round);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    const memory = await memoryOf(child);
    samples.push(memory);
    const { rss, heapUsed, external } = memory;
    console.log(`${String(done).padStart(8)} ${megabytes(rss)} ${megabytes(heapUsed)} ${megabytes(external)}`);
  }
  child.disconnect();
  agent.destroy();
  const [early, late] = [samples[FIRST_COMPARED - 1].heapUsed, samples.at(-1).heapUsed];
  const isSteady = late <= early * 1.1 + 8 * MEGABYTE;
  console.log(isSteady ? "steady" : "GROWING");
  process.exitCode = isSteady ? 0 : 1;
}

async function serve() {
  const url = await startHttpApp({ authenticator: believing });
  process.on("message", () => {
    globalThis.gc();
    globalThis.gc();
    process.send(process.memoryUsage());
  });
  process.on("disconnect", () => process.exit());
  process.send(url);
}

const [first = "20000"] = process.argv.slice(2);
await (first === "serve" ? serve() : soak(Number(first)));
