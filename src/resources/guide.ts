import type { FixedResource } from "./resource.ts";

const DAY_MS = 86_400_000;

/** `hunting://guide`: how to write hunting queries. @param text Markdown. */
export function guideResource(text: string) {
  return {
    name: "guide",
    title: "Hunting guide",
    description: "How to write good hunting queries, with examples. Read it before the first query.",
    mimeType: "text/markdown",
    ttlMs: DAY_MS,
    uri: "hunting://guide",
    read: () => Promise.resolve({ kind: "document" as const, data: { text } }),
  } satisfies FixedResource;
}
