import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inputJsonSchema, outputJsonSchema } from "../../../src/mcp/json-schema.ts";
import { tools } from "../../../src/tools/index.ts";

const LIST_LIMIT = 10_240;

const listed = tools.map(({ name, title, description, annotations, input, output }) => ({
  name,
  title,
  description,
  annotations,
  inputSchema: inputJsonSchema(input),
  outputSchema: outputJsonSchema(output),
}));

describe("the tools as clients list them", () => {
  it("take at most 10 KB of JSON together", () => {
    expect(Buffer.byteLength(JSON.stringify({ tools: listed }))).toBeLessThanOrEqual(LIST_LIMIT);
  });

  it("have a file each, named like the tool", () => {
    const files = new Set(readdirSync("src/tools"));
    for (const { name } of tools) expect(files).toContain(`${name.replaceAll("_", "-")}.ts`);
  });

  it("have unique names in the field's form", () => {
    const names = tools.map((tool) => tool.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  });

  it.each(listed)("$name says what it does in one to five sentences, and what it changes", (tool) => {
    expect(tool.title.length).toBeGreaterThan(2);
    expect(tool.description.length).toBeGreaterThan(30);
    expect(tool.description.length).toBeLessThanOrEqual(350);
    expect(tool.description).toMatch(/\.$/);
    expect(Object.keys(tool.annotations).toSorted()).toEqual([
      "destructiveHint",
      "idempotentHint",
      "openWorldHint",
      "readOnlyHint",
    ]);
    expect(tool.annotations.readOnlyHint && tool.annotations.destructiveHint).toBe(false);
  });

  it.each(listed)("$name refuses unknown arguments, in snake_case", ({ inputSchema }) => {
    expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
    for (const name of Object.keys(Object(inputSchema["properties"]))) expect(name).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
  });

  it.each(listed)("$name has an output schema of one level with an object root", ({ outputSchema }) => {
    expect(outputSchema).toMatchObject({ type: "object" });
    for (const [name, member] of Object.entries(outputSchema.properties ?? {})) {
      const others = Object.keys(Object(member)).filter((key) => !["type", "enum", "description"].includes(key));
      expect([name, others]).toEqual([name, []]);
    }
  });

  it("name no argument of an alias that is not one of theirs", () => {
    for (const { input, aliases = {} } of tools) {
      for (const [alias, name] of Object.entries(aliases)) {
        expect(Object.keys(input.shape)).toContain(name);
        expect(Object.keys(input.shape)).not.toContain(alias);
      }
    }
  });

  it("carry no secret argument", () => {
    const names = tools.flatMap((tool) => Object.keys(tool.input.shape));
    expect(names.filter((name) => /secret|password|certificate|key|token/i.test(name))).toEqual([]);
  });
});
