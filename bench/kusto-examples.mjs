// Runs the examples of the Kusto reference (examples.jsonl in the folder given) through the engine and compares the printed results.
// Usage: node bench/kusto-examples.mjs FOLDER [--scope core] [--show N] [--only TEXT]
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadKusto } from "../dist/kql/kusto.js";
import { createExecutor } from "../dist/engine/execute.js";
import { exclusions } from "./kusto-examples-exclusions.mjs";
import { sameTable } from "./same-table.mjs";

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Usage: node bench/kusto-examples.mjs FOLDER [--scope core] [--show N] [--only TEXT]");
  process.exit(2);
}
const flag = (name, fallback) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : fallback);
const scope = flag("--scope", "core");
const show = Number(flag("--show", "0"));
const only = flag("--only", "");

const examples = readFileSync(join(folder, "examples.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .filter((e) => e.scope.startsWith(scope) && !e.nondeterministic && `${e.page}#${e.index}`.includes(only));

const executor = createExecutor(loadKusto());
const options = { now: Date.UTC(2026, 0, 1), random: Math.random, newGuid: () => crypto.randomUUID() };
const counts = { equal: 0, different: 0, refused: 0, error: 0, excluded: 0 };
const problems = [];
for (const example of examples) {
  const id = `${example.page}#${example.index}`;
  const note = (kind, detail) => {
    if (kind !== "equal" && exclusions[id] !== undefined) {
      counts.excluded += 1;
      return;
    }
    counts[kind] += 1;
    if (kind !== "equal") problems.push({ id, kind, detail, example });
  };
  try {
    const { table } = executor.execute(example.query, {}, options);
    const difference = sameTable(table, example);
    note(difference === undefined ? "equal" : "different", difference);
  } catch (error) {
    note(
      error.code === "not_supported_locally" ? "refused" : "error",
      error.code === undefined ? error.stack : error.message,
    );
  }
}
for (const { id, kind, detail, example } of problems.slice(0, show)) {
  console.log(`\n== ${id} ${kind}: ${detail}\n${example.query}`);
}
for (const { id, kind, detail } of problems)
  console.log(`${kind}\t${id}\t${String(detail).split("\n")[0].slice(0, 160)}`);
const judged = examples.length - counts.excluded;
console.log(
  JSON.stringify({
    scope,
    examples: examples.length,
    ...counts,
    equalPercent: +((100 * counts.equal) / judged).toFixed(1),
  }),
);
