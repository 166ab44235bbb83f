import { describe, expect, it } from "vitest";
import { useEmulatedServer } from "../../support/emulated-server.ts";
import { faults, TRACE_ID } from "../../support/emulator/faults.ts";
import { meetFault, type FaultCase } from "../../support/fault-case.ts";

const token = "token:client_credentials" as const;
const refused = (code: number, ...says: RegExp[]): FaultCase => ({
  name: `AADSTS${code}`,
  route: token,
  faults: [faults.aadsts(code)],
  says: [new RegExp(`AADSTS${code}`), ...says],
  requestId: TRACE_ID,
});

const CASES: readonly FaultCase[] = [
  refused(7000215, /secret .* is wrong/, /ClientSecret/),
  refused(7000222, /secret .* has expired/, /new secret/),
  refused(700016, /no enabled application/, /ClientId/),
  refused(90002, /does not exist/, /TenantId/),
  refused(500011, /does not know the API/, /Scope/),
  refused(70011, /scope/, /Scope/),
  refused(53003, /Conditional Access/, /administrator/),
  refused(700027, /certificate or signed assertion/, /Upload/),
  refused(700025, /public client/, /Remove ClientSecret/),
  refused(7000112, /disabled/, /Enterprise applications/),
  {
    ...refused(9999999, /refused the sign-in/, /It said: .Something new/, /sign-in log/),
    faults: [faults.aadsts(9999999, { error: "invalid_request", description: "Something new." })],
  },
  {
    name: "503 in plain text",
    route: token,
    faults: Array.from({ length: 4 }, () => faults.reply(503, "Service Unavailable")),
    says: [/localhost:\d+ cannot be used for sign-in/, /minute/],
  },
  {
    name: "429 with Retry-After",
    route: token,
    faults: Array.from({ length: 4 }, () =>
      faults.reply(429, { error: "temporarily_unavailable" }, { "retry-after": "30" }),
    ),
    says: [/limits the number of requests|overloaded/, /30 seconds|minute/],
  },
  {
    name: "an HTML page of a captive portal",
    route: token,
    faults: Array.from({ length: 4 }, () => faults.html(200)),
    says: [/not the sign-in service/, /captive portal|proxy/],
  },
  {
    name: "a redirect",
    route: token,
    faults: [faults.redirect("https://127.0.0.1:1/steal")],
    says: [/redirect/, /captive portal|proxy/],
  },
  {
    name: "dropped connections",
    route: token,
    faults: Array.from({ length: 4 }, () => faults.drop()),
    says: [/connection failed/, /network/],
  },
  {
    name: "half a JSON document",
    route: token,
    faults: Array.from({ length: 4 }, () => faults.malformed()),
    says: [/not the sign-in service/, /proxy/],
  },
  {
    name: "a discovery document that is missing",
    route: "discovery",
    faults: Array.from({ length: 4 }, () => faults.reply(500, { error: "server_error" })),
    says: [/cannot be used for sign-in|internal error|unavailable/],
  },
];

describe("faults of Entra while the application signs in", () => {
  const server = useEmulatedServer();
  const connect = () => server.client.call("connect", { instance: "Secret" });

  it.each(CASES)("become a sentence: $name", async (fault) => {
    await server.client.call("disconnect", { instance: "Secret" });
    const { missing, next } = await meetFault(server, fault, connect);
    expect(missing.join("\n")).toBe("");
    expect(next.text).toMatch(/^Connected/);
  });
});
