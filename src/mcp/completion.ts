import { ProtocolError, ProtocolErrorCode, type McpServer, type ServerContext } from "@modelcontextprotocol/server";
import type { ResourceFamily } from "../resources/resource.ts";
import type { ToolDeps } from "../tools/tool.ts";
import type { PromptTexts } from "./prompt-file.ts";

type Offered = readonly string[] | Promise<readonly string[]>;

/** What is offered while a person types the argument of a prompt, by the argument's name. */
export type PromptCompletions = Readonly<Record<string, (deps: ToolDeps) => Offered>>;

interface CompletionParts {
  readonly texts: PromptTexts;
  readonly completions: PromptCompletions;
  readonly resourceFamilies: readonly ResourceFamily[];
}

/** The protocol's own limit. */
const MOST_VALUES = 100;

/**
 * Answers `completion/complete` for prompts and resources. The SDK's own way gives a completion no caller, and some of what is offered
 * belongs to one person.
 */
export function registerCompletion(
  server: McpServer,
  { texts, completions, resourceFamilies }: CompletionParts,
  depsOf: (ctx: ServerContext) => ToolDeps,
): void {
  server.server.setRequestHandler("completion/complete", async ({ params: { ref, argument } }, ctx) => {
    const typed = argument.value.toLowerCase();
    const offered =
      ref.type === "ref/prompt"
        ? await ofPrompt(ref.name, argument.name, depsOf(ctx))
        : await ofResource(ref.uri, argument.name, argument.value);
    const values = [...new Set(offered)].filter((value) => value.toLowerCase().startsWith(typed));
    const total = values.length;
    return { completion: { values: values.slice(0, MOST_VALUES), total, hasMore: total > MOST_VALUES } };
  });

  function ofPrompt(name: string, argument: string, deps: ToolDeps): Offered {
    const prompt = texts.prompts.find((each) => each.name === name) ?? raise(`There is no prompt ${name}.`);
    const isKnown = prompt.arguments.some((each) => each.name === argument) && Object.hasOwn(completions, argument);
    return isKnown ? (completions[argument]?.(deps) ?? []) : [];
  }

  function ofResource(uri: string, variable: string, typed: string): Offered {
    const family = resourceFamilies.find((each) => `${each.uriPrefix}{${each.variable}}` === uri);
    if (family === undefined) raise(`There is no resource template ${uri}.`);
    return family.variable === variable ? (family.complete?.(typed) ?? []) : [];
  }
}

function raise(message: string): never {
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
