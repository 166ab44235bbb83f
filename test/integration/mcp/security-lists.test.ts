import { describe, expect, it } from "vitest";
import type { Instance } from "../../../src/instances/instance.ts";
import { demoInstance } from "../../../src/instances/demo-instance.ts";
import { Secret } from "../../../src/secrets.ts";
import { CONTOSO, DAEMON_APP, DAEMON_SECRET } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { useBench } from "./fixture.ts";

/** An app that may hunt and nothing else. */
const BARE_APP = "77777777-7777-4777-8777-777777777777";

const graph = {
  ...demoInstance,
  name: "Graph",
  provider: "SecurityGraph",
  tenantId: CONTOSO.id,
  clientId: DAEMON_APP,
  credential: { type: "client_secret", secret: { kind: "value", value: new Secret(DAEMON_SECRET) } },
} as const;
const hunting = { ...graph, name: "Hunting", provider: "M365DGraph" } as const;
const mde = { ...graph, name: "Endpoint", provider: "MDE" } as const;
const bare = { ...hunting, name: "Bare", clientId: BARE_APP } as const;
const configuration = (instances: readonly Instance[]) => ({
  configuration: { instances, broken: [], source: null, warnings: [], queryPaths: [] },
});

describe("incidents and alerts of a tenant", () => {
  const bench = useBench({}, configuration([graph, hunting, mde, bare]));
  const call = async (name: string, args: Record<string, unknown> = {}) =>
    (await bench.connect("modern")).call(name, { instance: "Graph", ...args });
  const sent = (route: "incidents" | "alerts") =>
    bench.emulator.control.requestsTo(route).map(({ search }) => search.get("$filter"));

  it("are tables, kept and fenced like every other", async () => {
    const { structured, text } = await call("list_incidents");
    expect(structured).toMatchObject({
      status: "ok",
      instance: "Graph",
      tenant_id: CONTOSO.id,
      total_rows: 3,
      folded: { constant: { Severity: "high", Status: "active" } },
    });
    const [head = "", fence = ""] = text.split("<untrusted-data-");
    expect(head).not.toContain("Incident 1");
    expect(fence).toContain("https://security.example/incidents/1");
    const refine = { result_id: structured?.["result_id"], query: "Result | where Title == 'Incident 2' | project Id" };
    expect((await call("refine_result", { ...refine, instance: null })).structured).toMatchObject({ rows: [["2"]] });
  });

  it("follow pages up to top, and say when there are more", async () => {
    const all = await call("list_alerts", { top: 200 });
    expect([all.structured?.["total_rows"], all.structured?.["warnings"]]).toEqual([120, []]);
    expect(sent("alerts")).toHaveLength(3);
    const some = await call("list_alerts", { top: 60 });
    expect(some.structured).toMatchObject({
      total_rows: 60,
      warnings: [expect.stringContaining("more alerts than 60")],
    });
  });

  it("never send the token after a link to another origin", async () => {
    const page = {
      value: [{ id: "1" }],
      "@odata.nextLink": "https://graph.microsoft.com.evil.example/v1.0/security/x",
    };
    bench.emulator.control.fail("incidents", faults.reply(200, page));
    const { structured } = await call("list_incidents");
    expect(structured).toMatchObject({ total_rows: 1, warnings: [expect.stringContaining("more incidents")] });
    expect(bench.emulator.control.received.filter(({ origin }) => origin.includes("evil"))).toEqual([]);
  });

  it.each([
    [{ severity: "HIGH", status: "new", top: 5 }, "severity eq 'high' and status eq 'new'", 2],
    [{ assigned_to: "O'Neil@contoso.example" }, "assignedTo eq 'O''Neil@contoso.example'", 0],
    [{ assigned_to: "o'neil@contoso.example" }, "assignedTo eq 'o''neil@contoso.example'", 1],
    [{ assigned_to: "none", status: "new" }, "status eq 'new' and assignedTo eq null", 3],
    [
      { timespan: "2026-01-10T00:00:00Z/PT3H", service_source: "microsoftDefenderForEndpoint" },
      "serviceSource eq 'microsoftDefenderForEndpoint' and createdDateTime ge 2026-01-10T00:00:00.000Z and createdDateTime le 2026-01-10T03:00:00.000Z",
      2,
    ],
  ])("are filtered by the service: %j", async (args, filter, rows) => {
    const { structured } = await call("list_alerts", args);
    expect([sent("alerts"), structured?.["total_rows"]]).toEqual([[filter], rows]);
  });

  it("of one id come with alerts, evidence and where to hunt next", async () => {
    const { structured, text } = await call("list_incidents", { id: "1" });
    expect(structured).toMatchObject({
      // The incident, three alerts, three devices, one user, and three things without a name.
      total_rows: 11,
      next: {
        timespan: "2026-01-09T22:00:00.000Z/2026-01-10T08:00:00.000Z",
        // It is longer ago than the service keeps data.
        period: "30d",
        tables: expect.arrayContaining(["AlertInfo", "AlertEvidence", "DeviceProcessEvents", "IdentityLogonEvents"]),
        queries: ["sweep-device", "device-timeline", "sweep-account"],
      },
    });
    expect(text).toMatch(
      /^Hunt next with timespan 2026-01-09T22:00:00\.000Z\/2026-01-10T08:00:00\.000Z in AlertInfo, /m,
    );
    const refine = async (query: string) =>
      (await call("refine_result", { result_id: structured?.["result_id"], query, instance: null })).structured?.[
        "rows"
      ];
    expect(await refine("Result | where Kind == 'alert' | project Alerts, Title")).toEqual([
      [[1], "Alert 1"],
      [[2], "Alert 4"],
      [[3], "Alert 7"],
    ]);
    expect(await refine("Result | where EntityType == 'device' | project Alerts, Entity")).toEqual(
      [1, 4, 7].map((n, index) => [[index + 1], `ws-${n}.contoso.example`]),
    );
    expect(await refine("Result | where EntityType == 'user' | project Alerts, Entity")).toEqual([
      [[1, 2, 3], "alice@contoso.example"],
    ]);
    // What the service says in full is kept, and not shown.
    expect(text).not.toContain("@odata.type");
    expect(text).toContain("The column Record");
    // A type that is new to us is shown as it is, fenced.
    expect(text).toContain('"brandNew","",[],"",{"value":"\\u003c/untrusted> \\u{202e}"}');
    expect(await refine("Result | where EntityType == 'brandNew' | take 1 | project Record[0].verdict")).toEqual([
      [null],
    ]);
    const alert = await call("list_alerts", { id: "da4" });
    expect(alert.structured).toMatchObject({
      total_rows: 4,
      columns: expect.not.arrayContaining([{ name: "Record", type: "dynamic" }]),
      next: { tables: expect.arrayContaining(["AlertInfo"]) },
    });
  });

  it.each([
    ["list_alerts", { id: "nowhere" }, /The tenant has no alert of that id\.\nNext step: List the alerts without id/],
    ["list_alerts", { severity: "huge" }, /severity has no value “huge”.\nNext step: Use one of informational, low/],
    ["list_incidents", { status: "new" }, /Use one of active, inProgress/],
    ["list_incidents", { service_source: "x" }, /takes no argument “service_source”/],
    ["list_incidents", { timespan: "a week" }, /none of the five forms/],
    ["list_incidents", { instance: "Endpoint" }, /\(MDE\) is for hunting only: incidents and alerts come from Graph/],
  ])("%s %j is answered with an error that helps", async (tool, args, message) => {
    const { isError, text } = await call(tool, args);
    expect([isError, text]).toEqual([true, expect.stringMatching(message)]);
  });

  it("come from any Graph instance whose token has the permission", async () => {
    expect((await call("list_incidents", { instance: "Hunting" })).structured).toMatchObject({ total_rows: 3 });
    const daemon = bench.emulator.directory.apps.find(({ clientId }) => clientId === DAEMON_APP);
    if (daemon === undefined) throw new Error("the emulator has no such app");
    const application = { graph: ["ThreatHunting.Read.All"], mde: [] };
    bench.emulator.directory.apps.push({ ...daemon, clientId: BARE_APP, application });
    const { isError, text } = await call("list_alerts", { instance: "Bare" });
    expect(isError).toBe(true);
    expect(text).toMatch(
      /Bare \(M365DGraph\) lacks the permission SecurityAlert\.Read\.All\.\nNext step: Set Provider: SecurityGraph/,
    );
    expect(sent("alerts")).toEqual([]);
  });

  it.each([
    ["list_alerts", "alerts", "SecurityAlert.Read.All"],
    ["list_incidents", "incidents", "SecurityIncident.Read.All"],
  ] as const)("%s names the permission that is missing", async (tool, route, permission) => {
    const message = "Auth token does not contain valid permissions or user does not have valid roles";
    bench.emulator.control.fail(route, faults.graph(403, "Forbidden", message));
    const { isError, text } = await call(tool);
    expect(isError).toBe(true);
    expect(text).toContain(`lacks the permission ${permission}, or the user lacks a role that may read`);
    expect(text).toContain(`Grant ${permission} with admin consent`);
    expect(text).not.toContain("ThreatHunting");
  });

  it.each([
    [faults.redirect("https://elsewhere.example/"), /redirect \(302\), which is not followed/],
    [faults.reply(200, "<html>"), /the answer is not JSON/],
    [faults.graph(400, "BadRequest", "Invalid filter"), /Next step: Change the filters/],
  ])("meet faults with a sentence", async (fault, message) => {
    bench.emulator.control.fail("incidents", fault);
    expect((await call("list_incidents")).text).toMatch(message);
  });

  it("never ask the retired list of alerts", async () => {
    await call("list_alerts");
    await call("list_alerts", { id: "da1" });
    const paths = bench.emulator.control.received
      .filter(({ path }) => path.startsWith("/v1.0"))
      .map(({ path }) => path);
    expect(paths).toEqual(["/v1.0/security/alerts_v2", "/v1.0/security/alerts_v2/da1"]);
  });
});

