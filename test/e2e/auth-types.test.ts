import { createPrivateKey, randomBytes, randomUUID, sign, X509Certificate } from "node:crypto";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectClient, type HuntingClient } from "../support/clients.ts";
import { type ConnectProxy, startConnectProxy } from "../support/connect-proxy.ts";
import { createServerIdentity, type TestServerIdentity } from "../support/emulator/certificates.ts";
import { ALICE, CONTOSO, DAEMON_APP, DAEMON_SECRET, PUBLIC_APP } from "../support/emulator/directory.ts";
import { type Emulator, startEmulator } from "../support/emulator/emulator.ts";
import { type Listener, listen } from "../support/emulator/listener.ts";

const VAULT = "contoso-kv.vault.azure.net";
let emulator: Emulator;
let identity: TestServerIdentity;
let platform: Listener;
let vault: Listener;
let proxy: ConnectProxy;
let folder = "";
let client: HuntingClient | undefined;

/** A token of the daemon for the Graph of the emulator, as the platform or the CLI would get it. */
const requestToken = `async (fetch, origin) => {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "${DAEMON_APP}", client_secret: "${DAEMON_SECRET}" });
  form.set("scope", process.env.GRAPH + "/.default");
  return (await (await fetch(origin + "/${CONTOSO.id}/oauth2/v2.0/token", { method: "POST", body: form })).json()).access_token;
}`;

async function putProgram(name: string, script: string): Promise<void> {
  const path = join(folder, "bin", name);
  await writeFile(path, `#!/usr/bin/env node\n${script}`);
  await chmod(path, 0o755);
}

beforeAll(async () => {
  [emulator, identity] = await Promise.all([startEmulator(), createServerIdentity([VAULT])]);
  folder = dirname(emulator.caFile);
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "all-ca.pem"), `${emulator.caPem}\n${identity.caPem}`);
  platform = await listen(
    (request, response) => void answerPlatform(request.url ?? "").then((body) => response.end(body)),
  );
  vault = await listen(
    (request, response) =>
      response.end(JSON.stringify(request.url?.startsWith("/secrets/Daemon-Secret?") ? { value: DAEMON_SECRET } : {})),
    { cert: identity.certPem, key: identity.keyPem },
  );
  proxy = await startConnectProxy(undefined, { [`${VAULT}:443`]: vault.port });
  await putProgram(
    "az",
    `(${requestToken})(fetch, process.env.LOGIN).then((accessToken) =>
    console.log(JSON.stringify({ accessToken, expires_on: Math.floor(Date.now() / 1000) + 3600 })));`,
  );
  await putProgram("xdg-open", fakeBrowser);
});
afterEach(() => client?.close());
afterAll(() => Promise.all([emulator, platform, vault, proxy].map((service) => service.close())));

/** The person at the browser: chooses Alice, and lets the page post its form to the loopback address. */
const fakeBrowser = `
(async () => {
  const body = new URLSearchParams({ account: "${ALICE.userName}", decision: "approve" });
  const html = (await (await fetch(process.argv[2], { method: "POST", body })).text()).replaceAll("&amp;", "&");
  const fields = Object.fromEntries([...html.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]));
  await fetch(/action="([^"]+)"/.exec(html)[1] + "/", { method: "POST", body: new URLSearchParams(fields) });
})();`;

