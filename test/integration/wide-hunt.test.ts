import { describe, expect, it } from "vitest";
import type { SignIn } from "../../src/auth/sign-in.ts";
import { createHuntingApi } from "../../src/defender/hunting-api.ts";
import { sleepOnTimer, type Sleep } from "../../src/defender/pause.ts";
import { CancelledError, QueryRefusedError } from "../../src/errors.ts";
import { createHunter } from "../../src/hunting/create-hunter.ts";
import type { WideHunt, WideHuntRequest } from "../../src/hunting/hunter.ts";
import type { HunterDeps } from "../../src/hunting/prepare-hunt.ts";
import { endpointOf } from "../../src/instances/endpoint-of.ts";
import { createKeptResults } from "../../src/table/results-in-memory.ts";
import { FABRIKAM } from "../support/emulator/directory.ts";
import { faults } from "../support/emulator/faults.ts";
import { HuntRefusal, type Hunt } from "../support/emulator/hunting.ts";
import { daemon, instanceOf, never, useBench } from "../unit/auth/sign-in-fixture.ts";

const bench = useBench();
const control = () => bench.emulator.control;
const contoso = instanceOf(daemon());
const fabrikam = instanceOf({ ...daemon(), name: "Fabrikam", tenantId: FABRIKAM.id });
const mde = instanceOf({ ...daemon(), name: "Endpoint", provider: "MDE" });
const person = instanceOf({ name: "Person" });
const BUSY_TENANT = "99999999-9999-4999-8999-999999999999";
const busy = instanceOf({ ...daemon(), name: "Busy", tenantId: BUSY_TENANT });

function start(changes: Partial<HunterDeps> = {}) {
  const { log, fetch } = bench.deps();
  const signIns = new Map<string, SignIn>();
  const of: HunterDeps["signIns"]["of"] = (instance) => {
    const signIn = signIns.get(instance.name) ?? bench.signIn(instance);
    signIns.set(instance.name, signIn);
    return signIn;
  };
  const results = createKeptResults({ maxResults: 9, maxBytes: 1e9, minutes: 30, now: Date.now, randomId: () => "id" });
  const api = createHuntingApi({ fetch, now: Date.now, log, limits: { callsPerMinute: 1000 } });
  const hunter = createHunter({ signIns: { of }, endpointOf, api, results, now: Date.now, ...changes });
  const messages: string[] = [];
  const hunt = (request: Partial<WideHuntRequest>, signal = never) =>
    hunter.huntWide(
      { instances: [contoso], query: "EmailEvents", check: true, labelled: true, ...request },
      { signal, progress: (message) => void messages.push(message) },
    );
  return { hunt, results, messages };
}

/** Runs `test` while the service answers as `hunt` says. */
async function answering<T>(hunt: Hunt, test: () => Promise<T>): Promise<T> {
  const usual = control().hunt;
  control().hunt = hunt;
  try {
    return await test();
  } finally {
    control().hunt = usual;
  }
}

const ends = ({ outcomes }: WideHunt) => outcomes.map((outcome) => [outcome.instance.name, outcome.status]);
const timespansSent = (): unknown[] =>
  control()
    .requestsTo("graph")
    .map(({ body }) => Object(JSON.parse(body)).Timespan);

