import { describe, expect, it } from "vitest";
import { useEmulatedServer } from "../../support/emulated-server.ts";
import { faults, REQUEST_ID, type Fault } from "../../support/emulator/faults.ts";
import { meetFault, type FaultCase } from "../../support/fault-case.ts";

const requestId = REQUEST_ID;
const twice = (fault: Fault): readonly Fault[] => [fault, fault];

/** Messages as they were seen on the wire. */
const GRAPH_ERRORS: readonly FaultCase[] = [
  {
    name: "400, a column that does not exist",
    faults: [
      faults.graph(
        400,
        "BadRequest",
        "'summarize' operator: Failed to resolve scalar expression named 'IsInteetFacing'. Fix semantic errors in your query.",
      ),
    ],
    says: [/IsInteetFacing/, /column|name/],
  },
  {
    name: "400, a syntax error",
    faults: [faults.graph(400, "BadRequest", "A recognition error occurred. Fix syntax errors in your query.")],
    says: [/recognition error/, /syntax|query/i],
  },
  {
    name: "400, the result is too large",
    faults: [
      faults.graph(
        400,
        "BadRequest",
        "Query execution has exceeded the allowed result size. Optimize your query by limiting the number of results and try again",
      ),
    ],
    says: [/result size|too large/i, /take|project|summarize|fewer/i],
  },
  {
    name: "400, preempted",
    faults: [
      faults.graph(
        400,
        "BadRequest",
        "Query execution has exceeded the allowed limits. The query execution was preempted. This could possibly be due to high CPU and/or memory resource consumption.",
      ),
    ],
    says: [/limits|stopped|preempted|resources/i, /time|filter|shorter|narrow/i],
  },
  {
    name: "401 twice",
    faults: twice(faults.graph(401, "InvalidAuthenticationToken", "Access token is empty.")),
    says: [/401|token|sign-in/i],
  },
  {
    name: "403, the role is missing",
    faults: [
      faults.graph(403, "Forbidden", "Auth token does not contain valid permissions or user does not have valid roles"),
    ],
    says: [/ThreatHunting\.Read\.All/, /role/i],
  },
  { name: "404", faults: [faults.graph(404, "ResourceNotFound", "Resource not found.")], says: [/404/] },
  {
    name: "429 that names a long wait",
    faults: [faults.graph(429, "TooManyRequests", "Too many requests.", { "retry-after": "1200" })],
    says: [/too many|limit|quota/i, /20 minutes|1200 s|at \d\d:\d\d/i],
  },
  {
    name: "429, the tenant's processing resources are used up",
    faults: [
      faults.graph(
        429,
        "TooManyRequests",
        "You have exceeded processing resources allocated to this tenant. You can run queries again in 00:12:00.",
      ),
    ],
    says: [/processing|CPU|resources/i, /12 minutes|720 s|\d\d:\d\d/i],
  },
  { name: "500 without a message", faults: [faults.graph(500, "UnknownError", "")], says: [/500/, /internal|again/i] },
  { name: "504 without a message", faults: [faults.graph(504, "UnknownError", "")], says: [/504/, /shorter|narrow/i] },
].map((fault) => ({ route: "graph", requestId, ...fault }));

const BROKEN_ANSWERS: readonly FaultCase[] = [
  { name: "the connection drops before the answer", faults: twice(faults.drop()), says: [/connection/i] },
  { name: "the connection drops inside the answer", faults: twice(faults.drop(300)), says: [/connection|cut|ended/i] },
  { name: "half a JSON document", faults: twice(faults.malformed()), says: [/not .*JSON|malformed|cut|understand/i] },
  { name: "an HTML page with status 200", faults: twice(faults.html(200)), says: [/JSON|HTML|proxy/i] },
  { name: "an HTML page with status 502", faults: twice(faults.html(502)), says: [/502/] },
  { name: "JSON of another kind", faults: [faults.reply(200, { value: [] })], says: [/schema|answer|understand/i] },
  { name: "an empty body", faults: twice(faults.reply(200, "")), says: [/empty|JSON|cut/i] },
  { name: "a redirect", faults: [faults.redirect("https://127.0.0.1:1/steal")], says: [/redirect/i] },
  {
    name: "a body without end",
    faults: [faults.endlessBody()],
    says: [/bytes|MB|too large/i, /take|project|summarize/i],
  },
].map((fault) => ({ route: "graph", ...fault }));

const MDE_ERRORS: readonly FaultCase[] = [
  {
    name: "429, calls a minute",
    faults: twice(faults.mde(429, "429", "API calls quota exceeded! maximum allowed 45 per 00:01:00")),
    says: [/45|quota/i, /minute|60 s|\d\d:\d\d/i],
  },
  {
    name: "429, calls an hour",
    faults: [faults.mde(429, "429", "API calls quota exceeded! maximum allowed 1500 per 01:00:00")],
    says: [/1500|quota/i, /hour|60 minutes|3600 s|\d\d:\d\d/i],
  },
  {
    name: "403",
    faults: [faults.mde(403, "Forbidden", "Missing application roles. API required roles: AdvancedQuery.Read.All")],
    says: [/AdvancedQuery\.Read/],
  },
  { name: "404, retired", faults: [faults.mde(404, "NotFound", "Not found.")], says: [/M365DGraph/] },
  { name: "410, retired", faults: [faults.mde(410, "Gone", "Gone.")], says: [/M365DGraph/] },
  { name: "400 with a code", faults: [faults.mde(400, "InvalidRequestBody", "Bad body.")], says: [/Bad body/] },
  { name: "500 without a message", faults: [faults.reply(500, "")], says: [/500/] },
].map((fault) => ({ route: "mde", ...(fault.name === "500 without a message" ? {} : { requestId }), ...fault }));

const ROWS = { status: "ok", total_rows: 12, shown_rows: 12 };

describe.each([
  { group: "of Graph's own errors", instance: "Secret", cases: GRAPH_ERRORS },
  { group: "of a broken way to Graph", instance: "Secret", cases: BROKEN_ANSWERS },
  { group: "of MDE", instance: "SecretMde", cases: MDE_ERRORS },
])("faults $group", ({ instance, cases }) => {
  // A server of its own: each counts its calls against the limit of a minute.
  const server = useEmulatedServer();

  it.each(cases)("become a sentence: $name", async (fault) => {
    await server.client.call("connect", { instance });
    const hunt = () => server.client.call("run_hunting_query", { query: "EmailEvents", instance });
    const { missing, next } = await meetFault(server, fault, hunt);
    expect(missing.join("\n")).toBe("");
    expect(next.structured).toMatchObject(ROWS);
  });
});

describe("disturbances that the caller never sees", () => {
  const server = useEmulatedServer();

  it.each([
    {
      name: "one 429 with a short Retry-After",
      fault: faults.graph(429, "TooManyRequests", "", { "retry-after": "1" }),
    },
    { name: "one 401", fault: faults.graph(401, "InvalidAuthenticationToken", "Lifetime validation failed.") },
    { name: "a late answer", fault: faults.delay(500) },
    { name: "an answer in small pieces", fault: faults.slowBody(400, 5) },
  ])("$name", async ({ fault }) => {
    server.emulator.control.fail("graph", fault);
    const { structured } = await server.client.call("run_hunting_query", { query: "EmailEvents", instance: "Secret" });
    expect(structured).toMatchObject(ROWS);
  });
});
