import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { Instance } from "../instances/instance.ts";
import { SignInError } from "../errors.ts";
import { quoted } from "../visible-text.ts";
import { adminConsentUrl } from "./consent.ts";
import type { Refusal } from "./entra-failure.ts";
import { type Remedy, remedies } from "./remedies.ts";

/** Whose sign-in it is; fills the placeholders of the remedies. */
export interface SignInSubject {
  readonly instance: Instance;
  readonly endpoint: RemoteEndpoint;
  /** Whether a person signs in or the application itself. */
  readonly kind: "delegated" | "application";
}

const byCode: ReadonlyMap<number | string, Remedy> = new Map(
  remedies.flatMap((remedy) => remedy.codes.map((code) => [code, remedy] as const)),
);

const unknown: Omit<Remedy, "codes"> = {
  happened: "Microsoft Entra refused the sign-in.",
  nextStep:
    "Check TenantId, ClientId and Cloud of the instance, or ask an administrator to look the code up in the sign-in log.",
};

/** The remedy of a refusal: its AADSTS numbers first, then its OAuth error word. */
function remedyOf(refusal: Refusal): Remedy | undefined {
  const known = [...refusal.codes, refusal.error].map((code) => byCode.get(code));
  return known.find((remedy) => remedy !== undefined);
}

/** True when a new sign-in by a person settles the refusal. */
export const needsPerson = (refusal: Refusal): boolean =>
  remedyOf(refusal)?.signInAgain === true || refusal.claims !== undefined;

/** The refusal as an error with what happened, the AADSTS number and the next step. */
export function explain(refusal: Refusal, subject: SignInSubject): SignInError {
  const remedy = remedyOf(refusal);
  const { happened, nextStep: usual, applicationNextStep = usual } = remedy ?? unknown;
  const nextStep = subject.kind === "application" ? applicationNextStep : usual;
  const aadsts = refusal.codes[0];
  // The OAuth error word alone (`invalid_grant`) is vague: where the number is new to us, Entra's own words say more.
  const isKnown = remedy !== undefined && (aadsts === undefined || refusal.codes.some((code) => byCode.has(code)));
  const own = isKnown || refusal.description === "" ? "" : ` It said: ${quoted(refusal.description, 300)}`;
  const code = aadsts === undefined ? refusal.error : `AADSTS${aadsts}`;
  return new SignInError(`${fill(happened, subject).replace(/\.$/, "")} (${code}).${own}`, {
    nextStep: fill(nextStep, subject),
    aadsts,
    requestId: refusal.traceId,
  });
}

function fill(template: string, subject: SignInSubject): string {
  const { instance, endpoint, kind } = subject;
  const values: Readonly<Record<string, string>> = {
    app: instance.clientId,
    tenant: instance.tenantId,
    cloud: instance.cloud,
    permissions: endpoint.permissions[kind].join(", "),
    audience: endpoint.audience,
    consent_url: adminConsentUrl(instance, endpoint),
    authority_host: new URL(endpoint.authority).host,
  };
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
