import { cloudAliases, cloudNamed, clouds } from "../instances/cloud.ts";
import { resourceOf } from "../instances/endpoint-of.ts";
import { cloudNames, type CloudName, type CustomEndpoints, type Provider } from "../instances/instance.ts";
import { problemOf, requiredText, textOf, unknownChoice, type Draft } from "./draft.ts";
import type { KeyName } from "./keys.ts";

/** The cloud of a draft, `global` unless set. @throws HuntingError for an unknown cloud and for one without hunting. */
export function cloudOf(draft: Draft): CloudName {
  const text = textOf(draft, "Cloud");
  if (text === undefined) return "global";
  const cloud = cloudNamed(text);
  if (cloud === undefined) throw unknownChoice(draft, "Cloud", text, cloudNames, [...cloudAliases.keys()]);
  const refusal = cloud === "custom" ? undefined : clouds[cloud].refusal;
  if (refusal === undefined) return cloud;
  throw problemOf(draft, "Cloud", refusal, "Remove this instance, or use a tenant in another cloud.");
}

const hostKeys = ["Authority", "GraphEndpoint", "MdeEndpoint"] as const satisfies readonly KeyName[];

/**
 * The hosts of `Cloud: custom`; undefined for every other cloud.
 * @throws HuntingError when custom endpoints are not allowed, a host is missing or no https origin, or a host is set for a named cloud.
 */
export function customEndpointsOf(draft: Draft, cloud: CloudName, provider: Provider): CustomEndpoints | undefined {
  if (cloud !== "custom") {
    const stray = hostKeys.find((key) => draft.values.has(key));
    if (stray === undefined) return undefined;
    const remedy = `Set Cloud to custom, or remove ${draft.origin.nameOf(stray)}.`;
    throw problemOf(draft, stray, `not possible with Cloud ${cloud}`, remedy);
  }
  if (!draft.allowCustomEndpoints) {
    throw problemOf(
      draft,
      "Cloud",
      "custom endpoints are not allowed",
      "If you trust these hosts with your tokens, start the server with --allow-custom-endpoints or DEFENDER_HUNTING_ALLOW_CUSTOM_ENDPOINTS=1.",
    );
  }
  requiredText(draft, provider === "MDE" ? "MdeEndpoint" : "GraphEndpoint");
  return {
    authority: httpsOrigin(draft, "Authority", requiredText(draft, "Authority")),
    graph: optionalOrigin(draft, "GraphEndpoint"),
    mde: optionalOrigin(draft, "MdeEndpoint"),
  };
}

function optionalOrigin(draft: Draft, key: KeyName): string | undefined {
  const text = textOf(draft, key);
  return text === undefined ? undefined : httpsOrigin(draft, key, text);
}

function httpsOrigin(draft: Draft, key: KeyName, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Comparing the whole address also refuses user names, paths and queries, which an origin does not have.
  if (url?.protocol === "https:" && url.href === `${url.origin}/`) return url.origin;
  throw problemOf(draft, key, "not an https origin", "Write https://host or https://host:port, without a path.");
}

const SCOPE = /^(?:https|api):\/\/[^\s/?#@]+(?:\/[^\s/?#]*)*\/[^\s/?#]+$/;

/** The token scope that takes the place of the cloud table's; undefined unless set. @throws HuntingError when it is no scope. */
export function scopeOf(draft: Draft): string | undefined {
  const text = textOf(draft, "Scope");
  if (text === undefined) return undefined;
  const scopes = text.split(/\s+/);
  if (scopes.every((scope) => SCOPE.test(scope)) && new Set(scopes.map(resourceOf)).size === 1) return scopes.join(" ");
  throw problemOf(
    draft,
    "Scope",
    "not a scope of one resource",
    "Write the resource and the permission, such as https://api.securitycenter.microsoft.com/.default.",
  );
}
