import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { fillPrompt, type PromptFile } from "./prompt-file.ts";

/** Registers every prompt file as an MCP prompt of one user message. */
export function registerPrompts(server: McpServer, prompts: readonly PromptFile[]): void {
  for (const prompt of prompts) {
    const { name, title, description } = prompt;
    server.registerPrompt(name, { title, description, argsSchema: argumentsOf(prompt) }, (given) => ({
      description,
      messages: [{ role: "user", content: { type: "text", text: fillPrompt(prompt, given) } }],
    }));
  }
}

function argumentsOf(prompt: PromptFile): z.ZodObject<Record<string, z.ZodOptional<z.ZodString> | z.ZodString>> {
  return z.object(
    Object.fromEntries(
      prompt.arguments.map(({ name, description, required }) => {
        const text = z.string().describe(description);
        return [name, required ? text : text.optional()];
      }),
    ),
  );
}
