import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { fillPrompt, type PromptFile } from "./prompt-file.ts";

/** Registers every prompt file as an MCP prompt of one user message; what all servers have in common is built once. */
export function createPromptRegistration(prompts: readonly PromptFile[]): (server: McpServer) => void {
  const prepared = prompts.map((prompt) => ({ prompt, argsSchema: argumentsOf(prompt) }));
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

function argumentsOf(prompt: PromptFile): z.ZodObject<Record<string, z.ZodOptional<z.ZodString> | z.ZodString>> {
  return z.object(
    Object.fromEntries(
      prompt.arguments.map(({ name, description, required }) => {
        const argument = z.string().describe(description);
        return [name, required ? argument : argument.optional()];
      }),
    ),
  );
}
