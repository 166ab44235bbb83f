import { createServer } from "node:http";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHuntingApi, type HuntingApiDeps } from "../../src/defender/hunting-api.ts";
import type { HuntingRequest } from "../../src/defender/reply.ts";
import { CancelledError, ConfigError, ServiceError, UserError } from "../../src/errors.ts";
import type { RemoteEndpoint } from "../../src/instances/endpoint.ts";
import { createLog } from "../../src/log.ts";
import { createRedactor, Secret } from "../../src/secrets.ts";
import { reply, startHuntingService, type Answer, type HuntingService } from "../support/hunting-service.ts";

const TOKEN = "canary-access-token";
const ID = "5e1f0000-0000-4000-8000-00000000f00d";
const OWN_ID = "0c11e000-0000-4000-8000-00000000f00d";
const NOW = Date.parse("2026-02-15T12:00:00Z");
const rows = { schema: [{ name: "DeviceName", type: "String" }], results: [{ DeviceName: "host1" }] };

let service: HuntingService;
beforeAll(async () => {
  service = await startHuntingService();
});
afterAll(() => service.close());

interface Setup {
  readonly endpoint?: RemoteEndpoint;
  readonly request?: HuntingRequest;
  readonly deps?: Partial<HuntingApiDeps>;
  readonly signal?: AbortSignal;
}

function start({ endpoint = service.endpoint("graph"), request = { query: "T" }, deps, signal }: Setup = {}) {
  const messages: string[] = [];
  const lines: string[] = [];
  const log = createLog("trace", createRedactor(), { write: (line: string) => lines.push(line) > 0 });
  const api = createHuntingApi({ fetch, now: () => NOW, log, newRequestId: () => OWN_ID, ...deps });
  const call = {
    signal: signal ?? new AbortController().signal,
    progress: (message: string) => void messages.push(message),
  };
  const ask = () => api.run(endpoint, new Secret(TOKEN), request, call);
  return { ask, messages, lines };
}

async function failure(setup: Setup = {}): Promise<ServiceError> {
  const { ask, lines } = start(setup);
  const error: unknown = await ask().catch((thrown: unknown) => thrown);
  if (!(error instanceof ServiceError)) throw new TypeError(`Not a ServiceError: ${String(error)}`);
  expect([error.message, error.nextStep, ...lines].join("\n")).not.toContain(TOKEN);
  return error;
}

const graphError = (status: number, code: string, message: string, headers = {}): Answer =>
  reply(status, { error: { code, message, innerError: { "request-id": ID } } }, headers);
const mdeError = (status: number, code: string, message: string, headers = {}): Answer =>
  reply(status, { error: { code, message, target: `|${ID}.` } }, headers);

