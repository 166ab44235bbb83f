// Time and memory of a large hunting answer through the hunting API, against a plain fetch + JSON.parse of the same body.
//   npm run build && node bench/stream.mjs [rows=100000] [rounds=5]
// This process serves the bodies on loopback; every measurement runs in a process of its own, so that none pays for another, and the two
// readers take turns. A round reads the body once cold, when nothing is compiled yet, and four times warm; the best of all rounds counts,
// because other work on the machine only ever adds to it. CPU is processor time, threads of the collector included. Memory is of one run:
// the peak of the resident set above its size before, and what stays on the heap while the answer is held.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { huntingReplyBody, shapes } from "./hunting-reply-body.mjs";

const SMALL_ROWS = 100;

const readers = {
  async plain(url) {
    const response = await fetch(url, { method: "POST", body: "{}" });
    return JSON.parse(await response.text());
  },
  async ours(url) {
    const { createHuntingApi } = await import("../dist/defender/hunting-api.js");
    const { createLog } = await import("../dist/log.js");
    const { createRedactor, Secret } = await import("../dist/secrets.js");
    const log = createLog("silent", createRedactor(), process.stderr);
    const api = createHuntingApi({ fetch, now: Date.now, log });
    const endpoint = { kind: "graph", url, origin: new URL(url).origin, authority: "bench", timeoutMs: 60_000 };
    const call = { signal: new AbortController().signal, progress() {} };
    return api.run(endpoint, new Secret("none"), { query: "T" }, call);
  },
};

const WARM_RUNS = 4;

const measurements = {
  async time(read, url) {
    const runs = [];
    for (let run = 0; run <= WARM_RUNS; run += 1) {
      const [start, cpu] = [performance.now(), process.cpuUsage()];
      await read(url);
      const { user, system } = process.cpuUsage(cpu);
      runs.push({ wall: performance.now() - start, cpu: (user + system) / 1000 });
    }
    const [cold, ...warm] = runs;
    const least = (name) => Math.min(...warm.map((run) => run[name]));
    return { cold: cold.wall, warm: least("wall"), cpu: least("cpu") };
  },
  async memory(read, url) {
    await read(new URL("/small", url).href);
    globalThis.gc();
    const before = process.memoryUsage();
    const answer = await read(url);
    const peak = process.resourceUsage().maxRSS * 1024 - before.rss;
    globalThis.gc();
    return { peak, kept: process.memoryUsage().heapUsed - before.heapUsed, held: typeof answer };
  },
};

async function measureInOwnProcess(reader, measurement, url) {
  const args = ["--expose-gc", fileURLToPath(import.meta.url), "--measure", reader, measurement, url];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

const least = (a, b) => Object.fromEntries(Object.keys(a).map((name) => [name, Math.min(a[name], b[name])]));

async function measureBoth(url, rounds) {
  const best = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const reader of Object.keys(readers)) {
      const measured = await measureInOwnProcess(reader, "time", url);
      best[reader] = least(best[reader] ?? measured, measured);
    }
  }
  for (const reader of Object.keys(readers)) {
    Object.assign(best[reader], await measureInOwnProcess(reader, "memory", url));
  }
  return best;
}

async function compare(rows, rounds) {
  const bodies = { "/small": huntingReplyBody(SMALL_ROWS) };
  // A reader that parses for seconds on a busy machine must not find its connection closed meanwhile.
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    response.setHeader("Content-Type", "application/json").end(bodies[request.url]);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const table = {};
  for (const [name, shape] of Object.entries(shapes)) {
    bodies["/large"] = huntingReplyBody(rows, shape);
    const url = `http://127.0.0.1:${server.address().port}/large`;
    const { plain, ours } = await measureBoth(url, rounds);
    table[name] = line(bodies["/large"].length, plain, ours);
  }
  server.close();
  console.log(`${rows} rows, Node ${process.version}; memory as multiples of the body`);
  console.table(table);
}

const times = (a, b) => (a / b).toFixed(2);

function line(size, plain, ours) {
  return {
    "body MB": (size / 1e6).toFixed(1),
    "plain ms": plain.warm.toFixed(0),
    "our ms": ours.warm.toFixed(0),
    "time ratio": times(ours.warm, plain.warm),
    "cold ratio": times(ours.cold, plain.cold),
    "CPU ratio": times(ours.cpu, plain.cpu),
    "plain peak": times(plain.peak, size),
    "our peak": times(ours.peak, size),
    "plain kept": times(plain.kept, size),
    "our kept": times(ours.kept, size),
  };
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--measure") {
  const [reader, measurement, url] = rest;
  console.log(JSON.stringify(await measurements[measurement](readers[reader], url)));
} else await compare(Number(first ?? 100_000), Number(rest[0] ?? 5));
