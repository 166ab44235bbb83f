import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { load } from "js-yaml";
import { z } from "zod";

/** Revisions for which the suite has a frozen list of required scenarios. */
export type Revision = "2025-11-25" | "2026-07-28";

export interface SuiteRun {
  readonly url: string;
  readonly revision: Revision;
  /** A file of known gaps in the suite's format: scenarios, or `scenario:check`. */
  readonly gaps: string;
  /** A Node.js that can start the suite: 22 or newer. */
  readonly node: string;
}

/** What a run showed, in scenarios. */
export interface SuiteReport {
  /** False when anything failed or warned that is no known gap, a gap has closed, or a required scenario did not run. */
  readonly isPassed: boolean;
  readonly ran: readonly string[];
  readonly required: readonly string[];
  /** As the file of gaps lists them. */
  readonly gaps: readonly string[];
  /** Unexpected failures, closed gaps and required scenarios that did not run. */
  readonly failed: readonly string[];
  /** Everything the suite printed. */
  readonly text: string;
}

const SUITE = import.meta.resolve("@modelcontextprotocol/conformance/dist/index.js");

const requirementsSchema = z.object({ server: z.array(z.string()) });

/** Runs every scenario that applies to servers of the revision, also those that came after its requirements were frozen. */
export async function runSuite({ url, revision, gaps, node }: SuiteRun): Promise<SuiteReport> {
  const selection = ["--suite", "all", "--spec-version", revision];
  const { code, text } = await print(node, ["server", "--url", url, ...selection, "--expected-failures", gaps]);
  const required = await requiredScenarios(revision);
  const ran = all(text, /^[✓✗] (\S+): \d+ passed/gm);
  const missing = required.filter((name) => !ran.includes(name));
  const failed = [...all(text, /^ {2}[✓✗] (\S+)$/gm), ...missing];
  return {
    isPassed: code === 0 && failed.length === 0,
    ran,
    required,
    gaps: all(text, /^ {2}~ (\S+)$/gm),
    failed,
    text,
  };
}

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = ""]) => name);

async function requiredScenarios(revision: Revision): Promise<readonly string[]> {
  const file = await readFile(new URL(`../requirements/${revision}.yaml`, SUITE), "utf8");
  return requirementsSchema.parse(load(file)).server;
}

function print(
  node: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = spawn(node, [fileURLToPath(SUITE), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code, text }));
  });
}