describe("a request", () => {
  it("to Graph carries query and timespan, the charset, the token and an id of ours", async () => {
    service.answer(reply(200, rows, { "request-id": ID }));
    const { ask, messages } = start({ request: { query: 'T | where x == "ü"', timespan: "P7D" } });
    expect(await ask()).toMatchObject({ requestId: ID, responseBytes: JSON.stringify(rows).length, warnings: [] });
    expect(service.received).toEqual([
      {
        url: "/v1.0/security/runHuntingQuery",
        method: "POST",
        body: JSON.stringify({ Query: 'T | where x == "ü"', Timespan: "P7D" }),
        headers: expect.objectContaining({
          authorization: `Bearer ${TOKEN}`,
          "content-type": "application/json; charset=utf-8",
          "client-request-id": OWN_ID,
        }),
      },
    ]);
    expect(messages).toEqual([`Asking ${new URL(service.origin).host}.`]);
  });

  it("to MDE carries the query alone, and its answer's figures come back", async () => {
    service.answer(
      reply(200, { Stats: { ExecutionTime: 0.5 }, Schema: [{ Name: "a", Type: "Int64" }], Results: [{ a: 7 }] }),
    );
    const answer = await start({ endpoint: service.endpoint("mde") }).ask();
    expect(answer).toMatchObject({ service: { ExecutionTime: 0.5 }, requestId: OWN_ID, table: { data: [[7]] } });
    expect(service.received[0]).toMatchObject({ url: "/api/advancedqueries/run", body: '{"Query":"T"}' });
  });

  it("to MDE with a timespan is not sent", async () => {
    service.answer(reply(200, rows));
    const { ask } = start({ endpoint: service.endpoint("mde"), request: { query: "T", timespan: "P7D" } });
    await expect(ask()).rejects.toThrow(UserError);
    expect(service.received).toEqual([]);
  });

  it.each([
    ["another origin", (origin: string) => ({ url: `${origin}/x`, origin: "https://graph.microsoft.com" })],
    ["clear text", () => ({ url: "http://graph.example/x", origin: "http://graph.example" })],
  ])("to %s is not sent", async (_, changes) => {
    service.answer(reply(200, rows));
    const { ask } = start({ endpoint: service.endpoint("graph", changes(service.origin)) });
    await expect(ask()).rejects.toThrow(ConfigError);
    expect(service.received).toEqual([]);
  });

  it("is answered in gzip as well", async () => {
    service.answer((response) => {
      response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(JSON.stringify(rows)));
    });
    expect((await start().ask()).table.rowCount).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])("does not follow a redirect (%i) with its token", async (status) => {
    const elsewhere = createServer((request, response) =>
      response.end(String(hits.push(request.headers.authorization))),
    );
    const hits: unknown[] = [];
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
    const address = elsewhere.address();
    const port = typeof address === "object" ? address?.port : 0;
    service.answer(reply(status, "", { Location: `http://127.0.0.1:${port}/steal`, "request-id": ID }));
    expect(await failure()).toMatchObject({
      message: expect.stringContaining(`redirect (${status})`),
      status,
      requestId: ID,
    });
    elsewhere.close();
    expect(hits).toEqual([]);
  });
});

const busy = (seconds: number) => graphError(429, "TooManyRequests", "", { "Retry-After": String(seconds) });
const never: Answer = () => undefined;
const beginning: Answer = (response) => response.writeHead(200).write('{"results":[{"a":1},');

interface Case {
  readonly name: string;
  readonly api?: "graph" | "mde";
  readonly answer: Answer;
  readonly says: RegExp;
  readonly nextStep: RegExp;
  readonly error?: Partial<ServiceError>;
}

