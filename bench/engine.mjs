// Speed and memory of the local engine: 20 typical refinements of 100,000 rows of 20 columns, in the worker, warm. On a busy machine read
// the processor time, which counts all threads: the query, its way out of the worker, and garbage collection beside both.
// Usage: node bench/engine.mjs [--rows N] [--repeat N]
import { createEngine } from "../dist/engine/engine.js";
import { madeUpEvents } from "./made-up-events.mjs";

const flag = (name, fallback) =>
  process.argv.includes(name) ? Number(process.argv[process.argv.indexOf(name) + 1]) : fallback;
const rows = flag("--rows", 100_000);
const repeat = flag("--repeat", 5);
const now = Date.UTC(2026, 0, 31);

const result = madeUpEvents(rows, now);
const json = JSON.stringify(result.data).length;

const queries = {
  filter: 'Result | where ActionType == "ProcessCreated" and LogonId > 500',
  "time filter": "Result | where Timestamp > ago(7d)",
  contains: 'Result | where ProcessCommandLine contains "-enc"',
  has_any: 'Result | where ProcessCommandLine has_any ("powershell", "mimikatz", "rundll32", "certutil", "whoami")',
  "in list": 'Result | where FileName in~ ("cmd.exe", "POWERSHELL.EXE", "wscript.exe")',
  regex: String.raw`Result | where ProcessCommandLine matches regex @"-e(nc|ncodedcommand)?\s+[A-Za-z0-9+/]{8,}"`,
  "summarize 1 key": "Result | summarize count(), dcount(DeviceName) by ActionType",
  "summarize 2 keys": "Result | summarize count(), min(Timestamp), max(Timestamp) by DeviceName, AccountName",
  "summarize by hour": "Result | summarize count() by bin(Timestamp, 1h), ActionType",
  make_set: "Result | summarize make_set(RemoteIP, 50) by DeviceName",
  arg_max: "Result | summarize arg_max(Timestamp, *) by DeviceName",
  join: "Result | where ActionType == 'ProcessCreated' | join kind=inner (Result | where ActionType == 'ConnectionSuccess' | distinct DeviceId, RemoteUrl) on DeviceId | count",
  "mv-expand": "Result | mv-expand Tag = Tags to typeof(string) | summarize count() by Tag",
  "parse_json path":
    "Result | extend d = parse_json(AdditionalFields) | where d.Severity == 'High' | summarize count() by tostring(d.Tool.Name)",
  "dynamic path": "Result | summarize count() by tostring(Details.Process.Name), toint(Details.Score)",
  top: "Result | top 20 by Timestamp desc",
  sort: "Result | sort by DeviceName asc, Timestamp desc | take 100",
  distinct: "Result | distinct DeviceName, AccountName, FileName",
  extend:
    "Result | extend Day = startofday(Timestamp), Short = substring(FileName, 0, 4), Bytes = Size * 8 | project Day, Short, Bytes, DeviceName",
  "case and strcat":
    'Result | extend Who = strcat(AccountDomain, @"\\", AccountName), Kind = case(Size > 900000, "big", Size > 1000, "middle", "small") | summarize count() by Who, Kind',
};

const engine = createEngine({ workerUrl: new URL("../dist/engine/worker.js", import.meta.url), now: () => now });
const tables = { Result: { key: "bench", columns: result.columns, load: () => result } };
const figures = [];
const started = performance.now();
await engine.run("Result | count", { tables });
const first = performance.now() - started;
for (const [name, query] of Object.entries(queries)) {
  const times = [];
  const busy = [];
  let answered = 0;
  for (let i = 0; i <= repeat; i++) {
    const [from, used] = [performance.now(), process.cpuUsage()];
    const { table } = await engine.run(query, { tables });
    times.push(performance.now() - from);
    const { user, system } = process.cpuUsage(used);
    busy.push((user + system) / 1000);
    answered = table.rowCount;
  }
  const cold = Math.round(times.shift());
  busy.shift();
  times.sort((a, b) => a - b);
  busy.sort((a, b) => a - b);
  figures.push({
    name,
    rows: answered,
    cold,
    warm: Math.round(times[Math.floor(times.length / 2)]),
    worst: Math.round(times.at(-1)),
    processor: Math.round(busy[Math.floor(busy.length / 2)]),
  });
}
console.table(figures);
const memory = await engine.memory();
await engine.close();
const used = memory.heapUsed + memory.external;
console.log(
  JSON.stringify({
    rows,
    columns: result.columns.length,
    jsonMB: +(json / 1e6).toFixed(1),
    firstQueryMs: Math.round(first),
    warmWorstMs: Math.max(...figures.map((f) => f.warm)),
    processorWorstMs: Math.max(...figures.map((f) => f.processor)),
    workerHeapMB: +(used / 1e6).toFixed(1),
    heapBeforeRowsMB: +(memory.baseline / 1e6).toFixed(1),
    rowsTimesJson: +((used - memory.baseline) / json).toFixed(2),
  }),
);
