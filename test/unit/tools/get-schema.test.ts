import { describe, expect, it } from "vitest";
import { ServiceError, UserError } from "../../../src/errors.ts";
import { createSchemaDirectory, type AskInstance } from "../../../src/hunting/schema-directory.ts";
import { createInstanceDirectory } from "../../../src/instances/directory.ts";
import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { tableFromRows } from "../../../src/table/table.ts";
import { parseArguments } from "../../../src/tools/arguments.ts";
import { getSchema, getSchemaTool } from "../../../src/tools/get-schema.ts";
import { schemaOutput } from "../../../src/tools/schema-answer.ts";
import { schemaText } from "../../../src/tools/schema-text.ts";
import { contosoInstance } from "../../support/an-instance.ts";

const contoso = contosoInstance({
  tenantId: "11111111-1111-4111-8111-111111111111",
  clientId: "22222222-2222-4222-8222-222222222222",
});
const call = { signal: new AbortController().signal, progress: () => undefined };
const liveColumns: AskInstance = () =>
  Promise.resolve(
    tableFromRows(
      [
        { name: "ColumnName", type: "string" },
        { name: "ColumnType", type: "string" },
      ],
      [
        ["Timestamp", "datetime"],
        ["Owner", "string"],
      ],
    ),
  );

const failing = (message: string): AskInstance => {
  const error = new ServiceError(message, { nextStep: "Wait." });
  return () => Promise.reject(error);
};

async function ask(wish: object, tenant: AskInstance = liveColumns) {
  const schema = createSchemaDirectory({
    load: loadCatalogue,
    ask: tenant,
    list: async () => [],
    now: () => Date.parse("2026-11-20"),
  });
  const instances = createInstanceDirectory([contoso], () => true);
  const answer = await getSchema(parseArguments(getSchemaTool, wish), { schema, instances }, call);
  expect(schemaOutput.parse(answer)).toEqual(answer);
  return { answer, text: schemaText(answer) };
}

async function refusal(wish: object, tenant?: AskInstance): Promise<UserError> {
  const error: unknown = await ask(wish, tenant).catch((thrown: unknown) => thrown);
  if (error instanceof UserError) return error;
  throw new Error("the call was answered");
}

describe("the index", () => {
  it("names every table with its line, and says what comes next", async () => {
    const { answer, text } = await ask({});
    expect(answer.index).toHaveLength(65);
    expect(answer.functions?.map(({ name }) => name)).toContain("FileProfile");
    expect(text).toContain("AlertInfo (9 columns): Alerts of all Defender products");
    expect(text).toContain("AADSignInEventsBeta (47 columns) (use EntraIdSignInEvents): ");
    expect(text).toContain("FileProfile: Adds global prevalence");
    expect(text.trimEnd().split("\n").at(-1)).toBe("Call get_schema with tables for columns and pitfalls.");
  });

  it("fits into an answer: at most 12 KB", async () => {
    expect(Buffer.byteLength((await ask({})).text)).toBeLessThan(12_000);
  });
});

describe("a search", () => {
  it("shows the best tables with the columns that matched", async () => {
    const { answer, text } = await ask({ search: "failed sign-in" });
    expect(answer.index?.[0]).toMatchObject({ name: "EntraIdSignInEvents" });
    expect(answer.index?.length).toBeLessThanOrEqual(12);
    expect(text).toMatch(/^EntraIdSignInEvents \(\d+ columns\): .* Matching: .*\w\.$/m);
    expect(text).toMatch(/^\d+ weaker hits are left out; add a word to narrow\.$/m);
  });

  it("that finds nothing says how to go on", async () => {
    const { answer, text } = await ask({ query: "zzyzx" });
    expect(answer.index).toEqual([]);
    expect(text).toBe(
      "No table speaks of these words. Try others, or call get_schema without arguments for the index.",
    );
  });
});

