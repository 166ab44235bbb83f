import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createHash } from "node:crypto";
import {
  ConfidentialClientApplication,
  PublicClientApplication,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from "@azure/msal-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ALICE, CONTOSO, DAEMON_APP, DAEMON_SECRET, PUBLIC_APP } from "../support/emulator/directory.ts";
import { startEmulator, type Emulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";

const AUTHORITY = `https://login.microsoftonline.com/${CONTOSO.id}`;
const SCOPE = "https://graph.microsoft.com/ThreatHunting.Read.All";
const GRAPH_URL = "https://graph.microsoft.com/v1.0/security/runHuntingQuery";
const MDE_URL = "https://api.securitycenter.microsoft.com/api/advancedqueries/run";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.control.reset());

async function send<T>(method: string, url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
  const response = await emulator.fetch(url, { method, ...options });
  const body: T = Object(await response.json());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** Minimal on purpose: the emulator is tested with MSAL itself, not with the product's network module. */
const network: INetworkModule = {
  sendGetRequestAsync: (url, options) => send("GET", url, options),
  sendPostRequestAsync: (url, options) => send("POST", url, options),
};

const publicClient = () =>
  new PublicClientApplication({
    auth: { clientId: PUBLIC_APP, authority: AUTHORITY },
    system: { networkClient: network },
  });

async function appToken(scope: string): Promise<string> {
  const client = new ConfidentialClientApplication({
    auth: { clientId: DAEMON_APP, authority: AUTHORITY, clientSecret: DAEMON_SECRET },
    system: { networkClient: network },
  });
  return (await client.acquireTokenByClientCredential({ scopes: [scope] }))?.accessToken ?? "";
}

const hunt = (url: string, token: string, body: object) =>
  emulator.fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("sign-in by MSAL itself", () => {
  it("hands out a device code, waits for the person, then refreshes", async () => {
    const client = publicClient();
    const next = emulator.control.next("token:device_code");
    const done = client.acquireTokenByDeviceCode({
      scopes: [SCOPE],
      deviceCodeCallback: ({ userCode }) => void next.then(() => emulator.control.approve(userCode, ALICE)),
    });
    const result = await done;
    expect(result).toMatchObject({ tenantId: CONTOSO.id, account: { username: ALICE.userName } });
    expect(result?.scopes).toContain(SCOPE);
    const [account] = await client.getAllAccounts();
    if (account === undefined) throw new Error("MSAL kept no account.");
    const again = await client.acquireTokenSilent({ scopes: [SCOPE], account, forceRefresh: true });
    expect(again.accessToken).not.toBe(result?.accessToken);
  });

  it("lets a person type the code on the page", async () => {
    const page = "https://login.microsoftonline.com/devicelogin";
    const decide = async (userCode: string, decision: string) => {
      const body = new URLSearchParams({ code: userCode, account: ALICE.userName, decision });
      return (await emulator.fetch(page, { method: "POST", body })).text();
    };
    expect(await (await emulator.fetch(page)).text()).toContain(ALICE.userName);
    const client = publicClient();
    const signIn = (decision: string) =>
      client.acquireTokenByDeviceCode({
        scopes: [SCOPE],
        deviceCodeCallback: ({ userCode }) => void decide(userCode.toLowerCase(), decision),
      });
    expect(await signIn("approve")).toMatchObject({ account: { username: ALICE.userName } });
    await expect(signIn("deny")).rejects.toThrow(/authorization_declined/);
    expect(await decide("NOSUCHCODE", "approve")).toContain("did not work");
  });

  it("takes a certificate's assertion and refuses a foreign one", async () => {
    const { certPem, keyPem } = emulator.daemonCertificate;
    const thumbprintSha256 = createHash("sha256")
      .update(Buffer.from(certPem.replace(/-----.*?-----|\s/g, ""), "base64"))
      .digest("hex");
    const signIn = () =>
      new ConfidentialClientApplication({
        auth: {
          clientId: DAEMON_APP,
          authority: AUTHORITY,
          clientCertificate: { thumbprintSha256, privateKey: keyPem },
        },
        system: { networkClient: network },
      }).acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
    expect((await signIn())?.accessToken).toMatch(/^eyJ/);
    const app = emulator.directory.apps.find((a) => a.clientId === DAEMON_APP);
    Object.assign(app ?? {}, { certificates: [] });
    await expect(signIn()).rejects.toThrow(/AADSTS700027/);
    Object.assign(app ?? {}, { certificates: [certPem] });
  });

  it("rotates refresh tokens and revokes a family whose token is used twice", async () => {
    emulator.control.device.approveAs = ALICE;
    emulator.control.tokens.reuseRevokesFamily = true;
    await publicClient().acquireTokenByDeviceCode({ scopes: [SCOPE], deviceCodeCallback: () => undefined });
    const refresh = async (token: string) => {
      const body = new URLSearchParams({
        client_id: PUBLIC_APP,
        grant_type: "refresh_token",
        refresh_token: token,
        scope: SCOPE,
      });
      return (await emulator.fetch(`${AUTHORITY}/oauth2/v2.0/token`, { method: "POST", body })).json();
    };
    const first = emulator.control.secrets().findLast((secret) => secret.startsWith("1.A")) ?? "";
    const second = await refresh(first);
    expect(second).toMatchObject({ token_type: "Bearer" });
    expect(second).not.toMatchObject({ refresh_token: first });
    expect(await refresh(first)).toMatchObject({ error_codes: [54005] });
    expect(await refresh(String(Object(second).refresh_token))).toMatchObject({ error_codes: [50173] });
    emulator.control.device.approveAs = undefined;
    emulator.control.tokens.reuseRevokesFamily = false;
  });
});

describe("hunting", () => {
  it("answers in Graph's and in MDE's form", async () => {
    const graph = await hunt(GRAPH_URL, await appToken("https://graph.microsoft.com/.default"), {
      Query: "EmailEvents | take 2",
    });
    expect(await graph.json()).toMatchObject({ schema: [{ name: "Timestamp", type: "DateTime" }, {}, {}, {}, {}] });
    const token = await appToken("https://api.securitycenter.microsoft.com/.default");
    const mde = await hunt(MDE_URL, token, { Query: "EmailEvents | count" });
    expect(await mde.json()).toMatchObject({ Schema: [{ Name: "Count" }], Results: [{ Count: 12 }] });
  });

  it("refuses no token, a foreign audience, an expired token and a missing permission", async () => {
    const token = await appToken("https://graph.microsoft.com/.default");
    expect((await hunt(GRAPH_URL, "nonsense.x.y", { Query: "EmailEvents" })).status).toBe(401);
    expect((await hunt(MDE_URL, token, { Query: "EmailEvents" })).status).toBe(403);
    emulator.control.expireAccessTokens();
    expect((await hunt(GRAPH_URL, token, { Query: "EmailEvents" })).status).toBe(401);
    const app = emulator.directory.apps.find((a) => a.clientId === DAEMON_APP);
    const before = app?.application;
    Object.assign(app ?? {}, { application: { graph: ["User.Read"], mde: [] } });
    const weak = await appToken("https://graph.microsoft.com/.default");
    expect((await hunt(GRAPH_URL, weak, { Query: "EmailEvents" })).status).toBe(403);
    Object.assign(app ?? {}, { application: before });
  });

  it("sees that a client went away", async () => {
    const token = await appToken("https://graph.microsoft.com/.default");
    emulator.control.fail("graph", faults.hang());
    const arrived = emulator.control.next("graph");
    const abort = new AbortController();
    const call = emulator.fetch(GRAPH_URL, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: '{"Query":"EmailEvents"}',
      signal: abort.signal,
    });
    const request = await arrived;
    abort.abort();
    await expect(call).rejects.toThrow(/abort/);
    expect(await request.end).toBe("aborted");
  });
});

it("is trusted over TLS by a process that gets the CA from the environment", async () => {
  const script = `fetch(process.argv[1]).then((r) => r.json()).then((d) => console.log(d.issuer))`;
  const url = `${emulator.origin}/${CONTOSO.id}/v2.0/.well-known/openid-configuration`;
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script, url], { env: emulator.environment });
  expect(stdout.trim()).toBe(`${emulator.origin}/${CONTOSO.id}/v2.0`);
});
