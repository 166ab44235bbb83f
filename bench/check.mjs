/*
 * Measures the KQL check over real queries.
 *   npm run build && node --expose-gc bench/check.mjs CORPUS
 * CORPUS is a folder of .jsonl files, one object a line: { id, query, uses_sentinel_names?, maybe_prose? }.
 * Prints readiness, blocking, memory, warm times, every query called invalid, and how planted one-letter mistakes fare.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closedPolicy } from "../dist/kql/guard/policy.js";
import { createKql } from "../dist/kql/kql.js";
import { loadCatalogue } from "../dist/schema/catalogue.js";
import { plantMistakes } from "./planted-mistakes.mjs";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: node bench/check.mjs CORPUS");

const queries = readCorpus(folder);
const catalogue = loadCatalogue();
const kql = createKql({
  workerUrl: new URL("../dist/kql/worker.js", import.meta.url),
  policy: closedPolicy,
  now: Date.now,
});
const check = (query) => kql.check(query, { catalogue });

const memoryBefore = rss();
await measureStart();
const results = await measureWarm();
listInvalid(results);
const clean = results.filter(({ result }) => result.diagnostics.length === 0);
const tables = new Set(catalogue.tables.map(({ name }) => name));
const columns = new Set(catalogue.tables.flatMap((table) => table.columns.map(({ name }) => name)));
await measureHostile();
await measureRecall("columns", clean, ({ result }) => result.columns, columns);
await measureRecall("tables", clean, ({ result }) => result.tables, tables);
await kql.close();

function readCorpus(path) {
  return readdirSync(path)
    .filter((file) => file.endsWith(".jsonl"))
    .flatMap((file) => readFileSync(join(path, file), "utf8").trim().split("\n"))
    .map((line) => JSON.parse(line))
    .filter((row) => !row.uses_sentinel_names && !row.maybe_prose && !/externaldata/i.test(row.query));
}

async function measureStart() {
  const block = watchEventLoop();
  const start = performance.now();
  await check("DeviceProcessEvents | where Timestamp > ago(1d) | take 1");
  const ready = performance.now() - start;
  print("ready (first check answered)", `${ready.toFixed(0)} ms`);
  print("longest block of the event loop meanwhile", `${block().toFixed(0)} ms`);
  print("memory added when ready", `${(rss() - memoryBefore).toFixed(0)} MB`);
}

/** Each query is checked three times and its best time counts, so that other work on the machine does not. */
async function measureWarm() {
  const wall = new Map(queries.map(({ id }) => [id, Infinity]));
  const busy = new Map(wall);
  let checked = [];
  for (let round = 0; round < 3; round += 1) {
    checked = [];
    for (const { id, query } of queries) {
      const [start, used] = [performance.now(), process.cpuUsage()];
      const result = await check(query);
      const { user, system } = process.cpuUsage(used);
      wall.set(id, Math.min(wall.get(id), performance.now() - start));
      busy.set(id, Math.min(busy.get(id), (user + system) / 1000));
      checked.push({ id, query, result });
    }
    if (round === 0) print("memory added after all queries", `${(rss() - memoryBefore).toFixed(0)} MB`);
  }
  const what = `warm check of ${queries.length} queries, p50 / p90 / p99 / max`;
  print(what, percentiles(wall));
  print("the same in processor time, all threads", percentiles(busy));
  return checked;
}

function percentiles(times) {
  const sorted = [...times.values()].toSorted((a, b) => a - b);
  return [0.5, 0.9, 0.99, 0.9999]
    .map((share) => `${sorted[Math.floor(sorted.length * share)].toFixed(1)} ms`)
    .join(" / ");
}

function numbered(name) {
  return Array.from({ length: 10_000 }, (_, i) => `${name}${i}`);
}

