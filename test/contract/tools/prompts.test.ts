import { describe, expect, it } from "vitest";
import { createLibrary } from "../../../src/library/library.ts";
import { readPrompts } from "../../../src/mcp/prompt-file.ts";
import { createResources } from "../../../src/resources/index.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { tools } from "../../../src/tools/index.ts";

const { instructions, prompts } = await readPrompts("prompts");
const texts = [{ name: "instructions", text: instructions }, ...prompts];
const known = new Set(
  tools.flatMap(({ name, input, output }) => [name, ...Object.keys(input.shape), ...Object.keys(output.shape)]),
);

describe("what models are told", () => {
  it.each(texts)("$name names only tools, arguments and fields that exist", ({ text }) => {
    const named = [...text.matchAll(/`([a-z]+(?:_[a-z]+)+)`/g)].map(([, name]) => name ?? "");
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(texts)("$name names only resources that exist", ({ text }) => {
    const { fixedResources } = createResources({
      guide: "",
      catalogue: loadCatalogue,
      library: () => Promise.resolve(createLibrary([])),
    });
    const addresses = new Set(fixedResources.map((resource) => resource.uri));
    const named = [...text.matchAll(/hunting:\/\/[\w/]+/g)].map(([uri]) => uri);
    expect(named.filter((uri) => !addresses.has(uri))).toEqual([]);
  });

  it("fits into a host's context: at most 2,000 characters of instructions", () => {
    expect(instructions.length).toBeLessThanOrEqual(2_000);
  });
});
