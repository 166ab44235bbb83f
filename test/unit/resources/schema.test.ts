import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { guideResource } from "../../../src/resources/guide.ts";
import { schemaIndexResource, schemaTableResource } from "../../../src/resources/schema.ts";
import { loadCatalogue, type Catalogue } from "../../../src/schema/catalogue.ts";

const catalogue = loadCatalogue();
const table = schemaTableResource(() => catalogue);
const never = (): Catalogue => {
  throw new Error("read too early");
};

describe("the schema resources", () => {
  it("read nothing before they are asked", () => {
    expect(schemaIndexResource(never).uri).toBe("hunting://schema");
    expect(schemaTableResource(never).uriPrefix).toBe("hunting://schema/");
  });

  it("complete the name of a table, case aside", () => {
    expect(table.complete?.("deviceN")).toEqual(["DeviceNetworkEvents", "DeviceNetworkInfo"]);
    expect(table.complete?.("")).toHaveLength(65);
    expect(table.complete?.("zz")).toEqual([]);
  });

  it("show the index and a table as get_schema does", async () => {
    expect((await schemaIndexResource(() => catalogue).read()).data.index).toHaveLength(65);
    const { data } = await table.read("AlertInfo");
    expect(data.tables?.map(({ name, source }) => [name, source])).toEqual([["AlertInfo", "bundled (2026-07-27)"]]);
  });

  it("list every table with its line", async () => {
    const listed = await table.list();
    expect(listed).toHaveLength(65);
    expect(listed[0]).toEqual({
      id: "AADSignInEventsBeta",
      description: "Former name of EntraIdSignInEvents, kept for old queries.",
    });
  });

  it("refuse a name that is no table, with the nearest", async () => {
    const error: unknown = await table.read("AlertInfos").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: "There is no table “AlertInfos”. Did you mean AlertInfo?",
      nextStep: "Read hunting://schema for the names of all tables.",
    });
  });
});

describe("the guide resource", () => {
  it("is the guide as it is written", async () => {
    const text = readFileSync("prompts/guide.md", "utf8");
    expect((await guideResource(text).read()).data.text).toBe(text);
    expect(guideResource(text)).toMatchObject({ uri: "hunting://guide", mimeType: "text/markdown" });
  });
});
