import { isGuid } from "../instances/guid.ts";
import type { Provider } from "../instances/instance.ts";
import { problemOf, requiredText, textOf, unknownChoice, type Draft } from "./draft.ts";

/** MSTICPy's provider names (its section names among them) and what they mean here. */
const providerNames: ReadonlyMap<string, Provider> = new Map([
  ["M365DGraph", "M365DGraph"],
  ["SecurityGraph", "SecurityGraph"],
  ["MDE", "MDE"],
  ["MDATP", "MDE"],
  ["M365D", "MDE"],
  ["MicrosoftDefender", "M365DGraph"],
  ["MicrosoftGraph", "SecurityGraph"],
  ["MSGraph", "SecurityGraph"],
]);

/** The provider of a draft. `M365D` means MDE, as in MSTICPy, and warns. @throws HuntingError for an unknown name. */
export function providerOf(draft: Draft): Provider {
  const text = textOf(draft, "Provider");
  if (text === undefined) return draft.defaultProvider;
  const names = [...providerNames.keys()];
  const known = names.find((name) => name.toLowerCase() === text.toLowerCase());
  const provider = known === undefined ? undefined : providerNames.get(known);
  if (provider === undefined) {
    throw unknownChoice(draft, "Provider", text, ["M365DGraph", "SecurityGraph", "MDE"], names);
  }
  if (known === "M365D") {
    draft.warn(
      "Provider M365D stands for an API that Microsoft has removed. As in MSTICPy it hunts through MDE; set M365DGraph to hunt through Microsoft Graph.",
    );
  }
  return provider;
}

const DOMAIN = /^(?=.{4,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{1,62}$/i;

// With these the account that signs in decides the tenant, so nobody could say where a query runs.
const anyTenant: ReadonlySet<string> = new Set(["common", "organizations", "consumers"]);

/** The tenant's GUID or domain. @throws HuntingError when it is missing or names no single tenant. */
export function tenantIdOf(draft: Draft): string {
  const text = requiredText(draft, "TenantId");
  const remedy = "Set the GUID or the domain of the tenant to hunt in.";
  if (anyTenant.has(text.toLowerCase())) {
    throw problemOf(draft, "TenantId", `"${text.toLowerCase()}" does not say which tenant`, remedy);
  }
  if (isGuid(text) || DOMAIN.test(text)) return text;
  throw problemOf(draft, "TenantId", "neither a GUID nor a domain", remedy);
}

/** The application's GUID; empty when it is absent and not needed. @throws HuntingError when it is missing or no GUID. */
export function clientIdOf(draft: Draft, needed: boolean): string {
  const text = needed ? requiredText(draft, "ClientId") : (textOf(draft, "ClientId") ?? "");
  if (text === "" || isGuid(text)) return text;
  const remedy = "Set the Application (client) ID that the app registration shows.";
  throw problemOf(draft, "ClientId", "not a GUID", remedy);
}
