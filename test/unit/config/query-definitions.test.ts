import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { load, loadYaml, newDirectory, section } from "./configure.ts";

describe("QueryDefinitions: Custom", () => {
  it("names folders from the file's own, from home, or absolute", async () => {
    const home = await newDirectory();
    const folder = await newDirectory();
    const path = join(folder, "msticpyconfig.yaml");
    await writeFile(path, `QueryDefinitions:\n  Custom:\n    - ./team\n    - ~/mine\n    - /srv/queries\n`);
    const { queryPaths } = await load({ home, settings: { config: path } });
    expect(queryPaths).toEqual([join(folder, "team"), join(home, "mine"), "/srv/queries"]);
  });

  it("stands beside instances, and after the setting, which starts at the working directory", async () => {
    const cwd = await newDirectory();
    await mkdir(join(cwd, "q"));
    const yaml = `${section("AuthType: device")}QueryDefinitions:\n  Custom: /srv/queries\n`;
    const { queryPaths, instances, warnings } = await loadYaml(yaml, {
      cwd,
      settings: { queries: ["q", "/opt/q.yaml"] },
    });
    expect(queryPaths).toEqual([join(cwd, "q"), "/opt/q.yaml", "/srv/queries"]);
    expect(instances).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it.each([
    ["nothing", "QueryDefinitions:\n"],
    ["the default alone", "QueryDefinitions:\n  Default: queries\n"],
    ["an empty list", "QueryDefinitions:\n  Custom: []\n"],
  ])("gives nothing for %s, without a warning of its own", async (_what, yaml) => {
    const { queryPaths, warnings } = await loadYaml(yaml);
    expect(queryPaths).toEqual([]);
    expect(warnings.join()).not.toContain("QueryDefinitions");
  });

  it("says what it ignores, and keeps the rest", async () => {
    const { queryPaths, warnings } = await loadYaml("QueryDefinitions:\n  Custom:\n    - /srv/q\n    - a: b\n");
    expect(queryPaths).toEqual(["/srv/q"]);
    expect(warnings.join()).toContain("section QueryDefinitions.Custom: not a list of folders");
  });

  it("is empty when there is no file", async () => {
    expect((await load()).queryPaths).toEqual([]);
    expect(dirname((await load({ settings: { queries: ["q"] } })).queryPaths[0] ?? "")).not.toBe(".");
  });
});
