import { describe, expect, it } from "vitest";
import type { SignIn } from "../../src/auth/sign-in.ts";
import { createHuntingApi } from "../../src/defender/hunting-api.ts";
import { ConfigError, QueryRefusedError, UserError } from "../../src/errors.ts";
import { createAskInstance } from "../../src/hunting/ask-instance.ts";
import { createHunter } from "../../src/hunting/create-hunter.ts";
import type { HuntOutcome, HuntRequest } from "../../src/hunting/hunter.ts";
import type { HunterDeps } from "../../src/hunting/prepare-hunt.ts";
import { demoInstance } from "../../src/instances/demo-instance.ts";
import { endpointOf } from "../../src/instances/endpoint-of.ts";
import type { Instance } from "../../src/instances/instance.ts";
import { createKeptResults } from "../../src/table/results-in-memory.ts";
import { tableFromRows } from "../../src/table/table.ts";
import { ALICE } from "../support/emulator/directory.ts";
import { faults } from "../support/emulator/faults.ts";
import { codeIn, daemon, instanceOf, never, now, patient, useBench } from "../unit/auth/sign-in-fixture.ts";

const bench = useBench();
const control = () => bench.emulator.control;
const graph = instanceOf(daemon());
const mde = instanceOf({ ...daemon(), provider: "MDE" });
const person = instanceOf();

function start(instance: Instance, changes: Partial<HunterDeps> = {}) {
  const { log, fetch } = bench.deps();
  const signIn: SignIn = bench.signIn(instance.provider === "Demo" ? person : instance);
  const results = createKeptResults({ maxResults: 9, maxBytes: 1e9, minutes: 30, now: Date.now, randomId: () => "id" });
  const limits = { callsPerMinute: 1000 };
  const api = createHuntingApi({ fetch, now: Date.now, log, limits });
  const deps = { signIns: { of: () => signIn }, endpointOf, api, results, now: Date.now, ...changes };
  const messages: string[] = [];
  const call = { signal: never, progress: (message: string) => void messages.push(message) };
  const hunter = createHunter(deps);
  const hunt = (request: Partial<HuntRequest> = {}) =>
    hunter.hunt({ instance, query: "EmailEvents", check: true, ...request }, call);
  const ask = (query: string) => createAskInstance(deps)(instance, query, call);
  return { hunt, ask, signIn, results, messages };
}

const resultOf = (outcome: HuntOutcome) => (outcome.status === "ok" ? outcome.result : undefined);
const hunts = () => control().requestsTo("graph").length + control().requestsTo("mde").length;
const unauthorized = faults.graph(401, "InvalidAuthenticationToken", "Lifetime validation failed.");

describe("a hunt", () => {
  it("ends in a kept result", async () => {
    const { hunt, results, messages } = start(graph);
    const result = resultOf(await hunt({ timespan: "P2W" }));
    expect(result).toMatchObject({
      origin: "service",
      instances: ["Contoso"],
      tenantId: graph.tenantId,
      query: "EmailEvents",
      warnings: [],
      atServiceLimit: false,
      table: { rowCount: 12 },
    });
    expect(result?.stats.responseBytes).toBeGreaterThan(1000);
    expect(await results.find(result?.id ?? "")).toEqual(result);
    expect(control().requestsTo("graph")[0]?.body).toBe('{"Query":"EmailEvents","Timespan":"P14D"}');
    expect(messages).toEqual(["Asking graph.microsoft.com."]);
  });

  it("on MDE warns of its retirement and carries the service's figures", async () => {
    const result = resultOf(await start(mde).hunt());
    expect(result?.warnings).toEqual([expect.stringMatching(/retiring .*M365DGraph/)]);
    expect(result?.stats.service).toHaveProperty("ExecutionTime");
  });

  it("collects warnings of the timespan and of the examination, in this order", async () => {
    const { hunt } = start(graph, { examine: () => Promise.resolve({ warnings: ["from the check"] }) });
    expect(resultOf(await hunt({ timespan: "P60D" }))?.warnings).toEqual([
      expect.stringContaining("60 days back"),
      "from the check",
    ]);
  });

  it.each([
    [10_000, "EmailEvents", [expect.stringMatching(/exactly 10000 rows, a limit of the service.* split_by/)]],
    [10_000, "EmailEvents | take 10000", []],
    [10_000, "EmailEvents | limit 10000", []],
    [9_999, "EmailEvents", []],
  ])("of %i rows for %s brings the warnings %j", async (count, query, warnings) => {
    const usual = control().hunt;
    const results = Array.from({ length: count }, (_, a) => ({ a }));
    control().hunt = () => ({ schema: [{ name: "a", type: "Int64" }], results });
    const result = resultOf(await start(graph).hunt({ query }));
    control().hunt = usual;
    expect([result?.warnings, result?.atServiceLimit]).toEqual([warnings, warnings.length > 0]);
  });

  it("on the demo tenant asks no service and no sign-in", async () => {
    const table = tableFromRows([{ name: "a", type: "long" }], [[1]]);
    const local = () => Promise.resolve({ table, responseBytes: 0, requestId: undefined, warnings: [] });
    const { hunt } = start(demoInstance, { local, signIns: { of: () => expect.unreachable() } });
    expect(resultOf(await hunt())).toMatchObject({ origin: "demo", tenantId: undefined, table });
    await expect(start(demoInstance).hunt()).rejects.toThrow(ConfigError);
  });
});

