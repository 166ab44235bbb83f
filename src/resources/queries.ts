import type { Library } from "../library/library.ts";
import { queryNamed } from "../tools/find-hunting-queries.ts";
import { libraryEntry } from "../tools/library-answer.ts";
import type { ToolDeps } from "../tools/tool.ts";
import type { ResourceFamily } from "./resource.ts";

const HOUR_MS = 3_600_000;

/** `hunting://queries/{name}`: a hunting query with its KQL where it needs no parameters. @param library loaded at first use. */
export function queriesResource(library: () => Promise<Library>) {
  const named = async () => (await library()).queries;
  return {
    name: "query",
    title: "Hunting query",
    description: "A query of the library: what it finds, its parameters, KQL, what a hit means.",
    mimeType: "text/plain",
    ttlMs: HOUR_MS,
    uriPrefix: "hunting://queries/",
    variable: "name",
    list: async () => (await named()).map(({ name, title }) => ({ id: name, description: title })),
    complete: async (typed: string) =>
      (await named()).map(({ name }) => name).filter((name) => name.toLowerCase().startsWith(typed.toLowerCase())),
    async read(name: string, { now }: Pick<ToolDeps, "now">) {
      return { kind: "library" as const, data: libraryEntry(queryNamed(await library(), name), undefined, now()) };
    },
  } satisfies ResourceFamily;
}
