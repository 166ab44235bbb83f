import { describe, expect, it } from "vitest";
import { type Refusal, refusalIn } from "../../../src/auth/entra-failure.ts";
import { explain, needsPerson } from "../../../src/auth/explain.ts";
import { remedies } from "../../../src/auth/remedies.ts";
import { entraError } from "../../support/emulator/faults.ts";
import { instanceOf, remoteEndpoint } from "./sign-in-fixture.ts";

const instance = instanceOf({ cloud: "gcc-high", tenantId: "contoso.example", clientId: "app-id" });
const subject = { instance, endpoint: remoteEndpoint(instance), kind: "delegated" } as const;
const told = (refusal: Refusal) => {
  const { message, nextStep } = explain(refusal, subject);
  return `${message} ${nextStep}`;
};
/** The refusal in Entra's answer on the wire. */
function onWire(code: number, options = {}): Refusal {
  const refusal = refusalIn(JSON.parse(entraError(code, options).body));
  if (refusal === undefined) throw new Error("no refusal");
  return refusal;
}

const consentUrl = "https://login.microsoftonline.us/contoso.example/adminconsent?client_id=app-id";
const cases: readonly (readonly [code: number, text: string])[] = [
  [65001, consentUrl],
  [90094, consentUrl],
  [90095, consentUrl],
  [65002, "app registration of your own"],
  [65004, "Call connect again"],
  [650052, "Defender is licensed"],
  [650054, "Scope"],
  [650057, 'under "API permissions"'],
  [500011, "does not know the API https://graph.microsoft.us"],
  [50001, "Scope"],
  [70011, "Check Scope and Cloud (gcc-high)"],
  [28002, "Check Scope"],
  [7000218, '"Allow public client flows" to Yes'],
  [700016, "Check ClientId, TenantId and Cloud (gcc-high)"],
  [700011, "client id app-id"],
  [70001, "client id app-id"],
  [90002, "does not exist in the cloud gcc-high"],
  [90038, "Check TenantId"],
  [50020, "invited there as a guest"],
  [50034, "does not belong to tenant contoso.example"],
  [51004, "does not belong to tenant"],
  [16003, "does not belong to tenant"],
  [50194, "Set TenantId"],
  [9001023, "Set TenantId"],
  [50105, "assign the user"],
  [50072, "Multi-factor"],
  [50074, "Multi-factor"],
  [50076, "second factor"],
  [50078, "second factor"],
  [50079, "second factor"],
  [50158, "second factor"],
  [53003, 'auth_type "interactive"'],
  [530032, 'auth_type "interactive"'],
  [530035, "security defaults"],
  [50097, "managed or compliant device"],
  [50131, "managed or compliant device"],
  [53000, "managed or compliant device"],
  [53001, "managed or compliant device"],
  [50133, "sign in again"],
  [50173, "expired or was revoked"],
  [54005, "sign in again"],
  [70008, "sign in again"],
  [70043, "sign in again"],
  [700082, "sign in again"],
  [70016, "Complete the sign-in page"],
  [70018, "new code"],
  [70019, "new code"],
  [700025, "Remove ClientSecret"],
  [70002, "client secret of app-id is wrong"],
  [7000215, "the secret's value, not its id"],
  [7000222, "Create a new secret"],
  [700027, "Upload the public certificate"],
  [901002, "Application ID URI"],
  [9010010, "Application ID URI"],
];

describe("remedies", () => {
  it.each(cases)("AADSTS%i, from the wire to the sentence", (code, text) => {
    const said = told(onWire(code));
    expect(said).toContain(text);
    expect(said).toContain(`AADSTS${code}`);
    expect(said).not.toMatch(/[{}]/);
  });

  it("have one row a code", () => {
    const codes = remedies.flatMap((remedy) => remedy.codes);
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  });

  it("fall back to the error word when the number is unknown", () => {
    expect(told(onWire(123456, { error: "expired_token" }))).toContain("new code");
  });

  it("give Entra's own words for an unknown code: one line, printable, without its trace", () => {
    const description = `Something \u202Enew\u0007 happened${"!".repeat(400)}\r\nTrace ID: 1`;
    const { message, nextStep, aadsts, requestId } = explain(onWire(999999, { error: "odd", description }), subject);
    expect(message).toMatch(
      /^Microsoft Entra refused the sign-in \(AADSTS999999\)\. It said: “Something \\u\{202e\}new\\u\{7\} happened!+…+”$/,
    );
    expect([message.length < 400, aadsts, requestId, nextStep.length > 0]).toEqual([
      true,
      999999,
      expect.any(String),
      true,
    ]);
  });

  it("read the number from the description when the list is missing", () => {
    expect(refusalIn({ error: "x", error_description: "AADSTS50105: no" })?.codes).toEqual([50105]);
    expect(refusalIn({ error: "x" })).toMatchObject({ codes: [], description: "" });
    expect(refusalIn({ access_token: "t" })).toBeUndefined();
  });

  it("know which refusals a new sign-in settles", () => {
    expect([50173, 50076, 53003, 65001].map((code) => needsPerson(onWire(code)))).toEqual(Array(4).fill(true));
    expect([700016, 7000218, 90002].map((code) => needsPerson(onWire(code)))).toEqual(Array(3).fill(false));
    expect(needsPerson(onWire(1, { error: "odd", claims: "{}" }))).toBe(true);
  });
});