describe("before anything is sent", () => {
  const refused = new QueryRefusedError("No.", { nextStep: "Change it." });

  it.each<[string, Instance, Partial<HuntRequest>, RegExp]>([
    ["an empty query", person, { query: " \n" }, /query is empty/],
    ["a query of more than 100 KB", person, { query: "ü".repeat(51_201) }, /102402 bytes; at most 102400/],
    ["a timespan that is none", person, { timespan: "a week" }, /none of the five forms/],
    ["a timespan on MDE", mde, { timespan: "P7D" }, /takes no timespan/],
  ])("%s is refused, without a sign-in", async (_, instance, request, message) => {
    const { hunt, signIn } = start(instance);
    await expect(hunt(request)).rejects.toThrow(UserError);
    await expect(hunt(request)).rejects.toThrow(message);
    expect(signIn.state().status).toBe("signed_out");
  });

  it.each([true, false])(
    "the examination sees every query (check: %s), after the sign-in, and its refusal holds",
    async (check) => {
      const seen: unknown[] = [];
      const { hunt, signIn } = start(graph, {
        examine: (request) => {
          seen.push([request.check, request.query, signIn.state().status]);
          return Promise.reject(refused);
        },
      });
      await expect(hunt({ check })).rejects.toBe(refused);
      expect(seen).toEqual([[check, "EmailEvents", "connected"]]);
      expect(hunts()).toBe(0);
    },
  );

  it("a sign-in that waits for a person is the outcome", async () => {
    const { hunt, ask } = start(person, { examine: () => expect.unreachable() });
    expect(await hunt()).toMatchObject({ status: "sign_in_required", signIn: { prompt: { method: "device_code" } } });
    expect(await ask("EmailEvents | getschema")).toBeUndefined();
    expect(hunts()).toBe(0);
  });
});

async function connected() {
  const started = start(person);
  control().approve(codeIn(await started.signIn.connect(now)), ALICE);
  await started.signIn.connect(patient);
  return started;
}

describe("a token that the service refuses", () => {
  it("is refreshed silently, and the caller sees rows", async () => {
    const { hunt, messages } = await connected();
    control().expireAccessTokens();
    expect(resultOf(await hunt())?.table.rowCount).toBe(12);
    expect(messages).toContain("The service refused the access token; getting a fresh one.");
    expect([hunts(), control().requestsTo("token:refresh_token").length]).toEqual([2, 1]);
  });

  it("leads to the prompt when there is no fresh one", async () => {
    const { hunt } = await connected();
    control().expireAccessTokens();
    control().revokeRefreshTokens();
    expect(await hunt()).toMatchObject({ status: "sign_in_required", signIn: { status: "awaiting_user" } });
  });

  it("leads to the prompt when the fresh one is refused as well, and the next hunt works", async () => {
    const { hunt, signIn } = await connected();
    control().fail("graph", unauthorized, unauthorized);
    expect(await hunt()).toMatchObject({ status: "sign_in_required", signIn: { status: "awaiting_user" } });
    expect(hunts()).toBe(2);
    control().approve(codeIn(signIn.state()), ALICE);
    await signIn.connect(patient);
    expect(resultOf(await hunt())?.table.rowCount).toBe(12);
  });

  it("is an error when it is for another service, because signing in again would not help", async () => {
    const { hunt, signIn } = await connected();
    control().fail("graph", faults.graph(401, "InvalidAuthenticationToken", "Invalid audience."));
    await expect(hunt()).rejects.toMatchObject({ message: expect.stringContaining("for another service") });
    expect([hunts(), signIn.state().status]).toEqual([1, "connected"]);
  });

  it("is an error where no person can sign in anew", async () => {
    const { hunt } = start(graph);
    control().fail("graph", unauthorized, unauthorized);
    await expect(hunt()).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining("did not accept the access token"),
    });
    expect(resultOf(await hunt())?.table.rowCount).toBe(12);
  });
});

it("our own questions to a tenant are answered with a table and kept nowhere", async () => {
  const { ask, results } = start(graph);
  expect((await ask("EmailEvents | getschema"))?.columns.map((column) => column.name)).toContain("ColumnName");
  expect(await results.list()).toEqual([]);
});