describe("a table", () => {
  it("comes with status, source, pitfalls, columns", async () => {
    const { answer, text } = await ask({ tables: ["MessageUrlInfo"] });
    expect(answer.notes).toEqual([]);
    expect(text).toBe(
      [
        "MessageUrlInfo: Links in Teams messages. One row a link; join MessageEvents on TeamsMessageId.",
        "Status: available. Time column: Timestamp. Source: bundled (2026-07-27).",
        "Pitfalls:",
        "- No sender here: join `MessageEvents` on `TeamsMessageId`.",
        "Columns (6):",
        "Timestamp datetime: When the event was recorded, UTC; bound it in every query",
        "TeamsMessageId string: Microsoft 365's id of the Teams message; joins the Message tables",
        "Url string: Full URL",
        "UrlDomain string: Domain or host of the URL",
        "ThreatTypes string: Verdict: Malware, Phish, Spam, or empty; can list several",
        "ReportId string: Id of the record, unique within this table only",
      ].join("\n"),
    );
  });

  it("without a time column says so, and one that is replaced by what", async () => {
    const { text } = await ask({ tables: ["DeviceTvmSoftwareInventory", "AIAgentsInfo"] });
    expect(text).toContain("Status: available. Time column: none.");
    expect(text).toContain("Status: deprecated, use AgentsInfo.");
  });

  it("marks columns that hold JSON text or that not every tenant has", async () => {
    const { text } = await ask({ tables: ["EmailEvents"] });
    expect(text).toMatch(/^DetectionMethods string: .*JSON text$/m);
    expect(text).toMatch(/^ThreatClassification string: .*\(not in every tenant\)$/m);
    expect(text).toMatch(/^OriginalConfidenceLevel string: .*JSON text \(not in every tenant\)$/m);
  });

  it("is found in another case, with the spelling to write", async () => {
    const { answer } = await ask({ tables: ["deviceinfo", "DeviceInfo"] });
    expect(answer.tables?.map(({ name }) => name)).toEqual(["DeviceInfo"]);
    expect(answer.notes).toEqual(["Write DeviceInfo: names are case-sensitive in KQL."]);
  });

  it("that exists is shown beside one that does not", async () => {
    const { answer, text } = await ask({ tables: ["AlertInfo", "SigninLogs"] });
    expect(answer.tables).toHaveLength(1);
    expect(answer.unknown).toEqual([{ name: "SigninLogs", suggestions: ["EntraIdSignInEvents"] }]);
    expect(text).toContain("There is no table “SigninLogs”. Did you mean EntraIdSignInEvents?");
  });

  it("that does not exist is an error with the way on", async () => {
    const error = await refusal({ tables: ["SigninLogs", 'x"\u202E | evil'] });
    expect(error.message).toBe(
      "There is no table “SigninLogs”. Did you mean EntraIdSignInEvents? There is no table “x'\\u{202e} | evil”.",
    );
    expect(error.nextStep).toBe("Call get_schema with search, or with instance where the table is the tenant's own.");
  });

  it.each(["DeviceProcessEvents", "DeviceEvents", "EntraIdSignInEvents"])("%s fits into 8 KB", async (name) => {
    expect(Buffer.byteLength((await ask({ tables: [name] })).text)).toBeLessThan(8_000);
  });
});

describe("with an instance", () => {
  it("shows the tenant's own columns, custom tables too", async () => {
    const { answer, text } = await ask({ tables: ["alertinfo", "Assets_CL"], instance: "contoso" });
    expect(answer.instance).toBe("Contoso");
    expect(answer.tables?.map(({ name, source }) => `${name} ${source}`)).toEqual([
      "AlertInfo live (2026-11-20)",
      "Assets_CL live (2026-11-20)",
    ]);
    expect(text).toMatch(/^Instance: Contoso\n/);
    expect(text).toContain("Assets_CL: A table of this tenant.");
  });

  it("falls back to the bundled schema, with the reason", async () => {
    const { answer, text } = await ask({ tables: ["AlertInfo"], instance: "Contoso" }, failing("Too many calls."));
    expect(answer.tables?.[0]?.source).toBe("bundled (2026-07-27)");
    expect(text).toContain("AlertInfo: the tenant could not be asked for its columns. Too many calls.");
  });

  it("that does not know the table either says so", async () => {
    const error = await refusal({ tables: ["Assets_CL"], instance: "Contoso" }, failing("No such table."));
    expect(error.message).toBe(
      "There is no table “Assets_CL”. Assets_CL: the tenant could not be asked for its columns. No such table.",
    );
    expect(error.nextStep).toBe("Call get_schema with search, or without arguments for the index.");
  });
});

describe("the arguments", () => {
  it("are at most five tables", async () => {
    const error = await refusal({ tables: ["A", "B", "C", "D", "E", "F"] });
    expect(error.message).toBe("tables must be at most 5 items.");
  });
});