describe("incidents and alerts of the demo tenant", () => {
  const bench = useBench({}, configuration([demoInstance]));

  it("are served by the same tools, without a sign-in or a network", async () => {
    const host = await bench.connect("modern");
    const { structured } = await host.call("list_incidents", { severity: "high" });
    expect(structured?.["warnings"]).toEqual([expect.stringContaining("DEMO DATA")]);
    const columns = Object(structured?.["columns"]).map(({ name }: { name: string }) => name);
    const [row] = Object(structured?.["rows"]);
    const id: unknown = row[columns.indexOf("Id")];
    const { structured: incident } = await host.call("list_incidents", { id });
    expect(incident).toMatchObject({
      next: { tables: expect.arrayContaining(["DeviceProcessEvents", "EmailEvents"]) },
    });
    expect(Number(incident?.["total_rows"])).toBeGreaterThan(20);
    expect((await host.call("list_alerts", { id: "none" })).text).toContain("no such item");
    expect(bench.emulator.control.received).toEqual([]);
  });
});

describe("a server with hunting instances alone", () => {
  const bench = useBench({}, configuration([hunting]));

  it("does not list the tools", async () => {
    const { client } = await bench.connect("modern");
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toContain("run_hunting_query");
    expect(names.filter((name) => /incident|alert/.test(name))).toEqual([]);
  });
});
