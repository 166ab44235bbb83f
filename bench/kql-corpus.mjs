// Runs real hunting queries (hunting-queries.jsonl in the folder given) over the catalogue's tables: empty, with made-up rows,
// or those of the demo tenant (then --show prints the answers that have rows, to check by hand). Texts that nothing could run are left out
// by a reviewed list, each with its reason; one of them that runs is a fault of the list.
// Usage: node bench/kql-corpus.mjs FOLDER [--rows N | --demo] [--show N] [--only ID]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadKusto } from "../dist/kql/kusto.js";
import { createExecutor, sourceTable } from "../dist/engine/execute.js";
import { createDemoTenant } from "../dist/demo/tenant.js";
import { loadCatalogue } from "../dist/schema/catalogue.js";
import { rowAt } from "../dist/table/table.js";
import { excluded } from "./kql-corpus-excluded.mjs";
import { madeUpTable, seededRandom } from "./made-up-rows.mjs";

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Usage: node bench/kql-corpus.mjs FOLDER [--rows N | --demo] [--show N] [--only ID]");
  process.exit(2);
}
const flag = (name, fallback) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : fallback);
const rows = Number(flag("--rows", "0"));
const show = Number(flag("--show", "0"));
const only = flag("--only", "");
const demo = rest.includes("--demo");
const now = Date.UTC(2026, 0, 1);

const queries = readFileSync(join(folder, "hunting-queries.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .filter(
    (q) => !q.uses_sentinel_names && !q.maybe_prose && !/\bexternal_?data\b/i.test(q.query) && q.id.includes(only),
  );

const catalogue = loadCatalogue(new URL("../src/schema/", import.meta.url));
const random = seededRandom(1);
const tenant = createDemoTenant({ catalogue, now });
const tables = Object.fromEntries(
  catalogue.tables.map((table) => {
    const columns = table.columns.map(({ name, bindAs }) => ({ name, type: bindAs }));
    return [table.name, sourceTable(demo ? tenant.table(table.name) : madeUpTable(columns, rows, now, random))];
  }),
);

// What only a service outside can answer; a refusal that names it is what the query deserves.
const outside = /geo_info_from_ip_address|FileProfile|SeenBy|DeviceFromIP|AssignedIPAddresses/;
const executor = createExecutor(loadKusto());
const counts = { run: 0, withRows: 0, outside: 0, refused: 0, invalid: 0, crashed: 0, excluded: 0, wronglyExcluded: 0 };
const problems = [];
const answers = [];
const times = [];
for (const { id, query } of queries) {
  const started = performance.now();
  const { table, error } = outcomeOf(query);
  times.push(performance.now() - started);
  const kind = kindOf(id, error);
  counts[kind] += 1;
  if (table?.rowCount > 0) {
    counts.withRows += 1;
    answers.push({ id, query, table });
  }
  if (kind !== "run" && kind !== "outside") problems.push({ id, kind, query, detail: detailOf(id, error) });
}
times.sort((a, b) => a - b);
for (const { id, kind, query, detail } of problems.slice(0, show))
  console.log(`\n== ${id} ${kind}: ${detail}\n${query}`);
for (const { id, query, table } of demo ? answers.slice(0, show) : []) {
  console.log(`\n== ${id} ${table.rowCount} rows\n${query}\n${table.columns.map(({ name }) => name).join(" | ")}`);
  for (let row = 0; row < Math.min(3, table.rowCount); row++) console.log(rowAt(table, row).map(String).join(" | "));
}
for (const { id, kind, detail } of problems) console.log(`${kind}\t${id}\t${detail.split("\n")[0].slice(0, 150)}`);
const at = (share) => Math.round(times[Math.floor(times.length * share)] ?? 0);
const judged = queries.length - counts.excluded;
console.log(
  JSON.stringify({
    queries: judged,
    ...counts,
    runOrOutsidePercent: +((100 * (counts.run + counts.outside)) / judged).toFixed(1),
    ms: { p50: at(0.5), p90: at(0.9), p99: at(0.99) },
  }),
);

function outcomeOf(query) {
  try {
    return executor.execute(query, tables, { now, random, newGuid: () => crypto.randomUUID() });
  } catch (error) {
    return { error };
  }
}

function kindOf(id, error) {
  if (error === undefined) return id in excluded ? "wronglyExcluded" : "run";
  if (error.code === undefined) return "crashed";
  if (id in excluded) return "excluded";
  if (error.code !== "not_supported_locally") return "invalid";
  return outside.test(error.message) ? "outside" : "refused";
}

function detailOf(id, error) {
  if (id in excluded) return excluded[id];
  const cause = error.cause === undefined ? "" : ` <- ${error.cause.message}`;
  return error.code === undefined ? error.stack : error.message + cause;
}
