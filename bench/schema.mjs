// Cost of the schema catalogue: bytes shipped, time to load, to search, to suggest a name.
//   npm run build && node bench/schema.mjs
import { readdirSync, statSync } from "node:fs";
import { loadCatalogue } from "../dist/schema/catalogue.js";

const ms = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const median = (work, times = 20) => {
  const all = Array.from({ length: times }, () => ms(work)).toSorted((a, b) => a - b);
  return all[times >> 1];
};
const row = (what, value, unit) =>
  process.stdout.write(`${what.padEnd(34)} ${value.toFixed(2).padStart(10)} ${unit}\n`);

const directory = new URL("../dist/schema/", import.meta.url);
const files = readdirSync(directory, { recursive: true }).filter((name) => name.endsWith(".json"));
row("bytes of data", files.reduce((sum, name) => sum + statSync(new URL(name, directory)).size, 0) / 1024, "KB");
row("load, first", ms(loadCatalogue), "ms");
row("load, median", median(loadCatalogue), "ms");
const catalogue = loadCatalogue();
row(
  "search, first (builds the index)",
  ms(() => catalogue.search("failed sign-in")),
  "ms",
);
row(
  "search, median",
  median(() => catalogue.search("process command line")),
  "ms",
);
const scope = catalogue.table("DeviceProcessEvents").columns.map(({ name }) => name);
row(
  "suggest a column, median",
  median(() => catalogue.suggestColumns("InitiatingProcesFileName", scope)),
  "ms",
);
row(
  "suggest a table, median",
  median(() => catalogue.suggestTables("DeviceProcessEvent")),
  "ms",
);