describe("a hunt in several instances", () => {
  it("brings all rows under each other, each with its instance", async () => {
    const { hunt, results, messages } = start();
    const { result, outcomes } = await hunt({ instances: [contoso, fabrikam] });
    expect(outcomes).toMatchObject([
      { instance: { name: "Contoso" }, status: "ok", rows: 12 },
      { instance: { name: "Fabrikam" }, status: "ok", rows: 12 },
    ]);
    expect(result?.table.columns[0]).toEqual({ name: "Instance", type: "string" });
    expect(result?.table.data[0]).toEqual([...Array(12).fill("Contoso"), ...Array(12).fill("Fabrikam")]);
    expect(result).toMatchObject({ instances: ["Contoso", "Fabrikam"], tenantId: undefined, warnings: [], gaps: [] });
    expect(await results.list()).toHaveLength(1);
    expect(messages.at(-1)).toBe("2 of 2 parts done.");
  });

  it("loses no rows to another's sign-in, refusal, missing permission or wrong API", async () => {
    const { hunt } = start({
      examine: ({ instance }) =>
        instance === fabrikam
          ? Promise.reject(new QueryRefusedError("No such table.", { nextStep: "Change it." }))
          : Promise.resolve({ warnings: [`said in ${instance.name}`] }),
    });
    const wide = await hunt({ instances: [person, contoso, fabrikam, mde], timespan: "P7D" });
    expect(ends(wide)).toEqual([
      ["Person", "sign_in_required"],
      ["Contoso", "ok"],
      ["Fabrikam", "failed"],
      ["Endpoint", "failed"],
    ]);
    expect(wide.outcomes).toMatchObject([
      { signIn: { prompt: { method: "device_code" } } },
      {},
      { error: { message: "No such table." } },
      { error: { message: expect.stringContaining("takes no timespan") } },
    ]);
    expect(wide.result).toMatchObject({
      table: { rowCount: 12 },
      tenantId: contoso.tenantId,
      gaps: ["Person", "Fabrikam", "Endpoint"],
      warnings: ["Incomplete: 3 of 4 parts brought no rows; outcomes names them.", "said in Contoso"],
    });
  });

  it("brings no result when none of them answers, and keeps nothing", async () => {
    const { hunt, results } = start();
    control().fail("graph", faults.graph(500, "UnknownError", ""));
    const wide = await hunt({ instances: [contoso, person] });
    expect([wide.result, ends(wide)]).toEqual([
      undefined,
      [
        ["Contoso", "failed"],
        ["Person", "sign_in_required"],
      ],
    ]);
    expect(await results.list()).toEqual([]);
  });

  it("tells of columns whose types differ, without their names", async () => {
    const answers = ["String", "Int64"].map((type) => ({ schema: [{ name: "X", type }], results: [{ X: 7 }] }));
    const wide = await answering(
      () => answers.pop() ?? { schema: [], results: [] },
      () => start().hunt({ instances: [contoso, fabrikam] }),
    );
    expect(wide.result?.table.columns[1]).toEqual({ name: "X", type: "string" });
    expect(wide.result?.warnings).toEqual([expect.stringContaining("different types in different parts: 1.")]);
  });

  it("ends when its caller cancels", async () => {
    const { hunt } = start();
    await expect(hunt({ instances: [contoso, fabrikam] }, AbortSignal.abort())).rejects.toThrow(CancelledError);
  });
});

const day = (n: number) => `2026-01-0${n}T00:00:00.0000000Z/2026-01-0${n}T23:59:59.9999999Z`;
const last = "2026-01-04T00:00:00.0000000Z/2026-01-05T00:00:00.0000000Z";
const days = [day(1), day(2), day(3), last];
const dayRows: Hunt = (_, timespan = "") => ({
  schema: [{ name: "Day", type: "String" }],
  results: [{ Day: timespan.slice(8, 10) }],
});

const tooLargeAtLast: Hunt = (query, timespan, api, tenantId) => {
  if (timespan === last) throw new HuntRefusal("Query execution has exceeded the allowed result size.");
  return dayRows(query, timespan, api, tenantId);
};

/** Fabrikam refuses, the busy tenant answers one part, Contoso all but one. */
const inTrouble: Hunt = (query, timespan, api, tenantId) => {
  if (tenantId === FABRIKAM.id) throw new HuntRefusal("Missing application roles.", 403);
  if (tenantId === BUSY_TENANT && timespan !== day(1)) throw new HuntRefusal("Too many requests.", 429);
  if (tenantId === contoso.tenantId && timespan === day(3)) throw new HuntRefusal("", 504);
  return dayRows(query, timespan, api, tenantId);
};

