import type { Library } from "../library/library.ts";
import { techniqueName } from "../library/techniques.ts";
import type { ToolDeps } from "../tools/tool.ts";

type Completion = (deps: Pick<ToolDeps, "seen" | "instances">) => readonly string[] | Promise<readonly string[]>;

/** What prompts offer for their arguments: the person's instances, what the library has, and names that the person's own results have shown. */
export function promptCompletions(library: () => Promise<Library>): Readonly<Record<string, Completion>> {
  const techniques = async () => {
    const ids = [...new Set((await library()).queries.flatMap((query) => query.techniques))].toSorted();
    return [...ids, ...ids.map(techniqueName)].filter((text) => text !== "");
  };
  return {
    instance: ({ instances }) => instances.list().map(({ name }) => name),
    technique: techniques,
    finding: async () => (await library()).queries.map(({ name }) => name),
    period: () => ["1d", "7d", "14d", "30d"],
    device: ({ seen }) => seen.of("device"),
    account: ({ seen }) => seen.of("account"),
    indicator: ({ seen }) => seen.of("indicator"),
    clue: ({ seen }) => seen.of("sender"),
  };
}