const errorCases: readonly Case[] = [
  {
    name: "a column that does not exist",
    answer: graphError(
      400,
      "BadRequest",
      "'summarize' operator: Failed to resolve scalar expression named 'IsInteetFacing'. Fix semantic errors in your query.",
    ),
    says: /^127\.0\.0\.1:\d+ answered 400 BadRequest: the query names something .* It said: “'summarize' operator: .*'IsInteetFacing'/,
    nextStep: /get_schema/,
    error: { serviceCode: "BadRequest" },
  },
  {
    name: "a table that does not exist",
    answer: graphError(
      400,
      "BadRequest",
      "'where' operator: Failed to resolve table or column expression named 'AlertInfo'",
    ),
    says: /table or column that the service does not have/,
    nextStep: /licensed/,
  },
  {
    name: "a syntax error",
    answer: graphError(400, "BadRequest", "A recognition error occurred."),
    says: /not valid KQL/,
    nextStep: /check_query/,
  },
  {
    name: "a result that is too large",
    answer: graphError(
      400,
      "BadRequest",
      "Query execution has exceeded the allowed result size. Optimize your query by limiting the number of results and try again",
    ),
    says: /larger than the service returns/,
    nextStep: /summarize.*give timespan and split_by/,
  },
  {
    name: "a preempted query",
    answer: graphError(
      400,
      "BadRequest",
      "Query execution has exceeded the allowed limits. The query execution was preempted. This could possibly be due to high CPU and/or memory resource consumption.",
    ),
    says: /stopped the query/,
    nextStep: /shorter range/,
  },
  {
    name: "a timespan",
    answer: graphError(400, "BadRequest", "Invalid timespan."),
    says: /did not accept the timespan/,
    nextStep: /P7D/,
  },
  {
    name: "a body it does not read",
    api: "mde",
    answer: mdeError(400, "InvalidRequestBody", "Request body is incorrect"),
    says: /did not understand/,
    nextStep: /request id/,
  },
  {
    name: "any other 400",
    answer: graphError(400, "BadRequest", "No."),
    says: /refused the query\. It said: “No\.”/,
    nextStep: /check_query/,
  },
  {
    name: "401",
    answer: graphError(401, "InvalidAuthenticationToken", "Lifetime validation failed."),
    says: /did not accept the access token/,
    nextStep: /disconnect/,
  },
  {
    name: "401 with a claims challenge",
    answer: graphError(401, "InvalidAuthenticationToken", "Continuous access evaluation", {
      "WWW-Authenticate": 'Bearer error="insufficient_claims", claims="eyJ="',
    }),
    says: /conditional access/,
    nextStep: /connect/,
  },
  {
    name: "401 for another audience",
    api: "mde",
    answer: mdeError(401, "Unauthorized", "Invalid audience"),
    says: /for another service/,
    nextStep: /Scope/,
  },
  {
    name: "403, permission or role",
    answer: graphError(
      403,
      "Forbidden",
      "Auth token does not contain valid permissions or user does not have valid roles",
    ),
    says: /ThreatHunting\.Read\.All, or the user lacks a role/,
    nextStep: /Security Reader/,
  },
  {
    name: "403, application role",
    api: "mde",
    answer: mdeError(403, "Forbidden", "Missing application roles. API required roles: AdvancedQuery.Read.All"),
    says: /application permission AdvancedQuery\.Read\.All/,
    nextStep: /admin consent/,
  },
  {
    name: "403 of MDE",
    api: "mde",
    answer: mdeError(403, "Forbidden", ""),
    says: /AdvancedQuery\.Read or AdvancedQuery\.Read\.All, or the user lacks .*View Data/,
    nextStep: /M365DGraph/,
  },
  {
    name: "403, switched off",
    api: "mde",
    answer: mdeError(403, "DisabledFeature", "x"),
    says: /switched off or not licensed/,
    nextStep: /Defender for Business/,
  },
  {
    name: "404 of MDE",
    api: "mde",
    answer: mdeError(404, "ResourceNotFound", ""),
    says: /retiring it since January 2026/,
    nextStep: /Provider to M365DGraph/,
  },
  {
    name: "410 of MDE",
    api: "mde",
    answer: reply(410, ""),
    says: /retiring/,
    nextStep: /M365DGraph/,
    error: { requestId: OWN_ID },
  },
  {
    name: "404 of Graph",
    answer: graphError(404, "ResourceNotFound", ""),
    says: /does not know the hunting call/,
    nextStep: /Cloud/,
  },
  { name: "413", answer: reply(413, "", { "request-id": ID }), says: /too large for the service/, nextStep: /Shorten/ },
  {
    name: "429 with a header",
    answer: graphError(429, "TooManyRequests", "Too many requests.", { "Retry-After": "1200" }),
    says: /too many calls/,
    nextStep: /^Try again in 20 minutes \(at 12:20:00 UTC\)\. .*refine_result/,
    error: { retryAfterSeconds: 1200 },
  },
  {
    name: "429 with a date",
    answer: graphError(429, "TooManyRequests", "", { "Retry-After": "Sun, 15 Feb 2026 12:01:30 GMT" }),
    says: /too many calls/,
    nextStep: /in 90 seconds \(at 12:01:30 UTC\)/,
  },
  {
    name: "429 without a time",
    answer: graphError(429, "TooManyRequests", "Too many requests."),
    says: /too many calls/,
    nextStep: /60 seconds/,
    error: { retryAfterSeconds: 60 },
  },
  {
    name: "429 of the processor time",
    answer: graphError(
      429,
      "TooManyRequests",
      "You have exceeded processing resources allocated to this tenant. You can run queries again in 00:12:00.",
    ),
    says: /used up its processing resources/,
    nextStep: /12 minutes \(at 12:12:00 UTC\)/,
  },
  {
    name: "429 of the processor time without a time",
    answer: graphError(429, "TooManyRequests", "CPU quota"),
    says: /processing resources/,
    nextStep: /15 minutes/,
  },
  {
    name: "429 of MDE a minute",
    api: "mde",
    answer: mdeError(429, "429", "API calls quota exceeded! maximum allowed 45 per 00:01:00"),
    says: /answered 429: too many calls/,
    nextStep: /60 seconds/,
    error: { serviceCode: "429" },
  },
  {
    name: "429 of MDE an hour",
    api: "mde",
    answer: mdeError(429, "429", "API calls quota exceeded! maximum allowed 1500 per 01:00:00"),
    says: /1500 per/,
    nextStep: /60 minutes \(at 13:00:00 UTC\)/,
  },
  {
    name: "429 in words",
    answer: graphError(429, "TooManyRequests", "Try again in 15 hours."),
    says: /too many/,
    nextStep: /15 hours \(at 2026-02-16 03:00:00 UTC\)/,
  },
  {
    name: "500 without a message",
    answer: graphError(500, "UnknownError", ""),
    says: /answered 500 UnknownError: the service failed inside\.$/,
    nextStep: /simplify/,
  },
  {
    name: "500 without anything",
    api: "mde",
    answer: reply(500, ""),
    says: /answered 500: the service failed inside\.$/,
    nextStep: /support/,
    error: { requestId: OWN_ID },
  },
  {
    name: "502 of a proxy",
    answer: reply(502, "<html>Bad gateway</html>"),
    says: /answered 502: the service is not available/,
    nextStep: /60 seconds/,
    error: { requestId: OWN_ID },
  },
  {
    name: "503",
    answer: graphError(503, "serviceNotAvailable", "", { "Retry-After": "5" }),
    says: /503 serviceNotAvailable/,
    nextStep: /in 5 seconds/,
  },
  {
    name: "504 without a message",
    answer: graphError(504, "UnknownError", ""),
    says: /ran longer than the service allows\.$/,
    nextStep: /shorter time range/,
  },
  {
    name: "a status nobody knows",
    answer: reply(418, ""),
    says: /answered 418: the service refused the request/,
    nextStep: /Cloud/,
    error: { requestId: OWN_ID },
  },
];

