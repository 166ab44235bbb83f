import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { load, loadYaml, newDirectory, section, type Wish } from "./configure.ts";

async function fileIn(directory: string, tenant: string, name = "msticpyconfig.yaml"): Promise<string> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, name);
  await writeFile(path, section("AuthType: device").replace("contoso.com", tenant));
  return path;
}

async function tenantAndSource(wish: Wish) {
  const { instances, source } = await load(wish);
  return [instances[0]?.tenantId, source];
}

describe("search for the configuration file", () => {
  it("takes the setting, then MSTICPYCONFIG, then the working directory, then the home directory", async () => {
    const cwd = await newDirectory();
    const home = await newDirectory();
    const setting = await fileIn(cwd, "setting.example", "setting.yaml");
    const named = await fileIn(cwd, "named.example", "named.yaml");
    const local = await fileIn(cwd, "local.example");
    const own = await fileIn(join(home, ".msticpy"), "home.example");
    const env = { MSTICPYCONFIG: named };
    expect(await tenantAndSource({ cwd, home, env, settings: { config: setting } })).toEqual([
      "setting.example",
      setting,
    ]);
    expect(await tenantAndSource({ cwd, home, env })).toEqual(["named.example", named]);
    expect(await tenantAndSource({ cwd, home })).toEqual(["local.example", local]);
    expect(await tenantAndSource({ home })).toEqual(["home.example", own]);
  });

  it("resolves a named file from the working directory and from ~", async () => {
    const cwd = await newDirectory();
    const path = await fileIn(cwd, "contoso.com", "mine.yaml");
    expect((await load({ cwd, settings: { config: "mine.yaml" } })).source).toBe(path);
    expect((await load({ home: cwd, env: { MSTICPYCONFIG: "~/mine.yaml" } })).source).toBe(path);
  });

  it("refuses a named file that is missing, although another one exists", async () => {
    const cwd = await newDirectory();
    await fileIn(cwd, "contoso.com");
    const absent = join(cwd, "absent.yaml");
    await expect(load({ cwd, settings: { config: absent } })).rejects.toThrow(`${absent} does not exist; --config`);
    await expect(load({ cwd, env: { MSTICPYCONFIG: absent } })).rejects.toThrow(
      `${absent} does not exist; MSTICPYCONFIG`,
    );
  });
});

describe("files that cannot be used", () => {
  it.each([
    ["bad syntax", "DataProviders: [", "line 1, column 17"],
    ["duplicate keys", "a: 1\na: 2\n", "duplicated mapping key (line 2, column 1)"],
    ["a list", "- a\n", "its top level is not a mapping"],
    ["text", "hello", "its top level is not a mapping"],
    ["several documents", "a: 1\n---\nb: 2\n", "several YAML documents"],
    ["a tag for code", "a: !!js/function 'return 1'\n", "unknown scalar tag (line 1, column 4)"],
    ["too deep", `a: ${"[".repeat(2000)}${"]".repeat(2000)}`, "cannot be used"],
    ["too many aliases", `a: &a 1\nb: [${"*a,".repeat(2000)}]`, "cannot be used"],
    ["more than 1 MB", `# ${"x".repeat(1024 * 1024)}`, "1048576 is the most"],
    ["UTF-16", Buffer.from("\ufeffa: 1", "utf16le"), "not UTF-8 text"],
    ["providers as text", "DataProviders: none", "section DataProviders: not a mapping"],
  ])("%s", async (_, content, message) => {
    await expect(loadYaml(content)).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringContaining(message),
    });
  });

  it("says so of a directory", async () => {
    const config = await newDirectory();
    await expect(load({ settings: { config } })).rejects.toThrow(`${config} cannot be read (EISDIR)`);
  });

  it.each([
    "ClientSecret: *canary",
    "ClientSecret: !canary x",
    "ClientSecret: 'canary",
    "ClientSecret: {canary: [",
    "ClientSecret: @canary",
  ])("repeats nothing of the file: %s", async (line) => {
    const error: unknown = await loadYaml(section(line)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "ConfigError" });
    expect(String(error)).not.toContain("canary");
  });
});

describe("without instances in a file", () => {
  it.each(["", "# nothing\n", "DataProviders: []\n", "DataProviders:\n", "AzureSentinel: {}\n"])(
    "is the demo tenant, with a warning: %j",
    async (content) => {
      const { instances, source, warnings } = await loadYaml(content);
      expect(instances.map(({ name }) => name)).toEqual(["demo"]);
      expect(source).toBeNull();
      expect(warnings.join()).toContain("so the demo tenant is used");
    },
  );

  it("is the environment, when that has one", async () => {
    const { instances, source, warnings } = await loadYaml("DataProviders: []", {
      env: { DEFENDER_TENANT_ID: "contoso.com", DEFENDER_CLIENT_ID: "22222222-2222-2222-2222-222222222222" },
    });
    expect([instances.map(({ name }) => name), source]).toEqual([["Default"], "environment"]);
    expect(warnings.join()).toContain("so the environment is used");
  });
});

describe("demo tenant", () => {
  it("is all there is when nothing is configured", async () => {
    expect(await load()).toMatchObject({
      instances: [{ name: "demo", provider: "Demo", credential: { type: "none" } }],
      source: null,
      warnings: [],
    });
  });

  it("stays away beside real instances, unless asked for", async () => {
    const yaml = section("AuthType: device");
    const names = async (demo: boolean) =>
      (await loadYaml(yaml, { settings: { demo } })).instances.map(({ name }) => name);
    expect(await names(false)).toEqual(["Default"]);
    expect(await names(true)).toEqual(["Default", "demo"]);
  });

  it("stays away when the only configured instance is broken", async () => {
    const { instances, broken } = await loadYaml("DataProviders: { MicrosoftDefender: }");
    expect([instances, broken.map(({ name }) => name)]).toEqual([[], ["Default"]]);
  });

  it("leaves its name to a configured instance", async () => {
    const { instances, warnings } = await loadYaml(section("AuthType: device", "MicrosoftDefender-Demo"), {
      settings: { demo: true },
    });
    expect(instances.map(({ name }) => name)).toEqual(["Demo"]);
    expect(warnings.join()).toContain("called demo");
  });
});
