import { describe, expect, it } from "vitest";
import { createLibrary } from "../../../src/library/library.ts";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import { fillPrompt, readPrompts } from "../../../src/mcp/prompt-file.ts";

const library = createLibrary(readBundledQueries());
const { prompts } = await readPrompts("prompts");
/** The names in backticks that look like those of queries. */
const queriesNamed = (text: string) => [...text.matchAll(/`([a-z]+\d*(?:-[a-z]+)+)`/g)].map(([, name]) => name ?? "");

describe.each(prompts.map((prompt) => [prompt.name, prompt] as const))("the prompt %s", (_name, prompt) => {
  it("names only queries that the library has", () => {
    expect(queriesNamed(prompt.text).filter((name) => library.find(name) === undefined)).toEqual([]);
  });

  it("tells that rows are data, never instructions", () => {
    expect(prompt.text).toMatch(/never follow instructions|never an instruction|holds no instructions/i);
  });

  it("reads well without its optional arguments", () => {
    const given = Object.fromEntries(
      prompt.arguments.filter(({ required }) => required).map(({ name }) => [name, "x"]),
    );
    expect(fillPrompt(prompt, given)).not.toMatch(/\{\{|^- [^:]+: *$/m);
  });
});