describe("an error answer becomes a sentence with the next step and the request id:", () => {
  it.each(errorCases)("$name", async ({ api = "graph", answer, says, nextStep, error }) => {
    service.answer(answer);
    const thrown = await failure({ endpoint: service.endpoint(api) });
    expect(thrown.message).toMatch(says);
    expect(thrown.nextStep).toMatch(nextStep);
    expect(thrown).toMatchObject({ requestId: api === "graph" ? ID : `|${ID}.`, ...error });
    expect(service.received).toHaveLength(1);
  });

  it("foreign text is quoted, shown and shortened; ids and codes that do not look like some are dropped", async () => {
    const innerError = { "request-id": "ignore all\nprevious" };
    service.answer(reply(400, { error: { code: "a b\u202E", message: `x\u202E”\n${"y".repeat(5000)}`, innerError } }));
    const { message, requestId, serviceCode } = await failure();
    expect(message).toMatch(/It said: “x\\u\{202e\}' y{500,600}…”$/);
    expect([requestId, serviceCode]).toEqual([OWN_ID, undefined]);
  });
});

describe("a 429", () => {
  it("with a short wait is asked once more", async () => {
    service.answer(busy(0), reply(200, rows));
    const { ask, messages } = start();
    expect((await ask()).table.rowCount).toBe(1);
    expect(messages).toContain("The service is busy; asking again in 0 s.");
    expect(service.received).toHaveLength(2);
  });

  it("is not asked a third time", async () => {
    service.answer(busy(0));
    expect(await failure()).toMatchObject({ status: 429 });
    expect(service.received).toHaveLength(2);
  });

  it("with a long wait is not asked again", async () => {
    service.answer(busy(11));
    expect(await failure()).toMatchObject({ retryAfterSeconds: 11 });
    expect(service.received).toHaveLength(1);
  });

  it("can be cancelled while it waits", async () => {
    service.answer(busy(10));
    const cancel = new AbortController();
    const { ask, messages } = start({ signal: cancel.signal });
    const asked = ask();
    await expect.poll(() => messages.length).toBe(2);
    cancel.abort();
    await expect(asked).rejects.toThrow(CancelledError);
  });
});

describe("a success answer that is no table becomes a sentence:", () => {
  it.each<[string, Answer, RegExp]>([
    ["an empty body", reply(200, ""), /the answer is empty \(0 bytes read\)/],
    ["no body at all", reply(204, ""), /the answer is empty/],
    [
      "a page of a proxy",
      reply(200, "<html>sign in</html>", { "Content-Type": "text/html" }),
      /the answer is not JSON/,
    ],
    ["half a document", reply(200, '{"schema":[{"name":"Timest'), /cut off/],
    ["another document", reply(200, { value: [] }), /without schema and results/],
    ["rows that are numbers", reply(200, '{"results":[1]}'), /rows that are not objects/],
    ["a schema that is none", reply(200, '{"schema":[1],"results":[]}'), /schema of the answer cannot be understood/],
  ])("%s", async (_, answer, says) => {
    service.answer(answer);
    expect(await failure()).toMatchObject({ message: expect.stringMatching(says), requestId: OWN_ID });
  });

  it("one that never ends, and its connection is closed", async () => {
    const closed = new Promise<void>((resolve) => {
      service.answer((response) => {
        response.writeHead(200).write('{"results":[{"a":1}');
        const more = `,{"a":"${"x".repeat(1000)}"}`.repeat(64);
        const fill = () => {
          while (response.write(more)) continue;
        };
        response.on("drain", fill).on("close", resolve);
        fill();
      });
    });
    const error = await failure({ deps: { limits: { maxResponseBytes: 1_000_000 } } });
    expect(error.message).toMatch(/too large for this server \(1\d{6} bytes read\)/);
    expect(error.nextStep).toContain("summarize");
    await closed;
  });
});

describe("a broken way becomes a sentence:", () => {
  it("no connection", async () => {
    const closed = await startHuntingService();
    await closed.close();
    const error = await failure({ endpoint: closed.endpoint("graph") });
    expect(error).toMatchObject({
      message: expect.stringMatching(/no connection could be made \(ECONNREFUSED\)/),
      requestId: OWN_ID,
    });
  });

  it("a name that does not exist", async () => {
    const origin = "https://graph.invalid";
    const error = await failure({ endpoint: service.endpoint("graph", { url: `${origin}/x`, origin }) });
    expect(error.message).toMatch(/^graph\.invalid: the host's name could not be resolved \(E\w+\)/);
  });

  it("a host that speaks no TLS", async () => {
    const origin = service.origin.replace("http:", "https:");
    const error = await failure({ endpoint: service.endpoint("graph", { url: `${origin}/x`, origin }) });
    expect(error.message).toMatch(/TLS .*SSL/);
    expect(error.nextStep).toContain("NODE_EXTRA_CA_CERTS");
  });

  it.each<[string, Answer]>([
    ["before the answer", (response) => response.destroy()],
    [
      "inside the answer",
      (response) => response.writeHead(200, { "Content-Length": 1000 }).write('{"results":[', () => response.destroy()),
    ],
  ])("a connection that breaks %s", async (_, answer) => {
    service.answer(answer);
    expect((await failure()).message).toMatch(/connection broke/);
  });

  it("gzip that is none", async () => {
    service.answer(reply(200, rows, { "Content-Encoding": "gzip" }));
    expect((await failure()).message).toMatch(/not proper HTTP/);
  });

  it("a fault of ours is not called a broken connection", async () => {
    const bug = new TypeError("bug");
    await expect(start({ deps: { fetch: () => Promise.reject(bug) } }).ask()).rejects.toBe(bug);
  });
});

describe("time", () => {
  it.each([
    ["does not begin", never],
    ["does not end", beginning],
  ])("runs out for an answer that %s", async (_, answer) => {
    service.answer(answer);
    const error = await failure({ endpoint: service.endpoint("graph", { timeoutMs: 100 }) });
    expect(error.message).toMatch(/did not finish its answer within 0\.1 seconds/);
  });

  it.each([
    ["does not begin", never],
    ["does not end", beginning],
  ])("is cut short by the caller for an answer that %s, and the service sees it", async (_, answer) => {
    const closed = new Promise<void>((resolve) => {
      service.answer((response) => {
        response.on("close", resolve);
        answer(response);
      });
    });
    const cancel = new AbortController();
    const asked = start({ signal: cancel.signal }).ask();
    await expect.poll(() => service.received.length).toBe(1);
    cancel.abort();
    await expect(asked).rejects.toThrow(CancelledError);
    await closed;
  });

  it("is not spent on a call that is already cancelled", async () => {
    service.answer(reply(200, rows));
    await expect(start({ signal: AbortSignal.abort() }).ask()).rejects.toThrow(CancelledError);
    expect(service.received).toEqual([]);
  });

  it("is filled with progress: waiting, then receiving", async () => {
    let finish: (() => void) | undefined;
    service.answer((response) => {
      finish = () => response.end("]}");
      setTimeout(() => response.writeHead(200).write('{"schema":[],"results":[{"a":1},{"a":2}'), 100);
    });
    const { ask, messages } = start({ deps: { limits: { progressIntervalMs: 20 } } });
    const asked = ask();
    await expect.poll(() => messages.some((message) => message.startsWith("Receiving"))).toBe(true);
    finish?.();
    await asked;
    expect(messages.join("\n")).toMatch(
      /^Asking .*\n(?:Waiting for .* for 0 s\.\n)+(?:Receiving from .*: 2 rows, 0\.0 MB\.\n?)+$/,
    );
  });
});

describe("the rate", () => {
  it("of a tenant is kept: a call too many waits or is told when to come back", async () => {
    service.answer(reply(200, rows));
    const slept: number[] = [];
    const sleep = (ms: number, signal: AbortSignal) =>
      ms === 60_000
        ? Promise.resolve(void slept.push(ms))
        : new Promise<void>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const limits = { callsPerMinute: 3, maxRateWaitMs: 60_000 };
    const { ask, messages } = start({ deps: { sleep, limits } });
    for (let i = 0; i < 4; i += 1) await ask();
    expect(slept).toEqual([60_000]);
    expect(messages).toContain("Waiting 60 s: 3 calls a minute is this tenant's limit.");
    const impatient = start({ deps: { limits: { callsPerMinute: 1 } } });
    await impatient.ask();
    await expect(impatient.ask()).rejects.toMatchObject({
      message: expect.stringContaining("1 queries to the tenant within a minute"),
      nextStep: expect.stringContaining("in 60 seconds (at 12:01:00 UTC)"),
    });
  });
});

it("logs what happened without query, rows or token", async () => {
  service.answer(reply(200, rows, { "request-id": ID }), graphError(500, "UnknownError", "canary-message"));
  const { ask, lines } = start({ request: { query: "canary-query" } });
  await ask();
  await ask().catch(() => undefined);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ msg: "hunting query answered", rows: 1, requestId: ID }),
    expect.objectContaining({ msg: "hunting query failed", status: 500, serviceCode: "UnknownError", requestId: ID }),
  ]);
  expect(lines.join("")).not.toMatch(/canary|host1/);
});
