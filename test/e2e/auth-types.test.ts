import { createPrivateKey, randomBytes, randomUUID, sign, X509Certificate } from "node:crypto";
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { authTypes } from "../../src/instances/instance.ts";
import { connectClient, type HuntingClient, type ToolAnswer } from "../support/clients.ts";
import { type ConnectProxy, startConnectProxy } from "../support/connect-proxy.ts";
import { createServerIdentity, type TestServerIdentity } from "../support/emulator/certificates.ts";
import { ALICE, CONTOSO, DAEMON_APP, DAEMON_SECRET, PUBLIC_APP } from "../support/emulator/directory.ts";
import { type Emulator, startEmulator } from "../support/emulator/emulator.ts";
import type { KeyVaultSection } from "../support/emulator/config-yaml.ts";
import { type Listener, listen } from "../support/emulator/listener.ts";

const VAULT = "contoso-kv.vault.azure.net";
const IDENTITY_HEADER = "canary-identity-header";
const PROXY_LOGIN = { user: "corp", password: "canary p@ss" };
const CACHE_KEY = randomBytes(32).toString("base64");
/** Secrets that this server is given; those that the emulator issues come on top. */
const given = [
  DAEMON_SECRET,
  IDENTITY_HEADER,
  PROXY_LOGIN.password,
  encodeURIComponent(PROXY_LOGIN.password),
  CACHE_KEY,
];
let emulator: Emulator;
let identity: TestServerIdentity;
let platform: Listener;
let vault: Listener;
let proxy: ConnectProxy;
let folder = "";
const clients: HuntingClient[] = [];
const answers: string[] = [];
const logs: string[] = [];

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
      response.end(JSON.stringify(vaultSecrets.test(request.url ?? "") ? { value: DAEMON_SECRET } : {})),
    { cert: identity.certPem, key: identity.keyPem },
  );
  proxy = await startConnectProxy(PROXY_LOGIN, { [`${VAULT}:443`]: vault.port });
  await putProgram(
    "az",
    `(${requestToken})(fetch, process.env.LOGIN).then((accessToken) =>
    console.log(JSON.stringify({ accessToken, expires_on: Math.floor(Date.now() / 1000) + 3600 })));`,
  );
  await putProgram("xdg-open", fakeBrowser);
});
afterEach(async () => {
  logs.push(...clients.map((client) => client.stderr()));
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => Promise.all([emulator, platform, vault, proxy].map((service) => service.close())));

/** The secret under its name, and under the name that MSTICPy derives from the key's place in the file. */
const vaultSecrets = /^\/secrets\/(?:Daemon-Secret|DataProviders-MicrosoftDefender-Args-ClientSecret)\?/;

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
  const token = `${text}.${sign("sha256", Buffer.from(text), createPrivateKey(keyPem)).toString("base64url")}`;
  given.push(token);
  return token;
}

type Args = Parameters<Emulator["writeConfig"]>[0][number]["args"];
type Environment = Readonly<Record<string, string>>;

