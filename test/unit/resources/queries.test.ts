import { describe, expect, it } from "vitest";
import { loadLibrary } from "../../../src/library/load-library.ts";
import { queriesResource } from "../../../src/resources/queries.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import type { ToolDeps } from "../../../src/tools/tool.ts";

const library = await loadLibrary({ paths: [], catalogue: loadCatalogue });
const resource = queriesResource(() => Promise.resolve(library));
const read = (name: string) => resource.read(name, { now: () => 0 } satisfies Pick<ToolDeps, "now">);

const never = () => Promise.reject(new Error("read too early"));

describe("hunting://queries/{name}", () => {
  it("reads nothing before it is asked", () => {
    expect(queriesResource(never).uriPrefix).toBe("hunting://queries/");
  });

  it("lists every query with its title, and completes names, case aside", async () => {
    const listed = await resource.list();
    expect(listed).toHaveLength(library.queries.length);
    expect(listed).toContainEqual({ id: "sweep-ip", description: "Where an IP address was seen" });
    expect(await resource.complete("Sweep-I")).toEqual(["sweep-ip", "sweep-indicators"]);
    expect(await resource.complete("zz")).toEqual([]);
  });

  it("shows a query as find_hunting_queries does", async () => {
    const { kind, data } = await read("lsass_access");
    expect(kind).toBe("library");
    expect(data).toMatchObject({ query: { name: "lsass-access" }, kql: expect.stringContaining("lsass.exe") });
    expect((await read("sweep-ip")).data.kql).toBeUndefined();
  });

  it("refuses a name that is no query's, with the nearest", async () => {
    await expect(read("sweep-ipp")).rejects.toMatchObject({
      message: "There is no query “sweep-ipp” in the library. Did you mean sweep-ip?",
    });
  });
});
