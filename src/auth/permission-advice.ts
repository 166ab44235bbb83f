import { endpointOf } from "../instances/endpoint-of.ts";
import type { Instance } from "../instances/instance.ts";
import { adminConsentUrl } from "./consent.ts";
import type { SignInState } from "./sign-in.ts";

type Connected = Extract<SignInState, { status: "connected" }>;
type Kind = "delegated" | "application";

/** Ids of Graph permissions (microsoft-graph-devx-content, permissions.json and provisioningInfo.json). */
const permissionIds: Readonly<Record<string, Readonly<Record<Kind, string>>>> = {
  "ThreatHunting.Read.All": {
    delegated: "b152eca8-ea73-4a48-8c98-1a6742673d99",
    application: "dd98c7f5-2d42-42d3-a0e4-633161547251",
  },
  "SecurityAlert.Read.All": {
    delegated: "bc257fb8-46b4-4b15-8713-01e91bfbe4ea",
    application: "472e4a4d-bb4a-4026-98d1-0b0d74cb74a5",
  },
  "SecurityIncident.Read.All": {
    delegated: "b9abcc4f-94fc-4457-9141-d20ce80ec952",
    application: "45cc0394-e837-488b-a098-1918f48d186c",
  },
};

/**
 * Which permissions the token of a connected instance lacks and where they are granted, in sentences; undefined when it has all of them.
 * @throws ConfigError when the instance's cloud has no hunting API.
 */
export function permissionAdvice(instance: Instance, { account, permissions }: Connected): string | undefined {
  if (permissions.missing.length === 0) return undefined;
  const kind: Kind = account === undefined ? "application" : "delegated";
  const names = permissions.missing.map((name) => withId(name, kind)).join(", ");
  const lack = `Queries will fail: the token lacks the ${kind} ${permissions.missing.length === 1 ? "permission" : "permissions"} ${names}.`;
  return `${lack} ${remedy(instance)} Then call disconnect and connect again.`;
}

function withId(name: string, kind: Kind): string {
  const id = permissionIds[name]?.[kind];
  return id === undefined ? name : `${name} (id ${id})`;
}

function remedy(instance: Instance): string {
  const endpoint = endpointOf(instance);
  if (endpoint.kind === "local") return "";
  const api = endpoint.kind === "mde" ? "WindowsDefenderATP" : "Microsoft Graph";
  const { type } = instance.credential;
  if (type === "azure_cli") {
    return "Microsoft's own application behind the Azure CLI usually cannot get them: use an app registration of your own with AuthType device or interactive.";
  }
  if (type === "managed_identity") {
    return `Ask an administrator to assign them, as app roles of ${api}, to the managed identity.`;
  }
  return `Add them under "API permissions" > ${api} of the app registration ${instance.clientId}, and ask an administrator to approve them (${adminConsentUrl(instance, endpoint)}).`;
}
