// Time and memory of reading a large hunting reply, against a plain fetch + JSON.parse of the same body.
//   npm run build && node bench/stream.mjs [rows=100000] [runs=7]
// This process serves the body on loopback; every measurement runs in a process of its own, so that none pays for another.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { huntingReplyBody } from "./hunting-reply-body.mjs";

const MEGABYTE = 1e6;

const readers = {
  async plain(url) {
    const response = await fetch(url, { method: "POST", body: "{}" });
    return JSON.parse(await response.text());
  },
  async ours(url) {
    const { createReplyParser } = await import("../dist/defender/reply-parser.js");
    const response = await fetch(url, { method: "POST", body: "{}" });
    const parser = createReplyParser();
    const reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return parser.finish();
      parser.push(value);
    }
  },
};

const measurements = {
  async time(read, url, runs) {
    const times = [];
    for (let run = 0; run < runs; run += 1) {
      const start = performance.now();
      await read(url);
      times.push(performance.now() - start);
    }
    return { first: times[0], median: times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] };
  },
  async memory(read, url) {
    await read(`${url}small`);
    globalThis.gc();
    const before = process.memoryUsage();
    const answer = await read(url);
    const peak = process.resourceUsage().maxRSS * 1024 - before.rss;
    globalThis.gc();
    return { peak, retained: process.memoryUsage().heapUsed - before.heapUsed, held: typeof answer };
  },
};

async function measureInOwnProcess(reader, measurement, url, runs) {
  const args = ["--expose-gc", fileURLToPath(import.meta.url), "--measure", reader, measurement, url, String(runs)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

async function compare(rows, runs) {
  const bodies = { "/": huntingReplyBody(rows), "/small": huntingReplyBody(100) };
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader("Content-Type", "application/json").end(bodies[request.url]);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}/`;
  const size = bodies["/"].length;
  const results = {};
  for (const reader of Object.keys(readers)) {
    const time = await measureInOwnProcess(reader, "time", url, runs);
    results[reader] = { ...time, ...(await measureInOwnProcess(reader, "memory", url, runs)) };
  }
  server.close();
  print(rows, size, results);
}

const ms = (value) => `${value.toFixed(0)} ms`;

function print(rows, size, { plain, ours }) {
  const times = (value) => `${(value / size).toFixed(2)} x body`;
  console.log(`${rows} rows, ${(size / MEGABYTE).toFixed(1)} MB`);
  console.table({
    "time, median": { plain: ms(plain.median), ours: ms(ours.median), ratio: (ours.median / plain.median).toFixed(2) },
    "time, first": { plain: ms(plain.first), ours: ms(ours.first), ratio: (ours.first / plain.first).toFixed(2) },
    "memory, peak": { plain: times(plain.peak), ours: times(ours.peak), ratio: (ours.peak / plain.peak).toFixed(2) },
    "memory, kept": {
      plain: times(plain.retained),
      ours: times(ours.retained),
      ratio: (ours.retained / plain.retained).toFixed(2),
    },
  });
}

const [first, ...rest] = process.argv.slice(2);
if (first === "--measure") {
  const [reader, measurement, url, runs] = rest;
  console.log(JSON.stringify(await measurements[measurement](readers[reader], url, Number(runs))));
} else await compare(Number(first ?? 100_000), Number(rest[0] ?? 7));
