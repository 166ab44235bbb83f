import { expect, it } from "vitest";
import { useBench } from "./fixture.ts";

const bench = useBench();
const query = "EmailEvents | project Subject";

it("answers for several instances with rows, an outcome line each and the sign-in of the one that needs it", async () => {
  const host = await bench.connect("modern");
  const { text, structured } = await host.call("run_hunting_query", { query, instances: ["Contoso", "Daemon"] });
  expect(structured).toMatchObject({
    status: "ok",
    instance: "Daemon",
    total_rows: 12,
    folded: { constant: { Instance: "Daemon" } },
    outcomes: [
      { instance: "Contoso", status: "sign_in_required", sign_in: { user_code: expect.any(String) } },
      { instance: "Daemon", status: "ok", rows: 12 },
    ],
    warnings: expect.arrayContaining([expect.stringContaining("Incomplete: 1 of 2 parts")]),
  });
  const [head = "", fence = ""] = text.split("<untrusted-data-");
  expect(head).toMatch(/Outcome of Contoso: sign_in_required\. Next step: Ask the user to open .* enter the code/);
  expect(head).toContain("Outcome of Daemon: 12 rows.");
  expect(fence).not.toContain("Outcome of");
  const refined = await host.call("refine_result", { result_id: structured?.["result_id"], query: "Result | count" });
  expect(refined.text).toContain("is incomplete (no rows from Contoso), so counts over it are too low.");
});

it("takes * for all that can be asked without a person", async () => {
  const host = await bench.connect("modern");
  const { structured } = await host.call("run_hunting_query", { query, instances: ["*"] });
  expect(structured?.["outcomes"]).toEqual([{ instance: "Daemon", status: "ok", rows: 12 }]);
});

it("answers with all sign-ins when nothing could run", async () => {
  const host = await bench.connect("modern");
  const { text, structured, isError } = await host.call("run_hunting_query", { query, instances: ["contoso"] });
  expect(isError).toBe(false);
  expect(structured).toMatchObject({ status: "sign_in_required", outcomes: [{ instance: "Contoso" }] });
  expect(text).toMatch(
    /^The query was not run, sign-ins are needed first.*\nOutcome of Contoso: .*\nRun the query again/,
  );
});

it("runs a range in parts, and asks for the sign-in as always", async () => {
  const host = await bench.connect("modern");
  const split = { query, timespan: "P3D", split_by: "1d" };
  const { structured, text } = await host.call("run_hunting_query", { ...split, instance: "Daemon" });
  expect(structured).toMatchObject({ total_rows: 36, outcomes: [{ instance: "Daemon", parts: 3, rows: 36 }] });
  expect(text).toMatch(/Outcome of Daemon, .*Z\/.*Z \(3 parts\): 36 rows\./);
  const signIn = await host.call("run_hunting_query", { ...split, instance: "Contoso" });
  expect(signIn.structured).toMatchObject({ status: "sign_in_required", sign_in: { user_code: expect.any(String) } });
});

it.each([
  [{ instance: "Daemon", instances: ["Daemon"] }, "both instance and instances"],
  [{ instances: ["*", "Daemon"] }, "beside names"],
  [{ instances: ["Nowhere"] }, "There is no instance “Nowhere”"],
  [{ instances: [] }, "instances must be at least 1 items"],
  [{ instance: "Daemon", split_by: "1d" }, "split_by cuts a timespan, and none was given"],
  [{ instance: "Daemon", timespan: "P30D", split_by: "1h" }, "720 parts; at most 100"],
])("refuses %j", async (args, message) => {
  const host = await bench.connect("modern");
  const { text, isError } = await host.call("run_hunting_query", { query, ...args });
  expect([isError, text]).toEqual([true, expect.stringContaining(message)]);
  expect(bench.emulator.control.received).toEqual([]);
});
