import { completable, type McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { fillPrompt, type PromptFile } from "./prompt-file.ts";

/** What may be offered while a person types the argument of a prompt, by the argument's name; the same for everyone. */
export type PromptCompletions = Readonly<Record<string, () => readonly string[] | Promise<readonly string[]>>>;

/** The protocol's own limit. */
const MOST_COMPLETIONS = 100;

/** Registers every prompt file as an MCP prompt of one user message; what all servers have in common is built once. */
export function createPromptRegistration(
  prompts: readonly PromptFile[],
  completions: PromptCompletions,
): (server: McpServer) => void {
  const prepared = prompts.map((prompt) => ({ prompt, argsSchema: argumentsOf(prompt, completions) }));
  return (server) => {
    for (const { prompt, argsSchema } of prepared) {
      const { name, title, description } = prompt;
      server.registerPrompt(name, { title, description, argsSchema }, (given) => ({
        description,
        messages: [{ role: "user", content: { type: "text", text: fillPrompt(prompt, given) } }],
      }));
    }
  };
}

function argumentsOf(
  prompt: PromptFile,
  completions: PromptCompletions,
): z.ZodObject<Record<string, z.ZodOptional<z.ZodString> | z.ZodString>> {
  return z.object(
    Object.fromEntries(
      prompt.arguments.map(({ name, description, required }) => {
        const text = z.string().describe(description);
        const offered = Object.hasOwn(completions, name) ? completions[name] : undefined;
        const argument =
          offered === undefined ? text : completable(text, async (typed) => startingWith(typed, await offered()));
        return [name, required ? argument : argument.optional()];
      }),
    ),
  );
}

function startingWith(typed: string, known: readonly string[]): string[] {
  return known.filter((name) => name.toLowerCase().startsWith(typed.toLowerCase())).slice(0, MOST_COMPLETIONS);
}
