import type { Instance, Provider } from "../instances/instance.ts";
import { chooseAuthType, isDelegated, needsClientId } from "./auth-type.ts";
import { cloudOf, customEndpointsOf, scopeOf } from "./cloud-of.ts";
import { credentialOf } from "./credential-of.ts";
import { textOf, type Draft } from "./draft.ts";
import { clientIdOf, providerOf, tenantIdOf } from "./identity-of.ts";
import { tokenCacheOf } from "./token-cache-of.ts";

const MDE_RETIREMENT =
  "Microsoft is retiring the MDE API advancedqueries/run (since January 2026); it may stop at any time. Move to Provider M365DGraph.";

/**
 * The instance that a draft describes.
 * @throws HuntingError (of the class that the draft's origin names) for a gap, a conflict, an unknown value or a cloud without hunting.
 */
export function instanceFrom(draft: Draft): Instance {
  const provider = providerOf(draft);
  const cloud = cloudOf(draft);
  const authType = chooseAuthType(draft);
  return {
    name: draft.name,
    section: draft.section,
    provider,
    cloud,
    tenantId: tenantIdOf(draft),
    clientId: clientIdOf(draft, needsClientId(authType)),
    credential: credentialOf(draft, authType),
    userName: isDelegated(authType) ? textOf(draft, "UserName") : undefined,
    tokenCache: tokenCacheOf(draft),
    scope: scopeOf(draft),
    customEndpoints: customEndpointsOf(draft, cloud, provider),
    notes: notesOf(provider),
  };
}

function notesOf(provider: Provider): readonly string[] {
  return provider === "MDE" ? [MDE_RETIREMENT] : [];
}