async function start(args: Args, environment: Environment = {}, keyVault?: KeyVaultSection): Promise<HuntingClient> {
  const instance = { section: "MicrosoftDefender", args: { TenantId: CONTOSO.id, ...args } };
  const own = {
    LOGIN: emulator.origin,
    GRAPH: emulator.graphOrigin,
    DEFENDER_HUNTING_CONFIG: await emulator.writeConfig([instance], keyVault),
    DEFENDER_HUNTING_LOG_LEVEL: "trace",
    PATH: [join(folder, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter),
    HOME: folder,
  };
  const client = await connectClient("modern", { environment: { ...emulator.environment, ...own, ...environment } });
  clients.push(client);
  return client;
}

async function call(server: HuntingClient, name: string, args: Readonly<Record<string, unknown>> = {}) {
  const answer = await server.call(name, args);
  answers.push(JSON.stringify(answer.raw));
  return answer;
}
const hunt = (server: HuntingClient) => call(server, "run_hunting_query", { query: "EmailEvents | count" });
const msi = () => ({
  IDENTITY_ENDPOINT: `http://127.0.0.1:${platform.port}/msi/token`,
  IDENTITY_HEADER,
});
const daemon = { ClientId: DAEMON_APP };

/** The end of a sign-in without a person, which on a busy machine may take longer than a call waits. */
async function connected(server: HuntingClient): Promise<ToolAnswer> {
  const answer = await call(server, "connect", { wait_seconds: 20 });
  return answer.structured["status"] === "awaiting_user" ? connected(server) : answer;
}

/** What became of sign-in and a query, in short. */
async function outcome(server: HuntingClient): Promise<object> {
  const { structured } = await connected(server);
  const { rows } = (await hunt(server)).structured;
  return { status: structured["status"], missing: Object(structured["permissions"]).missing, rows };
}
const huntsWell = { status: "connected", missing: [], rows: [[12]] };

/** How each application signs in: its section, and the environment that it needs. */
const applications: Readonly<Record<string, () => Promise<readonly [Args, Environment?]>>> = {
  client_secret: () =>
    Promise.resolve([{ ...daemon, ClientSecret: { EnvironmentVar: "SECRET" } }, { SECRET: DAEMON_SECRET }]),
  async certificate() {
    const { certPem, keyPem } = emulator.daemonCertificate;
    const certificate = await emulator.writeFile("own.pem", `${certPem}\n${keyPem}`);
    return [{ ...daemon, Certificate: certificate }];
  },
  azure_cli: () => Promise.resolve([{}]),
  managed_identity: () => Promise.resolve([{}, msi()]),
  workload_identity: async () => [
    daemon,
    { AZURE_FEDERATED_TOKEN_FILE: await emulator.writeFile("federated", federatedToken()) },
  ],
};

describe("the built bin signs in and hunts", () => {
  it.each(Object.entries(applications))("by %s, without a person", async (type, configure) => {
    const [args, environment] = await configure();
    expect(await outcome(await start({ ...args, AuthType: type }, environment))).toEqual(huntsWell);
  });

  it("by every AuthType there is", () => {
    expect(new Set(["device", "interactive", ...Object.keys(applications)])).toEqual(new Set(authTypes));
  });

  it("by a device code, once for all who ask", async () => {
    emulator.control.reset();
    const server = await start({ AuthType: "device", ClientId: PUBLIC_APP });
    const shown = await Promise.all([call(server, "connect"), hunt(server), call(server, "connect")]);
    const codes = new Set(shown.map(({ structured }) => String(Object(structured["sign_in"]).user_code)));
    expect([codes.size, emulator.control.requestsTo("devicecode").length]).toEqual([1, 1]);
    for (const code of codes) emulator.control.approve(code, ALICE);
    const waited = await call(server, "connect", { wait_seconds: 10 });
    expect(waited.structured).toMatchObject({ status: "connected", account: ALICE.userName });
    expect((await hunt(server)).structured).toMatchObject({ status: "ok" });
  });

  it("by the browser of this machine", async () => {
    const server = await start({ AuthType: "interactive", ClientId: PUBLIC_APP }, { DISPLAY: ":0" });
    expect((await connected(server)).structured).toMatchObject({ status: "connected", account: ALICE.userName });
    expect((await hunt(server)).structured).toMatchObject({ status: "ok" });
  });

  it.each([[""], ["default"], ["Daemon-Secret"], ["contoso-kv/Daemon-Secret"]])(
    "by a secret in a Key Vault (KeyVault: %j), with Entra, Graph and vault behind a proxy",
    async (reference) => {
      const tunnels = proxy.tunnels.length;
      const environment = { ...msi(), HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: join(folder, "all-ca.pem") };
      const keyVault = { VaultName: "contoso-kv", TenantId: CONTOSO.id, Authority: "global" };
      const server = await start({ ...daemon, ClientSecret: { KeyVault: reference } }, environment, keyVault);
      expect(await outcome(server)).toEqual(huntsWell);
      const hosts = [emulator.origin, emulator.graphOrigin].map((origin) => new URL(origin).host);
      expect(new Set(proxy.tunnels.slice(tunnels))).toEqual(new Set([`${VAULT}:443`, ...hosts]));
    },
  );

  it("with an encrypted cache that outlives the process, until disconnect", async () => {
    emulator.control.device.approveAs = ALICE;
    const path = join(folder, "cache", "tokens.bin");
    const args = { ClientId: PUBLIC_APP, AuthType: "device", TokenCache: "encrypted-file", TokenCachePath: path };
    const key = { DEFENDER_HUNTING_CACHE_KEY: CACHE_KEY };
    const first = await start(args, key);
    await call(first, "connect");
    expect((await call(first, "connect", { wait_seconds: 10 })).structured).toMatchObject({ status: "connected" });
    await first.close();
    emulator.control.reset();
    const second = await start(args, key);
    expect((await hunt(second)).structured).toMatchObject({ status: "ok" });
    expect(emulator.control.requestsTo("devicecode")).toEqual([]);
    expect(await readdir(dirname(path))).toHaveLength(1);
    await call(second, "disconnect", { instance: "Default" });
    await second.close();
    emulator.control.device.approveAs = undefined;
    const third = await start(args, key);
    expect((await hunt(third)).structured).toMatchObject({ status: "sign_in_required" });
  });
});

describe("a machine without keyring and key", () => {
  it("keeps the tokens in memory although a file was asked for, and says so", async () => {
    emulator.control.device.approveAs = ALICE;
    const path = join(folder, "unwritten", "tokens.bin");
    const server = await start({
      AuthType: "device",
      ClientId: PUBLIC_APP,
      TokenCache: "encrypted-file",
      TokenCachePath: path,
    });
    await call(server, "connect");
    const { structured } = await call(server, "connect", { wait_seconds: 20 });
    emulator.control.device.approveAs = undefined;
    expect(structured).toMatchObject({
      status: "connected",
      next_step: expect.stringContaining("no usable keyring. To keep them encrypted, set DEFENDER_HUNTING_CACHE_KEY"),
    });
    await expect(readdir(dirname(path))).rejects.toThrow("ENOENT");
  });
});

describe("the built bin says what to do where it cannot sign in", () => {
  const nobody = "http://127.0.0.1:1";
  it.each<[string, Args, Environment, RegExp, RegExp]>([
    ["a browser", { AuthType: "interactive", ClientId: PUBLIC_APP }, {}, /no screen/, /auth_type "device"/],
    ["the Azure CLI", { AuthType: "azure_cli" }, { PATH: "/nowhere" }, /not installed/, /AuthType to device/],
    [
      "a managed identity",
      { AuthType: "managed_identity" },
      { IDENTITY_ENDPOINT: nobody, IDENTITY_HEADER },
      /No managed identity service answers/,
      /Azure resource/,
    ],
    ["a token file", { ...daemon, AuthType: "workload_identity" }, {}, /No federated token file/, /AZURE_FEDERATED_/],
    [
      "an identity for the vault",
      { ...daemon, ClientSecret: { KeyVault: "contoso-kv/Daemon-Secret" } },
      { PATH: "/nowhere", IDENTITY_ENDPOINT: nobody, IDENTITY_HEADER },
      /No identity on this machine can open Key Vault contoso-kv/,
      /az login/,
    ],
    [
      "the right key of the cache",
      { AuthType: "device", ClientId: PUBLIC_APP, TokenCache: "encrypted-file" },
      { DEFENDER_HUNTING_CACHE_KEY: "canary-not-a-key" },
      /holds no key of 32 bytes/,
      /openssl rand/,
    ],
    [
      "the right password of the proxy",
      { ...daemon, ClientSecret: { EnvironmentVar: "SECRET" } },
      { SECRET: DAEMON_SECRET, HTTPS_PROXY: "http://corp:canary-wrong@127.0.0.1:PORT" },
      /the proxy of this network refused/,
      /HTTPS_PROXY with its user name and password/,
    ],
  ])("for want of %s", async (_, args, environment, error, nextStep) => {
    const { port } = new URL(proxy.url);
    const filled = Object.entries(environment).map(([name, value]) => [name, value.replace("PORT", port)]);
    const { structured } = await connected(await start(args, Object.fromEntries(filled)));
    expect(structured).toMatchObject({
      status: "failed",
      error: expect.stringMatching(error),
      next_step: expect.stringMatching(nextStep),
    });
  });
});

describe("answers and log lines of all that, at the trace level", () => {
  it("hold no secret that this server was given or got", () => {
    const secrets = [...given, "canary-not-a-key", "canary-wrong", ...emulator.control.secrets()];
    const lines = logs.join("").split("\n");
    expect([secrets.length > 25, answers.length > 30, lines.length > 20]).toEqual([true, true, true]);
    const told = [...logs, ...answers].join("\n");
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
  });
});
