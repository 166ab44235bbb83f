import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { useBench, type Bench } from "./fixture.ts";

const directory = mkdtempSync(join(tmpdir(), "exports-"));
afterAll(() => rmSync(directory, { recursive: true }));

async function resultIn(bench: Bench) {
  const host = await bench.connect("modern");
  const { structured } = await host.call("run_hunting_query", { query: "DeviceProcessEvents", instance: "Daemon" });
  return { host, result_id: String(structured?.["result_id"]) };
}

describe("with a directory for exports", () => {
  const bench = useBench({}, { exportDirectory: directory });

  it("refine_result writes the whole result and links to it", async () => {
    const { host, result_id } = await resultIn(bench);
    const args = { result_id, export: "csv", max_rows: 1 };
    const { content, structuredContent } = await host.client.callTool({ name: "refine_result", arguments: args });
    expect(structuredContent).toMatchObject({ shown_rows: 1, export: { format: "csv", rows: 250 } });
    const { path, uri, bytes } = Object(Object(structuredContent)["export"]);
    const written = readFileSync(String(path), "utf8");
    expect(written.split("\r\n")).toHaveLength(252);
    expect(content).toMatchObject([
      {
        type: "text",
        text: expect.stringContaining(`Exported all 250 rows as csv (${bytes} bytes), kept for a day: ${path}`),
      },
      { type: "resource_link", uri, size: bytes, mimeType: "text/csv" },
    ]);
    const expected = { contents: [{ uri, text: written, mimeType: "text/csv" }] };
    expect(await host.client.readResource({ uri })).toMatchObject(expected);
    const { resources } = await host.client.listResources();
    expect(resources).toContainEqual(expect.objectContaining({ uri, mimeType: "text/csv" }));
  });

  it("exports what the query of refine_result leaves", async () => {
    const { host, result_id } = await resultIn(bench);
    const args = { result_id, query: "Result | where ProcessId == 4003 | project ProcessId", export: "ndjson" };
    const { structured } = await host.call("refine_result", args);
    expect(readFileSync(String(Object(structured?.["export"]).path), "utf8")).toBe('{"ProcessId":4003}\n');
  });
});

describe("without one", () => {
  const bench = useBench();

  it("refine_result names the setting", async () => {
    const { host, result_id } = await resultIn(bench);
    const { text, isError } = await host.call("refine_result", { result_id, export: "csv" });
    expect([isError, text]).toEqual([
      true,
      expect.stringMatching(/Export is off.*\nNext step: .*DEFENDER_HUNTING_EXPORT_DIR/),
    ]);
  });
});