/** Texts that cost as much as can be: each is answered, and the event loop stays free meanwhile. */
async function measureHostile() {
  const texts = {
    "20,000 brackets": `print ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
    "1 MB": "x".repeat(1_000_000),
    "half a character": 'DeviceEvents | where FileName == "\ud800"',
    "290 nested iff(": `print ${"iff(true, 1, ".repeat(290)}0${")".repeat(290)}`,
    "4,000 lets": `${Array.from({ length: 4000 }, (_, i) => `let a${i} = ${i === 0 ? 1 : `a${i - 1}`};`).join("")} print a3999`,
    "10,000 values": `DeviceEvents | where FileName in ("${numbered("a").join('","')}")`,
    "10,000 unknown names": `DeviceEvents | where FileName in (${numbered("b").join(",")})`,
    "99,000 signs": `DeviceEvents | ${"a-".repeat(49_500)}`,
  };
  for (const [name, text] of Object.entries(texts)) {
    const start = performance.now();
    const loop = performance.eventLoopUtilization();
    const { diagnostics } = await check(text);
    const busy = performance.eventLoopUtilization(loop).active.toFixed(0);
    const took = `${(performance.now() - start).toFixed(0)} ms, event loop busy ${busy} ms in all`;
    print(`hostile: ${name}`, `${took}: ${diagnostics[0]?.code ?? "no finding"}`);
  }
}

function isTextual({ result }) {
  return result.diagnostics.some(({ code }) => code === "syntax" || code === "several_queries");
}

function listInvalid(checked) {
  const invalid = checked.filter(({ result }) => !result.valid);
  const doubtful = invalid.filter((entry) => !isTextual(entry));
  const share = ((100 * doubtful.length) / checked.length).toFixed(2);
  print("called invalid", `${invalid.length} of ${checked.length}: ${invalid.length - doubtful.length} broken texts`);
  for (const entry of invalid.filter(isTextual)) console.log(`    ${firstError(entry)}`);
  print("called invalid, to be judged by their lines", `${doubtful.length} of ${checked.length} (${share} %)`);
  for (const entry of doubtful) console.log(`    ${firstError(entry)}\n      ${lineOf(entry)}`);
  const refused = checked.filter(({ result }) => !result.guard.allowed);
  print("refused by the guard", String(refused.length));
  for (const { id, result } of refused) console.log(`    ${id} ${result.guard.reasons[0].message}`);
}

function errorOf({ result }) {
  return result.diagnostics.find(({ severity }) => severity === "error");
}

function firstError(entry) {
  const { line, column, code, message } = errorOf(entry);
  return `${entry.id} ${line}:${column} ${code}: ${message}`;
}

function lineOf(entry) {
  const lines = entry.query.split(/\r\n?|\n/);
  return lines[errorOf(entry).line - 1].trim().slice(0, 160);
}

async function measureRecall(what, checked, namesOf, known) {
  let planted = 0;
  let found = 0;
  let first = 0;
  const missed = [];
  for (const entry of checked) {
    for (const mistake of plantMistakes(entry.query, namesOf(entry), known)) {
      planted += 1;
      const { diagnostics } = await check(mistake.query);
      const hit = diagnostics.find(({ message }) => message.includes(`\`${mistake.wrong}\``));
      if (hit !== undefined) found += 1;
      if (hit?.suggestions[0] === mistake.right) first += 1;
      else
        missed.push(`${entry.id} ${mistake.wrong} for ${mistake.right}: ${hit?.suggestions.join(", ") ?? "not found"}`);
    }
  }
  const share = (part) => `${part}/${planted} (${((100 * part) / planted).toFixed(1)} %)`;
  print(`mistakes in ${what}: found, right name first`, `${share(found)}, ${share(first)}`);
  for (const line of missed) console.log(`    ${line}`);
}

/** The longest time that a timer of 1 ms came late. */
function watchEventLoop() {
  let last = performance.now();
  let longest = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

function rss() {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
}

function print(name, value) {
  console.log(`${`${name} `.padEnd(62, ".")} ${value}`);
}
