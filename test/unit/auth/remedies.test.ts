import { describe, expect, it } from "vitest";
import { refusalIn } from "../../../src/auth/entra-failure.ts";
import { explain, needsPerson } from "../../../src/auth/explain.ts";
import { remedies } from "../../../src/auth/remedies.ts";
import type { SignInError } from "../../../src/errors.ts";
import { cloudNames } from "../../../src/instances/instance.ts";
import { createRedactor } from "../../../src/secrets.ts";
import { CONTOSO, PUBLIC_APP } from "../../support/emulator/directory.ts";
import { type EntraErrorOptions, entraError, type Fault, faults } from "../../support/emulator/faults.ts";
import { daemon, errorIn, instanceOf, now, patient, remoteEndpoint, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const told = ({ message, nextStep }: SignInError) => `${message} ${nextStep}`;

type Code = number | string;
const consentUrl = `/${CONTOSO.id}/adminconsent?client_id=${PUBLIC_APP}`;

/** What a person must read for each code: a word of what happened and of what to do. */
const cases: readonly (readonly [codes: readonly Code[], ...texts: string[]])[] = [
  [[65001, "consent_required"], "Nobody has approved", consentUrl],
  [[90094, 90095], "only administrators approve", consentUrl],
  [[65002], "A Microsoft application", "app registration of your own"],
  [[65004, "authorization_declined", "access_denied"], "declined", "Call connect again"],
  [[650052, 650054, 500011, 50001], "does not know the API https://graph.microsoft.com", "Defender is licensed"],
  [[650057, 650056], "does not list a permission", 'under "API permissions"'],
  [[70011, 28002, "invalid_scope"], "does not accept the requested scope", "Check Scope and Cloud (global)"],
  [[7000218], "does not allow public client flows", '"Allow public client flows" to Yes'],
  [[700016, 700011, 70001, 7000229, "unauthorized_client"], `client id ${PUBLIC_APP}`, consentUrl],
  [[90002, 90038, 900023, 900382, 90072], "does not exist in the cloud global", "Check TenantId"],
  [[50020, 50034, 51004, 16003, 500213], "does not belong to tenant", "invited there as a guest"],
  [[50194, 9001023], "without naming one tenant", "Set TenantId"],
  [[50105], "assigned users only", "assign the user"],
  [[50057, 50055, 50053, 50126, 50056], "disabled or locked", "Sign in to the Microsoft portal"],
  [[50072, 50074, 50076, 50078, 50079, 50158, 50203], "Multi-factor", "second factor"],
  [[53003, 530031, 530032, 530033, 530034, 530035], "Conditional Access", 'auth_type "interactive"'],
  [[53000, 53001, 53002, 53004, 50097, 50129, 50131, 50005, 530021], "compliant device", 'auth_type "interactive"'],
  [[50133, 50173, 54005, 70008, 70043, 700081, 700082, 700084, 50132, 50089, 70000], "expired or was revoked"],
  [["invalid_grant", "interaction_required", "login_required"], "expired or was revoked", "sign in again"],
  [[70016, "authorization_pending", "slow_down"], "not been completed", "Complete the sign-in page"],
  [[70018, "bad_verification_code"], "does not know the sign-in code", "new code"],
  [[70019, 70020, "expired_token", "code_expired"], "expired before it was used", "new code"],
  [[700025], "is a public client", "Remove ClientSecret"],
  [[7000215, 70002, 7000216], "client secret", "the secret's value, not its id"],
  [[7000222], "has expired", "Create a new secret"],
  [[700027, 700023, 700024, 700021, 7000212, 7000213, 5002723, 500133], "signed assertion", "Upload the public"],
  [[7000112, 7000110], "is disabled in tenant", "Enterprise applications"],
  [[700211, 70021, 700213], "No federated credential", "Compare issuer, subject and audience"],
  [[901002, 9010010], "Application ID URI", "without a trailing slash"],
  [[50011, 500113, 900971], "http://localhost is not registered", "Mobile and desktop applications"],
  [[50196, 50195, 90033, 90055, "temporarily_unavailable", "server_error"], "overloaded", "Wait a minute"],
  [["sign_in_timeout"], "Nobody completed the sign-in page", 'auth_type "device"'],
  [["invalid_client"], "client id and credential", "Check ClientId"],
  [["foreign_sign_in_host"], "asked to send credentials to another host", "Check Authority"],
  [["incomplete_device_code_answer"], "did not give a usable device code", 'auth_type "interactive"'],
];

async function giveUp(page: string): Promise<void> {
  const { searchParams } = new URL(page);
  const body = new URLSearchParams({ error: "sign_in_timeout", state: searchParams.get("state") ?? "" });
  await fetch(`${searchParams.get("redirect_uri")}/`, { method: "POST", body });
}

/** Entra's answer to the request for a device code. */
const refusedWith = (code: Code): Fault =>
  typeof code === "number" ? faults.aadsts(code) : faults.reply(400, { error: code });

async function connectRefused(fault: Fault, overrides = {}): Promise<SignInError> {
  bench.emulator.control.fail("devicecode", fault);
  return errorIn(await bench.signIn(overrides).connect(now));
}

/** What does not come as an error body of the token service: the answer on the wire that leads to each. */
const otherWays: Readonly<Record<string, () => Promise<SignInError>>> = {
  incomplete_device_code_answer: () => connectRefused(faults.reply(200, { user_code: "ABC" })),
  async foreign_sign_in_host() {
    const { origin: authority, graphOrigin: graph, control } = bench.emulator;
    const base = `${authority}/${CONTOSO.id}`;
    const endpoints = { authorization_endpoint: `${base}/a`, token_endpoint: "https://evil.example/token" };
    control.fail("discovery", faults.reply(200, { ...endpoints, issuer: `${base}/v2.0`, jwks_uri: `${base}/k` }));
    const customEndpoints = { authority, graph, mde: undefined };
    const signIn = bench.signIn({ ...daemon(), cloud: "custom", customEndpoints }, { allowCustomAuthority: true });
    return errorIn(await signIn.connect(now));
  },
  /** As our own time limit posts it to the loopback address; the limit itself has its test in browser.test.ts. */
  async sign_in_timeout() {
    return errorIn(await bench.signIn({}, { openBrowser: giveUp }).connect({ ...patient, authType: "interactive" }));
  },
};

describe("remedies", () => {
  it("have one row a code, and a case here each", () => {
    const codes = remedies.flatMap((remedy) => remedy.codes);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
    expect(new Set(cases.flatMap(([covered]) => covered))).toEqual(new Set(codes));
    expect(codes.filter((code) => typeof code === "number").length).toBeGreaterThan(80);
  });

  it.each(cases.flatMap(([codes, ...texts]) => codes.map((code) => [code, texts] as const)))(
    "lead from the wire to the sentence: %s",
    async (code, texts) => {
      const error = await (otherWays[code]?.() ?? connectRefused(refusedWith(code)));
      for (const text of [...texts, typeof code === "number" ? `AADSTS${code}` : code])
        expect(told(error)).toContain(text);
      expect(told(error)).not.toMatch(/[{}]/);
      expect(error.aadsts).toBe(typeof code === "number" ? code : undefined);
    },
  );

  it.each(
    cloudNames
      .filter((cloud) => cloud !== "china" && cloud !== "custom")
      .flatMap((cloud) => ["M365DGraph", "MDE"].map((provider) => [cloud, provider] as const)),
  )("link to the sign-in service of the cloud %s (%s), and ask for its permission", async (cloud, provider) => {
    const overrides = { cloud, provider, tenantId: "contoso.example" };
    const login = ["gcc-high", "dod"].includes(cloud) ? "login.microsoftonline.us" : "login.microsoftonline.com";
    const said = told(await connectRefused(faults.aadsts(65001), overrides));
    expect(said).toContain(`https://${login}/contoso.example/adminconsent?client_id=${PUBLIC_APP} and approve`);
    expect(said).toContain(
      provider === "MDE" ? "approve AdvancedQuery.Read for" : "approve ThreatHunting.Read.All for",
    );
    expect(said.match(/https:\/\/[^/]+/g)).toEqual([`https://${login}`]);
  });

  it("name no host of their own, which would be one cloud's", () => {
    const texts = remedies.flatMap(({ happened, nextStep, applicationNextStep = "" }) => [
      happened,
      nextStep,
      applicationNextStep,
    ]);
    expect(texts.filter((text) => /https:|microsoftonline|microsoft\.com/.test(text))).toEqual([]);
  });

  it("send an application to its policy, not to a browser", async () => {
    bench.emulator.control.fail("token:client_credentials", faults.aadsts(53003));
    const { nextStep } = errorIn(await bench.signIn(daemon()).connect(now));
    expect(nextStep).toContain("policy for workload identities");
    expect(nextStep).not.toContain("interactive");
  });

  it("fall back to the error word when the number is unknown", async () => {
    expect(told(await connectRefused(faults.aadsts(123456, { error: "expired_token" })))).toContain("new code");
  });
});

describe("a refusal", () => {
  const redactor = createRedactor();
  const instance = instanceOf();
  const subject = { instance, endpoint: remoteEndpoint(instance), kind: "delegated" } as const;
  /** The refusal in Entra's answer on the wire. */
  const onWire = (code: number, options: EntraErrorOptions = {}) => {
    const refusal = refusalIn(JSON.parse(entraError(code, options).body), redactor);
    if (refusal === undefined) throw new Error("no refusal");
    return refusal;
  };

  it("with an unknown code is told in Entra's own words: one line, printable, without its trace and secrets", () => {
    redactor.add("canary");
    const description = `Something \u202Enew\u0007 with canary happened${"!".repeat(400)}\r\nTrace ID: 1`;
    const { message, nextStep, aadsts, requestId } = explain(onWire(999999, { error: "odd", description }), subject);
    expect(message).toMatch(
      /^Microsoft Entra refused the sign-in \(AADSTS999999\)\. It said: “Something \\u\{202e\}new\\u\{7\} with \[secret\] happened!+…+”$/,
    );
    expect([message.length < 400, aadsts, requestId, nextStep.length > 0]).toEqual([
      true,
      999999,
      expect.any(String),
      true,
    ]);
  });

  it("has its number from the description when the list is missing", () => {
    expect(refusalIn({ error: "x", error_description: "AADSTS50105: no" }, redactor)?.codes).toEqual([50105]);
    expect(refusalIn({ error: "x" }, redactor)).toMatchObject({ codes: [], description: "" });
    expect(refusalIn({ access_token: "t" }, redactor)).toBeUndefined();
  });

  it("is settled by a new sign-in, or is not", () => {
    expect([50173, 50076, 53003, 65001].map((code) => needsPerson(onWire(code)))).toEqual(Array(4).fill(true));
    expect([700016, 7000218, 90002].map((code) => needsPerson(onWire(code)))).toEqual(Array(3).fill(false));
    expect(needsPerson(onWire(1, { error: "odd", claims: "{}" }))).toBe(true);
  });
});
