import { readFileSync } from "node:fs";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { adminConsentUrl } from "../../../src/auth/consent.ts";
import { settingEntries } from "../../../src/config/settings-catalogue.ts";
import { instanceKeysTable, settingsTable } from "../../../src/config/settings-table.ts";
import { clouds } from "../../../src/instances/cloud.ts";
import { readBundledQueries } from "../../../src/library/bundled-queries.ts";
import { libraryTable } from "../../../src/library/library-table.ts";
import { readPrompts } from "../../../src/mcp/prompt-file.ts";
import { tools } from "../../../src/tools/index.ts";
import { limitsTable } from "./http-limits.ts";

const readme = readFileSync("README.md", "utf8");
const packageJson: unknown = JSON.parse(readFileSync("package.json", "utf8"));

/** A row of a table; a `|` of a text stays inside its cell. */
const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", String.raw`\|`)).join(" | ")} |`;

const toolsTable = [
  "| Tool | What it does | Arguments |",
  "| --- | --- | --- |",
  ...tools.map(({ name, description, input }) => row(`\`${name}\``, description, argumentsOf(input.shape))),
].join("\n");

const { prompts } = await readPrompts("prompts");
const promptsTable = [
  "| Prompt | What it does | Arguments |",
  "| --- | --- | --- |",
  ...prompts.map(({ name, description, arguments: all }) => {
    const names = all.map((one) => `\`${one.name}\`${one.required ? "" : "?"}`);
    return row(`\`${name}\``, description, names.join(", "));
  }),
].join("\n");

function argumentsOf(shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>>): string {
  const names = Object.entries(shape).map(
    ([name, schema]) => `\`${name}\`${schema.safeParse(undefined).success ? "?" : ""}`,
  );
  return names.length === 0 ? "none" : names.join(", ");
}

/** Where an administrator registers and approves the app, by the sign-in service that the clouds share. */
const portals: Readonly<Record<string, string>> = {
  "https://login.microsoftonline.com": "entra.microsoft.com",
  "https://login.microsoftonline.us": "portal.azure.us",
};
const huntable = (login: string): string =>
  Object.entries(clouds)
    .filter(([, cloud]) => cloud.login === login && cloud.refusal === undefined)
    .map(([name]) => `\`${name}\``)
    .join(", ");
const cloudsTable = [
  "| `Cloud` | Portal | Admin consent |",
  "| --- | --- | --- |",
  ...Object.entries(portals).map(([login, portal]) => {
    const consent = adminConsentUrl({ clientId: "CLIENT_ID" }, { authority: `${login}/TENANT_ID` });
    return `| ${huntable(login)} | ${portal} | \`${consent}\` |`;
  }),
].join("\n");

/** The document with the block between `<!-- name -->` and `<!-- /name -->` replaced. */
function withBlock(text: string, name: string, block: string): string {
  const [before, rest] = text.split(`<!-- ${name} -->`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md has no block ${name}.`);
  return `${before}<!-- ${name} -->\n\n${block}\n\n<!-- /${name} -->${after}`;
}

describe("README.md", () => {
  it("has a portal for every cloud that can be hunted in", () => {
    const logins = Object.values(clouds).flatMap(({ login, refusal }) => (refusal === undefined ? [login] : []));
    expect(new Set(logins)).toEqual(new Set(Object.keys(portals)));
  });

  // `vitest -u` writes the tables anew; in CI a difference fails.
  it("has the tables of the code", async () => {
    const blocks = {
      clouds: cloudsTable,
      tools: toolsTable,
      settings: settingsTable(),
      "instance keys": instanceKeysTable(),
      library: libraryTable(),
      prompts: promptsTable,
      "http limits": limitsTable,
    };
    const expected = Object.entries(blocks).reduce((text, [name, block]) => withBlock(text, name, block), readme);
    await expect(await format(expected, { parser: "markdown", printWidth: 120 })).toMatchFileSnapshot(
      "../../../README.md",
    );
  });

  it("counts the queries of the library", () => {
    expect(readme).toContain(`The library holds ${readBundledQueries().length} hunting queries of our own`);
  });

  it("names only scripts that exist", () => {
    const scripts = Object.keys(Object(Object(packageJson).scripts));
    const named = [...readme.matchAll(/npm (?:run )?(\w+)/g)]
      .map(([, script]) => script ?? "")
      .filter((s) => s !== "ci");
    expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
    expect(named).toContain("test");
  });

  it("has the test command that the gate runs", () => {
    expect(readme).toContain("npm ci && npm test");
    expect(readFileSync(".ci/run", "utf8")).toContain("\nnpm ci && npm test\n");
  });
});

describe("mcp.json", () => {
  const entry = Object(JSON.parse(readFileSync("mcp.json", "utf8"))).mcpServers["defender-hunting"];

  it("starts the bin of the package", () => {
    expect(entry.command).toBe("node");
    expect(entry.args).toEqual([Object(Object(packageJson).bin)["defender-hunting-mcp"]]);
  });

  it("names only variables that exist", () => {
    const known = new Set(settingEntries().flatMap(({ variable, fileVariable }) => [variable, fileVariable]));
    expect(Object.keys(entry.env).filter((name) => !known.has(name))).toEqual([]);
  });
});
