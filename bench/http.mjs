/**
 * Requests a second of `tools/list` over HTTP, revision 2026-07-28. Build first, then: node bench/http.mjs [SECONDS]
 * In one process each, on loopback: the built bin, and a bare handler of the SDK with one trivial tool; 64 clients that ask again as soon
 * as they are answered, rounds in turn. Both send the same bytes of request; the answers differ (all our tools against one), so a third
 * row has the bare handler with our list of tools. The rate limit of the server is raised, because it would bound the measure.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, fromJsonSchema, McpServer } from "@modelcontextprotocol/server";
import { pino } from "pino";
import { z } from "zod";
import { createApp } from "../dist/app.js";
import { settingsSchema } from "../dist/config/settings.js";
import { createRedactor } from "../dist/secrets.js";
import { addressRulesOf } from "../dist/transport/http/address-rules.js";
import { withoutAuthentication } from "../dist/transport/http/authenticator.js";
import { serveOverHttp } from "../dist/transport/http/http-server.js";
import { usualLimits } from "../dist/transport/http/limits.js";

const CLIENTS = 64;
const ROUNDS = 5;

const trivialTool = {
  name: "ping",
  description: "Answers pong",
  inputSchema: z.object({ text: z.string() }),
};

async function serveBare(tools) {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: "bare", version: "1" });
    for (const { name, ...tool } of tools)
      server.registerTool(name, tool, () => ({ content: [{ type: "text", text: "pong" }] }));
    return server;
  });
  const serve = toNodeHandler(handler);
  const server = createServer((asked, response) => void serve(asked, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}/mcp`;
}

async function serveOurs() {
  const settings = settingsSchema.parse({});
  const app = await createApp({
    settings,
    configuration: { instances: [], broken: [], source: null, warnings: [], queryPaths: [] },
    env: {},
    platform: process.platform,
    home: "/nonexistent",
    fetch,
    now: Date.now,
    log: pino({ level: "silent" }),
    redactor: createRedactor(),
    version: "0.0.0",
    promptsDirectory: fileURLToPath(new URL("../prompts", import.meta.url)),
    codeDirectory: new URL("../dist/", import.meta.url),
  });
  const { url } = await serveOverHttp(app.createServer, {
    host: "127.0.0.1",
    port: 0,
    stateless: false,
    rules: addressRulesOf(settings),
    authenticator: withoutAuthentication,
    limits: { ...usualLimits, caller: { perSecond: 1e9, burst: 1e9, running: 1e9 } },
    now: Date.now,
    log: pino({ level: "silent" }),
  });
  return url;
}

const body = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/list",
  params: {
    _meta: {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    },
  },
});
const headers = {
  accept: "application/json, text/event-stream",
  "content-type": "application/json",
  "content-length": Buffer.byteLength(body),
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "tools/list",
};

function ask(url, agent) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${response.statusCode} ${text}`));
      });
    });
    sent.on("error", reject).end(body);
  });
}

/** Requests a second. */
async function measure(url, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  const client = async () => {
    while (performance.now() < end) {
      await ask(url, agent);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  agent.destroy();
  return answered / seconds;
}

function startChild(kind, tools) {
  const child = fork(fileURLToPath(import.meta.url), [kind]);
  if (tools !== undefined) child.send(tools);
  return once(child, "message").then(([url]) => ({ child, url }));
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function compare(seconds) {
  const ours = await startChild("ours");
  const answer = await ask(ours.url, undefined);
  const { tools } = JSON.parse(answer).result;
  const servers = {
    "bare handler, one trivial tool": await startChild("bare", []),
    "bare handler, our tools": await startChild("bare", tools),
    "this server": ours,
  };
  const rates = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
  for (const { url } of Object.values(servers)) await measure(url, 1);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, { url }] of Object.entries(servers)) rates[name].push(await measure(url, seconds));
  const own = median(rates["this server"]);
  console.log(
    `Node ${process.version}, ${CLIENTS} clients, median of ${ROUNDS} rounds of ${seconds} s; tools/list of ${answer.length} bytes`,
  );
  for (const [name, of] of Object.entries(rates)) {
    console.log(
      `${name.padEnd(34)}${Math.round(median(of)).toString().padStart(7)} requests/s, this server ${(own / median(of)).toFixed(2)} times`,
    );
  }
  for (const { child } of Object.values(servers)) child.kill();
}

const [mode = "2"] = process.argv.slice(2);
if (mode === "ours") process.send(await serveOurs());
else if (mode === "bare") {
  const [tools] = await once(process, "message");
  const listed = tools.map((tool) => ({
    ...tool,
    inputSchema: fromJsonSchema(tool.inputSchema),
    outputSchema: fromJsonSchema(tool.outputSchema),
  }));
  process.send(await serveBare(listed.length === 0 ? [trivialTool] : listed));
} else await compare(Number(mode));
