import { authTypes, type AuthType } from "../instances/instance.ts";
import { problemOf, textOf, unknownChoice, type Draft } from "./draft.ts";
import type { KeyName } from "./keys.ts";

const aliases: ReadonlyMap<string, AuthType> = new Map([
  ["device_code", "device"],
  ["browser", "interactive"],
]);

const credentialKeys = ["UserName", "ClientSecret", "Certificate", "AuthType"] as const;

/** True when a person signs in, now or earlier. */
export function isDelegated(authType: AuthType): boolean {
  return authType === "device" || authType === "interactive" || authType === "azure_cli";
}

/** Whether the sign-in uses the client id of the configuration: the Azure CLI and a managed identity bring their own. */
export function needsClientId(authType: AuthType): boolean {
  return authType !== "azure_cli" && authType !== "managed_identity";
}

/**
 * How a draft signs in: what `AuthType` says; without it MSTICPy's order, user name before certificate before secret.
 * @throws HuntingError for an unknown type, and for no credential or a user name beside a secret where the origin does not have that.
 */
export function chooseAuthType(draft: Draft): AuthType {
  const text = textOf(draft, "AuthType");
  const chosen = text === undefined ? undefined : authTypeNamed(draft, text);
  const userName = draft.values.has("UserName");
  const own = (["Certificate", "ClientSecret"] as const).filter((key) => draft.values.has(key));
  if (userName && own[0]) refuseOrWarn(draft, "UserName", own[0], chosen);
  if (chosen) return chosen;
  if (userName) return "device";
  if (own.length === 2) {
    draft.warn("Both Certificate and ClientSecret are set: the certificate is used. Set AuthType to choose.");
  }
  if (own[0]) return own[0] === "Certificate" ? "certificate" : "client_secret";
  return withoutCredential(draft);
}

function authTypeNamed(draft: Draft, text: string): AuthType {
  const wanted = text.toLowerCase().replaceAll("-", "_");
  const found = authTypes.find((name) => name === wanted) ?? aliases.get(wanted);
  if (found === undefined) throw unknownChoice(draft, "AuthType", text, authTypes, [...aliases.keys()]);
  return found;
}

function refuseOrWarn(draft: Draft, person: KeyName, own: KeyName, chosen: AuthType | undefined): void {
  const { nameOf, toleratesUserNameAndSecret } = draft.origin;
  if (!toleratesUserNameAndSecret) {
    const problem = `${nameOf(person)} and ${nameOf(own)} exclude each other`;
    const nextStep = `Keep ${nameOf(person)} to sign in as a person, or ${nameOf(own)} to sign in as the application.`;
    throw problemOf(draft, undefined, problem, nextStep);
  }
  if (chosen === undefined) {
    draft.warn(
      `${person} and ${own} are both set: a person signs in and ${own} is not used. Set AuthType to say which is meant.`,
    );
  }
}

function withoutCredential({ origin, warn }: Draft): AuthType {
  const [userName = "", secret = "", certificate = "", authType = ""] = credentialKeys.map(origin.nameOf);
  const problem = `none of ${userName}, ${secret}, ${certificate} and ${authType} is set`;
  if (origin.withoutCredential === "refuse") {
    throw new origin.error(`${origin.place}: ${problem}.`, {
      nextStep: `Set ${userName} (or ${authType} device) to sign in as a person, ${secret} or ${certificate} to sign in as the application.`,
    });
  }
  if (origin.withoutCredential === "warn") {
    warn(`${problem}, so a person signs in by device code. Set ${authType}: device to say that this is meant.`);
  }
  return "device";
}
