import { fileURLToPath } from "node:url";
import { runSuite, type Revision, type SuiteReport } from "./conformance/suite.ts";
import { startBin, startFixtures, type Target } from "./conformance/targets.ts";

const GAPS = fileURLToPath(new URL("../../../test/conformance/", import.meta.url));
const LEAST_NODE = 22;

const revisions: readonly Revision[] = ["2025-11-25", "2026-07-28"];

/** By the first part of the name of the file that lists the known gaps. */
const targets: Readonly<Record<string, () => Promise<Target>>> = {
  bin: startBin,
  fixtures: () => startFixtures(),
  stateless: () => startFixtures("--stateless"),
};

/** Runs the suite and prints its counts, and everything it said if it failed. */
async function attempt(name: string, start: () => Promise<Target>, revision: Revision): Promise<boolean> {
  const target = await start();
  try {
    const report = await runSuite({ url: target.url, revision, gaps: `${GAPS}${name}-${revision}.yml`, node });
    process.stdout.write(`${report.isPassed ? "" : report.text}${name}, ${revision}: ${countsOf(report)}\n`);
    return report.isPassed;
  } finally {
    await target.close();
  }
}

function countsOf({ ran, required, gaps, failed }: SuiteReport): string {
  const [withGaps, withFailures] = [scenariosOf(gaps), scenariosOf(failed)];
  const isClean = (name: string) => !withGaps.has(name) && !withFailures.has(name);
  const requirements = `${required.filter(isClean).length} of ${required.length} required ones`;
  const failures = failed.length === 0 ? "" : `: ${failed.join(", ")}`;
  return (
    `${ran.filter(isClean).length} of ${ran.length} scenarios passed (${requirements}), ` +
    `${withGaps.size} with known gaps, ${withFailures.size} failed${failures}`
  );
}

/** An entry may name one check of a scenario. */
const scenariosOf = (entries: readonly string[]): ReadonlySet<string> =>
  new Set(entries.map((entry) => entry.replace(/:.*/, "")));

// `npm run conformance -- NODE`: a Node.js of version 22 or newer for the suite, unless this one is. The servers run on this one.
const [node = process.execPath] = process.argv.slice(2);
if (node === process.execPath && Number.parseInt(process.versions.node, 10) < LEAST_NODE) {
  throw new Error(`The suite needs Node.js ${LEAST_NODE} or newer: npm run conformance -- /path/to/its/node`);
}
for (const [name, start] of Object.entries(targets)) {
  for (const revision of revisions) {
    // The suite waits half a second for some answers, which a busy machine may miss; what is broken fails again.
    const isPassed = (await attempt(name, start, revision)) || (await attempt(name, start, revision));
    if (!isPassed) process.exitCode = 1;
  }
}
