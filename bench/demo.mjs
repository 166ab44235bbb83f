// The demo tenant: rows and milliseconds of processor time of each table, made one after the other, and memory of all.
//   npm run build && node --expose-gc bench/demo.mjs
import { createDemoTenant } from "../dist/demo/tenant.js";
import { loadCatalogue } from "../dist/schema/catalogue.js";

const catalogue = loadCatalogue();
const now = Date.now();
/** Processor time, which other programs on the machine do not lengthen much. */
const milliseconds = (work) => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};
const line = (what, rows, ms) =>
  process.stdout.write(`${what.padEnd(38)} ${String(rows).padStart(7)} rows ${ms.toFixed(0).padStart(6)} ms\n`);

// The first table of a process meets code that has not been compiled yet.
const first = createDemoTenant({ catalogue, now });
const cold = milliseconds(() => first.table("EmailEvents"));
line("EmailEvents alone, first in process", first.table("EmailEvents").rowCount, cold);

globalThis.gc?.();
const before = process.memoryUsage().heapUsed;
const tenant = createDemoTenant({ catalogue, now });
let [rows, total] = [0, 0];
for (const name of tenant.filled()) {
  const ms = milliseconds(() => tenant.table(name));
  line(name, tenant.table(name).rowCount, ms);
  rows += tenant.table(name).rowCount;
  total += ms;
}
line("all tables", rows, total);
globalThis.gc?.();
process.stdout.write(`memory ${((process.memoryUsage().heapUsed - before) / 2 ** 20).toFixed(0)} MB\n`);
