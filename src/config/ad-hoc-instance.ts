import { UserError } from "../errors.ts";
import { cloudNamed } from "../instances/cloud.ts";
import type { Instance } from "../instances/instance.ts";
import type { Redactor } from "../secrets.ts";
import { readConnectionString } from "./connection-string.ts";
import type { Origin } from "./draft.ts";
import { instanceFrom } from "./instance-from.ts";
import { keys, type KeyName } from "./keys.ts";
import { textValue, type Value } from "./value.ts";

/** Arguments of the tool `connect` that describe a connection of their own; blank ones count as absent. */
export interface AdHocConnection {
  readonly tenantId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly userName?: string | undefined;
  readonly cloud?: string | undefined;
  readonly provider?: string | undefined;
  readonly connectionString?: string | undefined;
}

const origin: Origin = {
  place: "Arguments of connect",
  nameOf: (key) => keys[key].snake,
  error: UserError,
  toleratesUserNameAndSecret: false,
  withoutCredential: "device",
};

// A call can name a tenant, but neither hosts nor files: its arguments may come from text that an attacker wrote.
const allowedKeys: ReadonlySet<KeyName> = new Set([
  "TenantId",
  "ClientId",
  "UserName",
  "Cloud",
  "Provider",
  "AuthType",
]);

/**
 * The delegated connection that arguments of `connect` describe. Its name is readable and the same for the same tenant and provider.
 * @throws UserError for secrets, files, hosts or a sign-in without a person among the arguments, and for gaps and unknown values.
 */
export function adHocInstance(given: AdHocConnection, redactor: Redactor): Instance {
  const values = valuesOf(given, redactor);
  refuseOtherKeys([...values.keys()]);
  if (isCustom(values.get("Cloud"))) throw operatorsChoice("the cloud custom");
  const warnings: string[] = [];
  const instance = instanceFrom({
    name: "connect",
    section: "connect",
    origin,
    defaultProvider: "M365DGraph",
    values,
    allowCustomEndpoints: false,
    directories: { base: "/", home: "/" },
    warn: (problem) => void warnings.push(problem),
  });
  if (instance.credential.type !== "device" && instance.credential.type !== "interactive") throw notDelegated();
  return { ...instance, name: nameOf(instance), notes: [...warnings, ...instance.notes] };
}

const properties = [
  ["TenantId", "tenantId"],
  ["ClientId", "clientId"],
  ["UserName", "userName"],
  ["Cloud", "cloud"],
  ["Provider", "provider"],
] as const;

function valuesOf(given: AdHocConnection, redactor: Redactor): ReadonlyMap<KeyName, Value> {
  const values = new Map<KeyName, Value>();
  for (const [key, property] of properties) {
    const text = given[property]?.trim();
    if (text) values.set(key, textValue(key, text, redactor));
  }
  const text = given.connectionString?.trim();
  if (!text) return values;
  if (values.size === 0) return readConnectionString(text, origin, redactor);
  const others = [...values.keys()].map(origin.nameOf).join(", ");
  throw new UserError(`connection_string and ${others} exclude each other.`, { nextStep: "Give one or the other." });
}

const neverInACall: ReadonlySet<KeyName> = new Set(["ClientSecret", "PrivateKeySecret", "Certificate", "PrivateKey"]);

function refuseOtherKeys(present: readonly KeyName[]): void {
  const refused = present.filter((key) => !allowedKeys.has(key));
  if (refused.length === 0) return;
  const names = refused.map(origin.nameOf).join(", ");
  if (!refused.some((key) => neverInACall.has(key))) throw operatorsChoice(names);
  throw new UserError(`Secrets and certificates are not accepted in a call (${names}).`, {
    nextStep:
      "Leave it out to sign in as a person. To sign in as the application, the operator writes ClientSecret: {EnvironmentVar: NAME} into a section of msticpyconfig.yaml, or sets DEFENDER_CLIENT_SECRET, and starts the server again.",
  });
}

function isCustom(cloud: Value | undefined): boolean {
  return cloud?.kind === "text" && cloudNamed(cloud.text) === "custom";
}

function operatorsChoice(names: string): UserError {
  return new UserError(`${origin.place}: ${names} cannot be given in a call.`, {
    nextStep: "The operator puts the connection into a section of msticpyconfig.yaml; then name that instance.",
  });
}

function notDelegated(): UserError {
  return new UserError("A connection from a call's arguments signs in a person: auth_type is device or interactive.", {
    nextStep: "Leave auth_type out, or put the connection into msticpyconfig.yaml.",
  });
}

const suffixes = { M365DGraph: "", MDE: "-mde", SecurityGraph: "-security-graph", Demo: "" } as const;

function nameOf({ tenantId, provider }: Instance): string {
  const tenant = tenantId.includes(".") ? tenantId.toLowerCase() : `tenant-${tenantId.slice(0, 8).toLowerCase()}`;
  return tenant + suffixes[provider];
}
