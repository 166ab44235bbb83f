/**
 * Requests a second over HTTP, revision 2026-07-28. Build first, then: node bench/http.mjs [SECONDS [PROFILES]]
 * In one process each, on loopback: this server, and a bare handler of the SDK with one trivial tool; 64 clients that ask again as soon
 * as they are answered, rounds in turn. Asked for are `tools/list`, and a page of ten rows of a kept result (`refine_result`) against a
 * call of the trivial tool. Our answers are larger, so a third row has a bare handler with our list of tools. On a busy machine the
 * processor time a request says more than the rate. The rate limit of the server is raised, because it would bound the measure.
 * PROFILES is a directory for a V8 profile of each process.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createServer, Agent, request } from "node:http";
import { fileURLToPath } from "node:url";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, fromJsonSchema, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { startHttpApp } from "./http-app.mjs";
import { messageOf } from "./http-message.mjs";

const CLIENTS = 64;
const ROUNDS = 5;
const KINDS = ["bare", "bare with our tools", "ours"];

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
  const answer = toNodeHandler(handler);
  const server = createServer((asked, response) => void answer(asked, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${server.address().port}/mcp`;
}

function ask(url, { body, headers }, agent) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        if (response.statusCode === 200 && !text.includes('"isError":true')) resolve(text);
        else reject(new Error(`${response.statusCode} ${text}`));
      });
    });
    sent.on("error", reject).end(body);
  });
}

const list = messageOf("tools/list", {});
const ping = messageOf("tools/call", { name: "ping", arguments: { text: "x" } });

/** What each server is asked: the list, and where there is one a call. */
async function questionsFor({ url, kind }) {
  if (kind !== "ours") return { list, ...(kind === "bare" && { call: ping }) };
  const query = "DeviceInfo | project Timestamp, DeviceName, OSPlatform | take 10";
  const hunt = messageOf("tools/call", { name: "run_hunting_query", arguments: { query, instance: "demo" } });
  const { result_id } = JSON.parse(await ask(url, hunt)).result.structuredContent;
  return { list, call: messageOf("tools/call", { name: "refine_result", arguments: { result_id } }) };
}

/** Requests a second, and the server's microseconds of processor time for each. */
async function measure({ url, child }, question, seconds) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const before = await usageOf(child);
  const end = performance.now() + seconds * 1000;
  let answered = 0;
  const client = async () => {
    while (performance.now() < end) {
      await ask(url, question, agent);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  agent.destroy();
  return { rate: answered / seconds, micros: ((await usageOf(child)) - before) / answered };
}

async function usageOf(child) {
  child.send("usage");
  const [micros] = await once(child, "message");
  return micros;
}

async function start(kind, tools, profiles) {
  const execArgv = profiles === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profiles}/${kind}`];
  const child = fork(fileURLToPath(import.meta.url), ["serve", kind], { execArgv });
  child.send(tools);
  const [url] = await once(child, "message");
  const server = { kind, url, child };
  return { ...server, questions: await questionsFor(server) };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const mediansOf = (measured) => ({
  rate: median(measured.map(({ rate }) => rate)),
  micros: median(measured.map(({ micros }) => micros)),
});

async function rounds(servers, name, seconds) {
  const asked = servers.filter(({ questions }) => questions[name] !== undefined);
  const measured = new Map(asked.map(({ kind }) => [kind, []]));
  for (const server of asked) await measure(server, server.questions[name], 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const server of asked) measured.get(server.kind).push(await measure(server, server.questions[name], seconds));
  }
  const own = mediansOf(measured.get("ours"));
  const sizes = await Promise.all(asked.map(async ({ url, questions }) => (await ask(url, questions[name])).length));
  for (const [index, { kind }] of asked.entries()) {
    const { rate, micros } = mediansOf(measured.get(kind));
    console.log(
      `${name.padEnd(5)} ${kind.padEnd(20)} ${String(sizes[index]).padStart(6)} bytes ${String(Math.round(rate)).padStart(6)} requests/s ${String(Math.round(micros)).padStart(5)} µs` +
        `  this server: ${(own.rate / rate).toFixed(2)} times the rate, ${(micros / own.micros).toFixed(2)} by processor time`,
    );
  }
}

async function compare(seconds, profiles) {
  const ours = await start("ours", [], profiles);
  const { tools } = JSON.parse(await ask(ours.url, list)).result;
  const [bare, large] = KINDS;
  const servers = [await start(bare, [], profiles), await start(large, tools, profiles), ours];
  console.log(`Node ${process.version}, ${CLIENTS} clients, median of ${ROUNDS} rounds of ${seconds} s`);
  for (const name of ["list", "call"]) await rounds(servers, name, seconds);
  for (const { child } of servers) child.disconnect();
}

async function serve(kind) {
  const [tools] = await once(process, "message");
  const listed = tools.map((tool) => ({
    ...tool,
    inputSchema: fromJsonSchema(tool.inputSchema),
    outputSchema: fromJsonSchema(tool.outputSchema),
  }));
  const url = await (kind === "ours" ? startHttpApp() : serveBare(listed.length === 0 ? [trivialTool] : listed));
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send(user + system);
  });
  // The parent's end is this process's end; a profile is written then.
  process.on("disconnect", () => process.exit());
  process.send(url);
}

const [first = "2", second] = process.argv.slice(2);
if (first === "serve") await serve(second);
else await compare(Number(first), second);
