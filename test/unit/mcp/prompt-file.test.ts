import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillPrompt, parsePrompt, readPrompts } from "../../../src/mcp/prompt-file.ts";

const good = `---
name: demo
title: Demo
description: Shows a prompt.
arguments:
  - name: goal
    description: What for
    required: true
  - name: period
    description: When
    absent: today
---

Find {{goal}} in {{period}}; {{goal}}!
`;

describe("parsePrompt", () => {
  it("reads front matter and text", () => {
    expect(parsePrompt(good, "demo.md")).toEqual({
      name: "demo",
      title: "Demo",
      description: "Shows a prompt.",
      arguments: [
        { name: "goal", description: "What for", required: true, absent: "" },
        { name: "period", description: "When", required: false, absent: "today" },
      ],
      text: "Find {{goal}} in {{period}}; {{goal}}!",
    });
  });

  it.each([
    ["no front matter", "# Title", /demo\.md: no YAML front matter/],
    ["an unknown key", good.replace("title:", "titel:"), /demo\.md: .*titel/s],
    ["a bad name", good.replace("name: demo", "name: Demo One"), /demo\.md: /],
    ["a placeholder nobody declared", good.replace("{{period}}", "{{when}}"), /demo\.md: no argument is called when/],
    ["broken YAML", good.replace("title: Demo", "title: [Demo"), /./],
  ])("refuses %s", (_what, markdown, message) => {
    expect(() => parsePrompt(markdown, "demo.md")).toThrow(message);
  });
});

describe("fillPrompt", () => {
  const prompt = parsePrompt(good, "demo.md");

  it("puts arguments in their places, and says what is meant where one is absent", () => {
    expect(fillPrompt(prompt, { goal: " beacons " })).toBe("Find beacons in today; beacons!");
    expect(fillPrompt(prompt, { goal: "x", period: " " })).toBe("Find x in today; x!");
  });

  it("does not expand placeholders or patterns within an argument", () => {
    expect(fillPrompt(prompt, { goal: "$& {{period}}", period: "p" })).toBe("Find $& {{period}} in p; $& {{period}}!");
  });
});

describe("readPrompts", () => {
  let directory: string;
  beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), "prompts-"))));
  afterAll(() => rm(directory, { recursive: true }));

  it("reads a folder: the instructions, and prompts by name", async () => {
    await writeFile(join(directory, "instructions.md"), "\nBe exact.\n");
    await writeFile(join(directory, "guide.md"), "How to hunt.");
    await writeFile(join(directory, "demo.md"), good);
    await writeFile(join(directory, "notes.txt"), "not a prompt");
    const { instructions, guide, prompts } = await readPrompts(directory);
    expect([instructions, guide.trim(), prompts.map(({ name }) => name)]).toEqual([
      "Be exact.",
      "How to hunt.",
      ["demo"],
    ]);
  });

  it("refuses a file whose prompt is called otherwise", async () => {
    const path = join(directory, "other.md");
    await writeFile(path, good);
    await expect(readPrompts(directory)).rejects.toThrow(`${path}: the prompt's name must be the file's.`);
  });
});
