import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Agent, fetch as tlsFetch } from "undici";
import type { KeyVault } from "../../../src/instances/instance.ts";
import { createServerIdentity } from "../../support/emulator/certificates.ts";
import { CONTOSO, DAEMON_APP, DAEMON_SECRET, FABRIKAM } from "../../support/emulator/directory.ts";
import { type Listener, listen } from "../../support/emulator/listener.ts";
import { errorIn, instanceOf, never, now, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const asked: { path: string; token: string }[] = [];
let reply: { status: number; body: object } = { status: 200, body: {} };
let vault: Listener;
let agent: Agent;

beforeAll(async () => {
  const identity = await createServerIdentity();
  agent = new Agent({ connect: { ca: identity.caPem } });
  const tls = { cert: identity.certPem, key: identity.keyPem };
  vault = await listen((request, response) => {
    asked.push({ path: request.url ?? "", token: request.headers.authorization?.split(" ")[1] ?? "" });
    response.writeHead(reply.status, { "x-ms-request-id": "vault-request" }).end(JSON.stringify(reply.body));
  }, tls);
  const [, daemonApp] = bench.emulator.directory.apps;
  if (daemonApp === undefined) throw new Error("no app");
  for (const identifierUri of ["https://vault.azure.net", "https://vault.usgovcloudapi.net"]) {
    bench.emulator.directory.apps.push({ ...daemonApp, clientId: identifierUri, identifierUri });
  }
});
beforeEach(() => {
  asked.length = 0;
  reply = { status: 200, body: { value: DAEMON_SECRET, id: "x" } };
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => Promise.all([vault.close(), agent.close()]));

const hosts: string[] = [];
/** Reaches the vault over TLS whatever its name, and Entra through the emulator. */
const fetch: typeof globalThis.fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (!url.hostname.includes(".vault.")) return bench.emulator.fetch(input, init);
  hosts.push(url.hostname);
  const headers = [...new Headers(init?.headers)];
  const port = url.hostname.startsWith("closed") ? 1 : vault.port;
  return tlsFetch(`https://localhost:${port}${url.pathname}${url.search}`, {
    headers,
    redirect: "error",
    dispatcher: agent,
  });
};

const contosoVault: KeyVault = { vaultName: "contoso-kv", tenantId: CONTOSO.id, authority: undefined };
const env = { AZURE_CLIENT_ID: DAEMON_APP, AZURE_CLIENT_SECRET: DAEMON_SECRET, PATH: "/nonexistent" };
const signIn = (keyVault: KeyVault = contosoVault, deps = {}, instance = {}) => {
  const secret = { kind: "key_vault", vault: keyVault, secretName: "Hunting-Secret" } as const;
  const credential = { type: "client_secret", secret } as const;
  return bench.signIn({ clientId: DAEMON_APP, credential, ...instance }, { fetch, env, ...deps });
};

const forbidden = (code: string) => ({ error: { code: "Forbidden", message: "secret text", innererror: { code } } });

describe("a secret in a Key Vault", () => {
  it("is read at first use over TLS, with a token for the vault, and not again while it works", async () => {
    const instance = signIn();
    expect(asked).toEqual([]);
    expect((await instance.connect(now)).status).toBe("connected");
    await instance.authorize(never, { refresh: true });
    expect(asked.map(({ path }) => path)).toEqual(["/secrets/Hunting-Secret?api-version=7.4"]);
    expect(bench.emulator.control.secrets()).toContain(asked[0]?.token);
    const [vaultToken] = bench.emulator.control.requestsTo("token:client_credentials");
    expect(vaultToken?.form.get("scope")).toContain("https://vault.azure.net/.default");
  });

  it("is read again after Entra refused it, so that a renewed one is found", async () => {
    reply.body = { value: "an-old-secret" };
    const instance = signIn();
    expect(errorIn(await instance.connect(now)).aadsts).toBe(7000215);
    reply.body = { value: DAEMON_SECRET };
    expect((await instance.connect(now)).status).toBe("connected");
  });

  it.each([
    [{ authority: "usgov" }, {}, "contoso-kv.vault.usgovcloudapi.net", "https://login.microsoftonline.us"],
    [{}, { cloud: "gcc-high" }, "contoso-kv.vault.usgovcloudapi.net", "https://login.microsoftonline.us"],
    [{ tenantId: FABRIKAM.id }, {}, "contoso-kv.vault.azure.net", "https://login.microsoftonline.com"],
  ] as const)("is looked for in the cloud and tenant of the vault: %j %j", async (keyVault, instance, host, login) => {
    hosts.length = 0;
    expect((await signIn({ ...contosoVault, ...keyVault }, {}, instance).connect(now)).status).toBe("connected");
    const [request] = bench.emulator.control.requestsTo("token:client_credentials");
    expect([hosts, request?.origin]).toEqual([[host], login]);
    expect(request?.path).toContain({ ...contosoVault, ...keyVault }.tenantId);
  });

  it.each([
    [403, forbidden("ForbiddenByRbac"), "lacks the permission to read secrets", 'role "Key Vault Secrets User"'],
    [403, forbidden("AccessDenied"), "lacks the permission to read secrets", "permission Get on secrets"],
    [403, forbidden("ForbiddenByFirewall"), "firewall does not admit this machine", "Networking of contoso-kv"],
    [403, forbidden("SecretDisabled"), "disabled or expired", "Enable the secret"],
    [404, { error: { code: "SecretNotFound" } }, "has no such secret", "Create the secret Hunting-Secret"],
    [401, {}, "lacks the permission", "KeyVault.TenantId"],
    [500, {}, "answered with an error", "Try again"],
    [200, { id: "no value" }, "answered with an error", "Try again"],
  ])("that cannot be read (%i %j) is named with its vault and the remedy", async (status, body, text, remedy) => {
    reply = { status, body };
    const { message, nextStep, requestId } = errorIn(await signIn().connect(now));
    expect(message).toContain(
      "The secret Hunting-Secret of Key Vault contoso-kv cannot be read by the application of AZURE_CLIENT_ID",
    );
    expect([message, nextStep]).toEqual([expect.stringContaining(text), expect.stringContaining(remedy)]);
    expect(requestId).toBe("vault-request");
  });

  it("says which identities were tried when none can open the vault", async () => {
    vi.stubEnv("IDENTITY_ENDPOINT", "http://127.0.0.1:1/msi");
    const wrong = {
      ...env,
      AZURE_CLIENT_SECRET: "wrong-secret",
      AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token",
      IDENTITY_ENDPOINT: "x",
    };
    const { message, nextStep } = errorIn(await signIn(contosoVault, { env: wrong }).connect(now));
    expect(message).toContain("No identity on this machine can open Key Vault contoso-kv.");
    for (const identity of [
      "the application of AZURE_CLIENT_ID: The client secret",
      "the workload identity: The federated token file /nowhere/token cannot be read.",
      "the managed identity: ",
      "the Azure CLI: ",
    ]) {
      expect(message).toContain(`Tried ${identity}`);
    }
    expect(nextStep).toContain("az login");
    expect(asked).toEqual([]);
  });

  it("reports a vault that cannot be reached as an outage of its host", async () => {
    const { message } = errorIn(await signIn({ ...contosoVault, vaultName: "closed-kv" }).connect(now));
    expect(message).toBe("closed-kv.vault.azure.net cannot be used to read a secret: the connection failed.");
  });

  it("also opens the key of a certificate", async () => {
    const { certDer, encryptedKeyPem } = bench.emulator.daemonCertificate;
    reply.body = { value: "vault passphrase" };
    const credential = {
      type: "certificate",
      certificatePath: await bench.emulator.writeFile("v.cer", certDer),
      privateKeyPath: await bench.emulator.writeFile("v.key", encryptedKeyPem("vault passphrase")),
      passphrase: { kind: "key_vault", vault: contosoVault, secretName: "Passphrase" },
    } as const;
    expect((await signIn(contosoVault, {}, instanceOf({ clientId: DAEMON_APP, credential })).connect(now)).status).toBe(
      "connected",
    );
    expect(bench.deps().redactor.redact("got: vault passphrase")).toBe("got: [secret]");
  });
});
