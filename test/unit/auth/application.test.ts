import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Credential, Instance } from "../../../src/instances/instance.ts";
import { createClientCertificate } from "../../support/emulator/certificates.ts";
import { CONTOSO, DAEMON_SECRET, PUBLIC_APP } from "../../support/emulator/directory.ts";
import { faults } from "../../support/emulator/faults.ts";
import { daemon, errorIn, never, now, plain, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const requests = () => bench.emulator.control.requestsTo("token:client_credentials");
const secret = (text: string): Credential => ({ type: "client_secret", secret: plain(text) });

describe("client secret", () => {
  it("connects without a person and keeps the token until a fresh one is wanted", async () => {
    const signIn = bench.signIn(daemon());
    expect(await signIn.connect(now)).toEqual({
      status: "connected",
      account: undefined,
      permissions: {
        granted: ["ThreatHunting.Read.All", "SecurityAlert.Read.All", "SecurityIncident.Read.All"],
        missing: [],
      },
    });
    await signIn.authorize(never);
    expect(requests()).toHaveLength(1);
    expect(requests()[0]?.form.get("scope")).toContain("https://graph.microsoft.com/.default");
    await signIn.authorize(never, { refresh: true });
    expect(requests()).toHaveLength(2);
  });

  it.each<[string, Partial<Instance>, RegExp, number]>([
    ["a wrong secret", daemon(secret("wrong-secret")), /client secret of 4444.* is wrong/, 7000215],
    [
      "a secret sent for a public client",
      { clientId: PUBLIC_APP, credential: secret(DAEMON_SECRET) },
      /is a public client/,
      700025,
    ],
    [
      "an unknown client",
      { clientId: "99999999-9999-4999-8999-999999999999", credential: secret("abcd") },
      /no enabled application with the client id 9999/,
      700016,
    ],
    [
      "an unknown tenant",
      { ...daemon(), tenantId: "99999999-9999-4999-8999-999999999999" },
      /does not exist in the cloud global/,
      90002,
    ],
  ])("explains %s", async (_, overrides, message, aadsts) => {
    const state = await bench.signIn(overrides).connect(now);
    expect(errorIn(state)).toMatchObject({ message: expect.stringMatching(message), aadsts });
  });

  it("tries again at the next query after a failure, with the credential read anew", async () => {
    const signIn = bench.signIn(daemon());
    bench.emulator.control.fail("token:client_credentials", faults.aadsts(7000222));
    expect((await signIn.authorize(never)).status).toBe("failed");
    expect((await signIn.authorize(never)).status).toBe("authorized");
  });

  it.each([
    ["opaque", "opaque-token-of-some-kind", { granted: [], missing: [] }],
    [
      "without roles",
      `h.${Buffer.from('{"aud":"x"}').toString("base64url")}.s`,
      { granted: [], missing: ["ThreatHunting.Read.All"] },
    ],
    ["broken", "eyJ.%%%.s", { granted: [], missing: [] }],
  ])("reads what it can of a token that is %s", async (_, token, permissions) => {
    const answer = { token_type: "Bearer", expires_in: 3600, access_token: token };
    bench.emulator.control.fail("token:client_credentials", faults.reply(200, answer));
    expect(await bench.signIn(daemon()).connect(now)).toMatchObject({ status: "connected", permissions });
  });
});

const certificate = async (parts: {
  cert: string | Uint8Array;
  key?: string;
  passphrase?: string;
}): Promise<Credential> => ({
  type: "certificate",
  certificatePath: await bench.emulator.writeFile("app.cer", parts.cert),
  privateKeyPath: parts.key === undefined ? undefined : await bench.emulator.writeFile("app.key", parts.key),
  passphrase: parts.passphrase === undefined ? undefined : plain(parts.passphrase),
});
const own = () => bench.emulator.daemonCertificate;
const connect = async (parts: Parameters<typeof certificate>[0]) =>
  bench.signIn(daemon(await certificate(parts))).connect(now);

describe("certificate", () => {
  it("accepts DER and PEM, a separate or an enclosed key, with and without passphrase", async () => {
    const { certDer, certPem, keyPem, encryptedKeyPem } = own();
    const forms = [
      { cert: certDer, key: keyPem },
      { cert: certPem, key: encryptedKeyPem("open sesame"), passphrase: "open sesame" },
      { cert: `${certPem}\n${keyPem}` },
    ];
    for (const form of forms) expect(await connect(form)).toMatchObject({ status: "connected" });
  });

  it("signs with PS256 and sends the SHA-256 thumbprint and the chain", async () => {
    await connect({ cert: own().certDer, key: own().keyPem });
    const [head] = requests()[0]?.form.get("client_assertion")?.split(".") ?? [];
    const header: unknown = JSON.parse(Buffer.from(head ?? "", "base64url").toString());
    expect(header).toMatchObject({
      alg: "PS256",
      "x5t#S256": expect.stringMatching(/^[\w-]{43}$/),
      x5c: [own().certDer.toString("base64")],
    });
  });

  it("explains what is wrong with the files", async () => {
    const { certPem, keyPem, encryptedKeyPem } = own();
    const other = await createClientCertificate("other");
    const encrypted = encryptedKeyPem("right");
    const cases = [
      [{ cert: "no certificate", key: keyPem }, /holds no certificate in DER or PEM form/],
      [{ cert: certPem, key: "no key" }, /holds no private key in PEM form/],
      [{ cert: certPem, key: other.keyPem }, /does not belong to the certificate/],
      [{ cert: certPem, key: encrypted }, /is encrypted/],
      [{ cert: certPem, key: encrypted, passphrase: "wrong" }, /passphrase does not open/],
      [
        { cert: certPem, key: createPublicKey(certPem).export({ type: "spki", format: "pem" }).toString() },
        /holds no private key/,
      ],
    ] as const;
    for (const [parts, message] of cases) {
      const { message: said, nextStep } = errorIn(await connect(parts));
      expect(said).toMatch(message);
      expect(nextStep).toMatch(/Certificate|PrivateKey/);
    }
    const missing: Credential = {
      type: "certificate",
      certificatePath: "/nowhere/app.cer",
      privateKeyPath: undefined,
      passphrase: undefined,
    };
    expect(errorIn(await bench.signIn(daemon(missing)).connect(now)).message).toBe(
      "The certificate file /nowhere/app.cer does not exist.",
    );
    expect(requests()).toEqual([]);
  });

  it.each([
    ["expired", 400, /expired on \d{4}-\d\d-\d\d/],
    ["not yet valid", -400, /is valid only from/],
  ])("refuses a certificate that is %s before it is sent", async (_, days, message) => {
    const parts = await certificate({ cert: own().certDer, key: own().keyPem });
    const signIn = bench.signIn(daemon(parts), { now: () => Date.now() + days * 86_400_000 });
    expect(errorIn(await signIn.connect(now)).message).toMatch(message);
    expect(requests()).toEqual([]);
  });

  it("explains a certificate that is not uploaded", async () => {
    const { certPem, keyPem } = await createClientCertificate("unknown");
    expect(errorIn(await connect({ cert: certPem, key: keyPem }))).toMatchObject({ aadsts: 700027 });
  });
});

describe("the way to Entra", () => {
  it.each([
    [
      "a custom host that the operator did not allow",
      {
        cloud: "custom",
        customEndpoints: { authority: "https://login.evil.example", graph: "https://g.example", mde: undefined },
      },
      /login\.evil\.example/,
    ],
    ["a tenant that is no tenant's name", { tenantId: "--help" }, /neither a tenant's id nor its domain/],
    ["an authority for any tenant", { tenantId: "Common" }, /names no single tenant/],
  ] as const)("refuses %s without sending anything", async (_, overrides, message) => {
    expect(errorIn(await bench.signIn({ ...daemon(), ...overrides }).connect(now)).message).toMatch(message);
    expect(bench.emulator.control.received).toEqual([]);
  });

  it("uses a custom authority that the operator allowed", async () => {
    const { origin, graphOrigin } = bench.emulator;
    const customEndpoints = { authority: origin, graph: graphOrigin, mde: undefined };
    const signIn = bench.signIn({ ...daemon(), cloud: "custom", customEndpoints }, { allowCustomAuthority: true });
    expect(await signIn.connect(now)).toMatchObject({ status: "connected" });
    expect(bench.emulator.control.received.map((request) => request.origin)).toEqual([origin, origin]);
  });

  it("sends no credential where a custom authority's discovery document points", async () => {
    const { origin, graphOrigin } = bench.emulator;
    const base = `${origin}/${CONTOSO.id}`;
    const endpoints = {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: "https://evil.example/oauth2/v2.0/token",
      jwks_uri: `${base}/discovery/v2.0/keys`,
    };
    bench.emulator.control.fail("discovery", faults.reply(200, endpoints));
    const customEndpoints = { authority: origin, graph: graphOrigin, mde: undefined };
    const signIn = bench.signIn({ ...daemon(), cloud: "custom", customEndpoints }, { allowCustomAuthority: true });
    expect(errorIn(await signIn.connect(now)).message).toContain("asked to send credentials to another host");
    expect(bench.emulator.control.received.map((request) => request.route)).toEqual(["discovery"]);
  });

  it("keeps to its own method when another one cannot be used", async () => {
    const signIn = bench.signIn(daemon());
    expect((await signIn.connect({ ...now, authType: "certificate" })).status).toBe("failed");
    expect((await signIn.authorize(never)).status).toBe("authorized");
    expect((await signIn.connect(now)).status).toBe("connected");
    await signIn.disconnect();
    expect(signIn.state()).toEqual({ status: "signed_out" });
  });

  it("asks for no credential in a tool call: an unconfigured one is named with its keys", async () => {
    const state = await bench.signIn().connect({ ...now, authType: "client_secret" });
    expect(errorIn(state)).toMatchObject({
      nextStep: expect.stringContaining("Set ClientSecret and AuthType: client_secret"),
    });
  });
});