describe("a hunt in several instances over a long range", () => {
  const range = { timespan: "2026-01-01/P4D", splitBy: "1d" };
  it("accounts for every part of every instance: refused, signed out, slowed down, failed or fetched", async () => {
    const { directory } = bench.emulator;
    directory.tenants.push({ id: BUSY_TENANT, domain: "busy.example", name: "Busy" });
    for (const app of directory.apps) app.tenantIds = [...new Set([...app.tenantIds, BUSY_TENANT])];
    const { hunt, messages } = start();
    const instances = [person, fabrikam, busy, contoso];
    const { result, outcomes } = await answering(inTrouble, () => hunt({ ...range, instances }));

    // One outcome for a sign-in, which stands before all parts; four for each of the others.
    expect(outcomes).toHaveLength(1 + 3 * 4);
    const of = (name: string) => outcomes.filter(({ instance }) => instance.name === name);
    expect(of("Person")).toMatchObject([{ status: "sign_in_required", timespan: undefined }]);
    expect(of("Fabrikam").map(({ status }) => status)).toEqual(Array(4).fill("failed"));
    expect(of("Fabrikam")[0]).toMatchObject({ error: { status: 403, message: expect.stringContaining("permission") } });
    expect(of("Busy").map(({ timespan, status }) => [timespan, status])).toEqual([
      [day(1), "ok"],
      [day(2), "failed"],
      [day(3), "failed"],
      [last, "failed"],
    ]);
    expect(of("Busy")[1]).toMatchObject({ error: { status: 429, nextStep: expect.stringMatching(/\d/) } });
    expect(of("Contoso").map(({ status }) => status)).toEqual(["ok", "ok", "failed", "ok"]);

    // Rows and gaps together are everything that was asked for.
    expect(result?.table.columns.map(({ name }) => name)).toEqual(["Instance", "Day"]);
    expect(result?.table.data).toEqual([
      ["Busy", "Contoso", "Contoso", "Contoso"],
      ["01", "01", "02", "04"],
    ]);
    expect(result?.gaps).toHaveLength(outcomes.length - 4);
    expect(result?.warnings[0]).toBe("Incomplete: 9 of 13 parts brought no rows; outcomes names them.");

    // Progress counts every part once.
    const counts = messages.flatMap((message) => /^(\d+) of 13 parts done\.$/.exec(message)?.[1] ?? []);
    expect(counts).toEqual(Array.from({ length: 13 }, (_, index) => String(index + 1)));
  });

  it("brings a failed part when just that part is asked for again", async () => {
    const { hunt } = start();
    const { outcomes, result } = await answering(inTrouble, () => hunt({ ...range }));
    const failed = outcomes.filter(({ status }) => status === "failed").map(({ timespan }) => timespan);
    expect([failed, result?.table.data[1]]).toEqual([[day(3)], ["01", "02", "04"]]);
    const again = await answering(dayRows, () => hunt({ timespan: failed[0] }));
    expect(again.result?.table.data[1]).toEqual(["03"]);
    expect(timespansSent().at(-1)).toBe(day(3));
  });
});

