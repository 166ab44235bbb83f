import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startHttpProcess } from "./http-process.ts";

/** Requirement sets of the suite; each has a file of what only fixtures of the suite could pass. */
const REVISIONS = ["2025-11-25", "2026-07-28"] as const;
const BIN = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const EXPECTED = fileURLToPath(new URL("../../../test/conformance/", import.meta.url));

/** Runs one requirement set of the suite against an endpoint; answers the exit code and what it printed. */
function runSuite(
  folder: string,
  url: string,
  revision: string,
): Promise<{ readonly code: number; readonly text: string }> {
  const suite = join(folder, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
  // The suite does not start on Node 20.
  const node = join(folder, "node_modules/node24/bin/node");
  const args = [
    "server",
    "--url",
    url,
    "--requirements",
    revision,
    "--expected-failures",
    `${EXPECTED}${revision}.yml`,
  ];
  const child = spawn(node, [suite, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code: code ?? 1, text })));
}

async function run(folder: string): Promise<number> {
  const home = await mkdtemp(join(tmpdir(), "defender-hunting-conformance-"));
  const server = await startHttpProcess({ environment: { HOME: home }, cwd: home, bin: BIN });
  let worst = 0;
  for (const revision of REVISIONS) {
    const { code, text } = await runSuite(folder, server.url, revision);
    const summary = text.match(/^(?:✓|Total:).*$/gm) ?? [];
    process.stdout.write(`== ${revision}\n${code === 0 ? summary.join("\n") : text}\n`);
    worst = Math.max(worst, code);
  }
  server.child.kill("SIGTERM");
  await server.ended;
  await rm(home, { recursive: true });
  return worst;
}

// `npm run conformance -- FOLDER`: the folder's node_modules has @modelcontextprotocol/conformance@0.2.0-alpha.12 and Node 24 as node24.
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder in which the suite is installed.");
process.exitCode = await run(folder);
