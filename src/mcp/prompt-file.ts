import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { load } from "js-yaml";
import { z } from "zod";

const frontMatterSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z-]*$/),
  title: z.string().min(1),
  description: z.string().min(1),
  arguments: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z_]*$/),
        description: z.string().min(1),
        required: z.boolean().default(false),
        /** What the text says when the argument is not given. */
        absent: z.string().default(""),
      }),
    )
    .default([]),
});

/** An MCP prompt: its front matter, and text in which `{{argument}}` stands for what the user gave. */
export interface PromptFile extends z.infer<typeof frontMatterSchema> {
  readonly text: string;
}

/** Everything in the folder `prompts`. */
export interface PromptTexts {
  /** What the server tells every client about itself. */
  readonly instructions: string;
  /** How to write hunting queries, Markdown; read by models on demand. */
  readonly guide: string;
  /** In the order of their names. */
  readonly prompts: readonly PromptFile[];
}

const INSTRUCTIONS = "instructions.md";
const GUIDE = "guide.md";

/** Reads the server instructions, the guide and all prompts. @throws Error naming the file that is missing or malformed. */
export async function readPrompts(directory: string): Promise<PromptTexts> {
  const isPrompt = (name: string) => name.endsWith(".md") && name !== INSTRUCTIONS && name !== GUIDE;
  const names = (await readdir(directory)).filter(isPrompt).toSorted();
  return {
    instructions: (await readFile(join(directory, INSTRUCTIONS), "utf8")).trim(),
    guide: await readFile(join(directory, GUIDE), "utf8"),
    prompts: await Promise.all(names.map((name) => readPrompt(join(directory, name)))),
  };
}

async function readPrompt(path: string): Promise<PromptFile> {
  const prompt = parsePrompt(await readFile(path, "utf8"), path);
  if (`${prompt.name}.md` !== basename(path)) throw new Error(`${path}: the prompt's name must be the file's.`);
  return prompt;
}

/** A prompt from Markdown with YAML front matter. @param path names the file in errors. @throws Error when it is malformed. */
export function parsePrompt(markdown: string, path: string): PromptFile {
  const [, yaml, text] = /^---\r?\n(.*?)\r?\n---\r?\n(.*)$/s.exec(markdown) ?? [];
  if (yaml === undefined || text === undefined) throw new Error(`${path}: no YAML front matter between --- lines.`);
  const parsed = frontMatterSchema.safeParse(load(yaml));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  const unknown = placeholdersOf(text).filter((name) => !parsed.data.arguments.some((one) => one.name === name));
  if (unknown.length > 0) throw new Error(`${path}: no argument is called ${unknown.join(", ")}.`);
  return { ...parsed.data, text: text.trim() };
}

const PLACEHOLDER = /\{\{(\w+)\}\}/g;

const placeholdersOf = (text: string): readonly string[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");

/** The prompt's text with the user's arguments in their places. */
export function fillPrompt(prompt: PromptFile, given: Readonly<Record<string, string | undefined>>): string {
  const absent = Object.fromEntries(prompt.arguments.map((one) => [one.name, one.absent]));
  return prompt.text.replace(PLACEHOLDER, (_whole, name: string) => given[name]?.trim() || (absent[name] ?? ""));
}