describe("a hunt over a long range", () => {
  const range = { timespan: "2026-01-01/P4D", splitBy: "1d", labelled: false };
  it("asks for each part and brings the rows in order, without a column for the instance", async () => {
    const { result, outcomes } = await answering(dayRows, () => start().hunt(range));
    expect(new Set(timespansSent())).toEqual(new Set(days));
    expect(result?.table).toMatchObject({ columns: [{ name: "Day" }], data: [["01", "02", "03", "04"]] });
    expect(outcomes.map(({ timespan }) => timespan)).toEqual(days);
    expect(result?.warnings).toEqual([expect.stringMatching(/reaches .* days back/)]);
  });

  it("keeps the rows of the other parts when one fails, and names the missing one", async () => {
    const failing: Hunt = (query, timespan, api, tenantId) => {
      if (timespan === day(2)) throw new HuntRefusal("", 504);
      return dayRows(query, timespan, api, tenantId);
    };
    const { result, outcomes } = await answering(failing, () => start().hunt(range));
    expect(outcomes.filter(({ status }) => status === "failed")).toMatchObject([
      { timespan: day(2), error: { status: 504 } },
    ]);
    expect(result?.table.data).toEqual([["01", "03", "04"]]);
    expect(result?.gaps).toEqual([`Contoso ${day(2)}`]);
    expect(result?.warnings[0]).toContain("Incomplete: 1 of 4 parts");
  });

  it.each([
    [429, "Too many requests."],
    [400, "Fix semantic errors in your query."],
  ])("sends no further parts after a %i, and says so", async (status, message) => {
    const refusing: Hunt = () => {
      throw new HuntRefusal(message, status);
    };
    const wide = await answering(refusing, () => start().hunt({ ...range, timespan: "2026-01-01/P30D" }));
    expect(control().requestsTo("graph").length).toBeLessThanOrEqual(4);
    expect(wide.result).toBeUndefined();
    expect(wide.outcomes).toHaveLength(30);
    expect(wide.outcomes.at(-1)).toMatchObject({
      error: { message: "Not sent: the service refused an earlier part." },
    });
  });

  it("goes on after a part that was too large for the service", async () => {
    const { outcomes } = await answering(tooLargeAtLast, () => start().hunt({ ...range, timespan: "2026-01-01/P8D" }));
    expect(outcomes.filter(({ status }) => status === "ok").length).toBeGreaterThanOrEqual(7);
  });

  it("names a part at the service's limit and suggests a smaller split", async () => {
    const full: Hunt = (_, timespan) => ({
      schema: [{ name: "a", type: "Int64" }],
      results: Array.from({ length: timespan === day(3) ? 10_000 : 1 }, (__, a) => ({ a })),
    });
    const { result } = await answering(full, () => start().hunt(range));
    expect(result).toMatchObject({ atServiceLimit: true, table: { rowCount: 10_003 } });
    expect(result?.warnings[0]).toMatch(
      `limit was reached in Contoso ${day(3)}: more rows probably matched there. Use a`,
    );
  });

  it("begins no further part when the rows fill the memory", async () => {
    const { outcomes, result } = await answering(dayRows, () =>
      start({ maxBytes: 10 }).hunt({ ...range, timespan: "2026-01-01/P8D" }),
    );
    expect(result?.table.rowCount).toBeLessThanOrEqual(4);
    expect(outcomes.at(-1)).toMatchObject({ error: { message: expect.stringContaining("kept-bytes") } });
  });

  it("warns when the query computes over all rows", async () => {
    const query = "EmailEvents | summarize count()";
    const { result } = await answering(dayRows, () => start().hunt({ ...range, query }));
    expect(result?.warnings.at(-1)).toContain("refine_result");
  });

  it.each([
    [{ timespan: undefined }, /none was given/],
    [{ splitBy: "a day" }, /not a length of time/],
    [{ instances: [mde] }, /takes no timespan/],
  ])("is refused before a sign-in: %j", async (change, message) => {
    const wide = await start().hunt({ ...range, ...change });
    expect(wide.outcomes).toMatchObject([{ status: "failed", error: { message: expect.stringMatching(message) } }]);
    expect(control().received).toEqual([]);
  });

  it("waits for its turn within the tenant's rate instead of failing", async () => {
    const { fetch, log } = bench.deps();
    const waits: number[] = [];
    let time = Date.now();
    const heartbeat = 100_000_000;
    const sleep: Sleep = (ms, signal) => {
      if (ms === heartbeat) return sleepOnTimer(ms, signal);
      waits.push(ms);
      time += ms;
      return Promise.resolve();
    };
    const limits = { callsPerMinute: 2, maxRateWaitMs: 1, progressIntervalMs: heartbeat };
    const api = createHuntingApi({ fetch, now: () => time, log, limits, sleep });
    const { outcomes } = await answering(dayRows, () => start({ api }).hunt(range));
    expect(outcomes.map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(waits.some((ms) => ms > 1)).toBe(true);
  });
});