/** The App Service interface of a managed identity: a token for the resource that is asked for. */
async function answerPlatform(url: string): Promise<string> {
  const resource = new URL(url, "http://platform").searchParams.get("resource") ?? "";
  const form = { grant_type: "client_credentials", client_id: DAEMON_APP, client_secret: DAEMON_SECRET };
  const scope = `${resource.includes("vault") ? emulator.graphOrigin : resource}/.default`;
  const address = `${emulator.origin}/${CONTOSO.id}/oauth2/v2.0/token`;
  const response = await emulator.fetch(address, { method: "POST", body: new URLSearchParams({ ...form, scope }) });
  const { access_token }: { access_token: string } = JSON.parse(await response.text());
  return JSON.stringify({
    access_token,
    resource,
    expires_on: Math.floor(Date.now() / 1_000) + 3_600,
    token_type: "Bearer",
  });
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What a Kubernetes cluster would write: an assertion that the registration accepts. */
function federatedToken(): string {
  const { certPem, keyPem } = emulator.daemonCertificate;
  const thumbprint = Buffer.from(new X509Certificate(certPem).fingerprint256.replaceAll(":", ""), "hex").toString(
    "base64url",
  );
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const claims = {
    iss: DAEMON_APP,
    sub: DAEMON_APP,
    aud: `${emulator.origin}/${CONTOSO.id}/oauth2/v2.0/token`,
    exp,
    jti: randomUUID(),
  };
  const text = `${encode({ alg: "RS256", "x5t#S256": thumbprint })}.${encode(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), createPrivateKey(keyPem)).toString("base64url")}`;
}

type Args = Parameters<Emulator["writeConfig"]>[0][number]["args"];
async function start(args: Args, environment: Readonly<Record<string, string>> = {}): Promise<HuntingClient> {
  const config = await emulator.writeConfig([
    { section: "MicrosoftDefender", args: { TenantId: CONTOSO.id, ...args } },
  ]);
  const path = [join(folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
  const own = {
    LOGIN: emulator.origin,
    GRAPH: emulator.graphOrigin,
    DEFENDER_HUNTING_CONFIG: config,
    PATH: path,
    HOME: folder,
  };
  client = await connectClient("modern", { environment: { ...emulator.environment, ...own, ...environment } });
  return client;
}
const hunt = (server: HuntingClient) => server.call("run_hunting_query", { query: "EmailEvents | count" });
const msi = () => ({ IDENTITY_ENDPOINT: `http://127.0.0.1:${platform.port}/msi/token`, IDENTITY_HEADER: "header" });

describe("the built bin signs in and hunts", () => {
  it.each<[string, Args, () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>]>([
    ["azure_cli", { AuthType: "azure_cli" }, () => ({})],
    ["managed_identity", { AuthType: "managed_identity" }, msi],
    [
      "workload_identity",
      { AuthType: "workload_identity", ClientId: DAEMON_APP },
      async () => ({ AZURE_FEDERATED_TOKEN_FILE: await emulator.writeFile("federated", federatedToken()) }),
    ],
    [
      "a secret in a Key Vault, behind a proxy",
      { ClientId: DAEMON_APP, ClientSecret: { KeyVault: "contoso-kv/Daemon-Secret" } },
      () => ({
        ...msi(),
        HTTPS_PROXY: proxy.url,
        NO_PROXY: "localhost",
        NODE_EXTRA_CA_CERTS: join(folder, "all-ca.pem"),
      }),
    ],
  ])("by %s, without a person", async (_, args, environment) => {
    const server = await start(args, await environment());
    expect((await server.call("connect")).structured).toMatchObject({
      status: "connected",
      permissions: { missing: [] },
    });
    expect((await hunt(server)).structured).toMatchObject({ status: "ok", rows: [[12]] });
  });

  it("by the browser of this machine", async () => {
    const server = await start({ AuthType: "interactive", ClientId: PUBLIC_APP }, { DISPLAY: ":0" });
    const first = await server.call("connect", { wait_seconds: 20 });
    const done =
      first.structured["status"] === "connected" ? first : await server.call("connect", { wait_seconds: 20 });
    expect(done.structured).toMatchObject({ status: "connected", account: ALICE.userName });
    expect((await hunt(server)).structured).toMatchObject({ status: "ok" });
  });

  it("and says what to do where there is no browser", async () => {
    const server = await start({ AuthType: "interactive", ClientId: PUBLIC_APP });
    const { structured } = await server.call("connect");
    expect(structured).toMatchObject({
      status: "failed",
      error: "No browser can be opened here: this machine has no screen.",
    });
    expect(structured["next_step"]).toContain('auth_type "device"');
  });

  it("with an encrypted cache that outlives the process, until disconnect", async () => {
    emulator.control.device.approveAs = ALICE;
    const path = join(folder, "cache", "tokens.bin");
    const args = { ClientId: PUBLIC_APP, TokenCache: "encrypted-file", TokenCachePath: path };
    const key = { DEFENDER_HUNTING_CACHE_KEY: randomBytes(32).toString("base64") };
    const first = await start(args, key);
    await first.call("connect");
    expect((await first.call("connect", { wait_seconds: 10 })).structured).toMatchObject({ status: "connected" });
    await first.close();
    emulator.control.reset();
    const second = await start(args, key);
    expect((await hunt(second)).structured).toMatchObject({ status: "ok" });
    expect(emulator.control.requestsTo("devicecode")).toEqual([]);
    expect(await readdir(dirname(path))).toHaveLength(1);
    await second.call("disconnect", { instance: "Default" });
    await second.close();
    emulator.control.device.approveAs = undefined;
    const third = await start(args, key);
    expect((await hunt(third)).structured).toMatchObject({ status: "sign_in_required" });
  });
});
