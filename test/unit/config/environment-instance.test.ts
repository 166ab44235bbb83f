import { describe, expect, it } from "vitest";
import { createRedactor } from "../../../src/secrets.ts";
import { CLIENT, load, loadSection, only, problem, SECRET } from "./configure.ts";

const base = { DEFENDER_TENANT_ID: "contoso.com", DEFENDER_CLIENT_ID: CLIENT };
const string = (text: string) => load({ env: { DEFENDER_CONNECTION_STRING: text } });
const ids = `tenant_id=contoso.com;client_id=${CLIENT}`;

describe("variables", () => {
  it("make the instance Default", async () => {
    const found = await load({
      env: { ...base, DEFENDER_USERNAME: "a@b.example", DEFENDER_CLOUD: "dod", DEFENDER_PROVIDER: "MDE" },
    });
    expect(found.source).toBe("environment");
    expect(only(found)).toMatchObject({
      name: "Default",
      section: "environment",
      tenantId: "contoso.com",
      cloud: "dod",
      provider: "MDE",
      userName: "a@b.example",
      credential: { type: "device" },
    });
  });

  it("mean the device code without anything else, and the secret with one", async () => {
    const redactor = createRedactor();
    expect(only(await load({ env: base })).credential).toEqual({ type: "device" });
    const found = await load({ env: { ...base, DEFENDER_CLIENT_SECRET: SECRET }, redactor });
    expect([only(found).credential.type, found.warnings]).toEqual(["client_secret", []]);
    expect(redactor.redact(SECRET)).toBe("[secret]");
  });

  it("count as not set when they are empty", async () => {
    const env = { DEFENDER_TENANT_ID: "", DEFENDER_CLIENT_ID: " ", DEFENDER_CONNECTION_STRING: "" };
    expect((await load({ env })).source).toBeNull();
  });

  it.each([
    [{ DEFENDER_CLIENT_ID: CLIENT }, "Environment, DEFENDER_TENANT_ID: missing. Set DEFENDER_TENANT_ID."],
    [{ DEFENDER_TENANT_ID: "contoso.com" }, "DEFENDER_CLIENT_ID: missing"],
    [{ ...base, DEFENDER_CLOUD: "cn" }, "DEFENDER_CLOUD: Microsoft offers no advanced hunting API"],
    [
      { ...base, DEFENDER_USERNAME: "a@b.example", DEFENDER_CLIENT_SECRET: SECRET },
      "DEFENDER_USERNAME and DEFENDER_CLIENT_SECRET exclude each other",
    ],
  ])("%o", async (env, message) => {
    const found = await load({ env });
    expect(problem(found)).toContain(message);
    expect(found.instances).toEqual([]);
  });

  it("are not used beside a file, nor beside a connection string, and that is said", async () => {
    expect((await loadSection("AuthType: device", { env: base })).warnings).toEqual([
      expect.stringContaining("these variables are not used: DEFENDER_TENANT_ID, DEFENDER_CLIENT_ID."),
    ]);
    const both = await load({
      env: { DEFENDER_CONNECTION_STRING: `${ids};username=a@b.example`, DEFENDER_CLOUD: "eu" },
    });
    expect([only(both).cloud, both.warnings]).toEqual([
      "global",
      ["DEFENDER_CONNECTION_STRING is used, so DEFENDER_CLOUD is not."],
    ]);
  });

  it("with a slip of the pen are pointed at", async () => {
    const { warnings } = await load({ env: { ...base, DEFENDER_CLIENTSECRET: SECRET, DEFENDER_UNRELATED: "x" } });
    expect(warnings).toEqual(["The variable DEFENDER_CLIENTSECRET is not used; did you mean DEFENDER_CLIENT_SECRET?"]);
  });
});

describe("connection string", () => {
  it.each([
    `tenant_id='contoso.com'; client_id='${CLIENT}'; client_secret='${SECRET}'`,
    `tenant_id = "contoso.com" ;client_id = ${CLIENT} ; client_secret=${SECRET};`,
    ` ;;tenant_id=contoso.com;username=;client_id=${CLIENT};client_secret=${SECRET}`,
    `TenantId=contoso.com;ClientId=${CLIENT};ClientSecret=${SECRET}`,
  ])("%s", async (text) => {
    const { tenantId, clientId, credential } = only(await string(text));
    expect([tenantId, clientId]).toEqual(["contoso.com", CLIENT]);
    if (credential.type !== "client_secret" || credential.secret.kind !== "value") throw new Error("No secret.");
    expect(credential.secret.value.reveal()).toBe(SECRET);
  });

  it.each([
    ["'a;b=c'", "a;b=c"],
    [`"it's"`, "it's"],
    ["a=b==", "a=b=="],
    ["'half", "'half"],
    ["''x''", "'x'"],
  ])("reads the value %s", async (written, value) => {
    const { credential } = only(await string(`client_secret=${written};${ids}`));
    if (credential.type !== "client_secret" || credential.secret.kind !== "value") throw new Error("No secret.");
    expect(credential.secret.value.reveal()).toBe(value);
  });

  it("reads user name with auth type, and certificate with key", async () => {
    expect(only(await string(`${ids};username=a@b.example;auth_type=interactive`)).credential.type).toBe("interactive");
    expect(only(await string(`${ids};certificate=/a.der;private_key=/a.key`)).credential).toMatchObject({
      type: "certificate",
      certificatePath: "/a.der",
      privateKeyPath: "/a.key",
    });
  });

  it.each([
    [`client_id=${CLIENT};client_secret=x`, "DEFENDER_CONNECTION_STRING, tenant_id: missing"],
    [ids, "none of username, client_secret, certificate and auth_type is set"],
    [`${ids};username=a@b.example;client_secret=canary`, "username and client_secret exclude each other"],
    [`${ids};client_secret=can;ary`, "part 4 is not of the form key=value"],
    [`${ids};client_secert=canary`, "the key “client_secert” is unknown (did you mean client_secret?)"],
    [`${ids};TenantId=x`, "tenant_id is written twice"],
    ["x".repeat(20_000), "longer than 10000 characters"],
  ])("%.60s is an error", async (text, message) => {
    expect(problem(await string(text))).toContain(message);
    expect(problem(await string(text))).not.toContain("canary");
    expect(problem(await string(text))).not.toContain("ary ");
  });
});
