import {
  McpServer,
  type CacheHint,
  type McpRequestContext,
  type McpServerFactory,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { FixedResource, ResourceFamily } from "../resources/resource.ts";
import type { Tool, ToolDeps } from "../tools/tool.ts";
import type { CallToolContext } from "./call-tool.ts";
import { principalOf, type Principal } from "./principal.ts";
import type { PromptTexts } from "./prompt-file.ts";
import { registerCompletion, type PromptCompletions } from "./completion.ts";
import { createPromptRegistration } from "./register-prompts.ts";
import { registerResources } from "./register-resources.ts";
import { createToolRegistration, type Asked } from "./register-tools.ts";
import { createSignInPages } from "./sign-in-page.ts";

/** What a server is made of. Everything a person owns comes from `depsFor`; the rest is the same for all. */
export interface ServerParts extends Omit<CallToolContext, "pages"> {
  readonly version: string;
  readonly tools: readonly Tool[];
  readonly fixedResources: readonly FixedResource[];
  readonly resourceFamilies: readonly ResourceFamily[];
  readonly texts: PromptTexts;
  readonly completions: PromptCompletions;
  /** At least 32 bytes that sign what travels through a client between two rounds of a call; the same on every replica. */
  readonly stateKey: Uint8Array;
  readonly depsFor: (principal: Principal) => ToolDeps;
}

const HOUR_MS = 3_600_000;
const sameForAll: CacheHint = { ttlMs: HOUR_MS, cacheScope: "public" };

/** The lists that never change while the server runs; `resources/list` names a person's results and has no hint. */
const cacheHints = {
  "tools/list": sameForAll,
  "prompts/list": sameForAll,
  "resources/templates/list": sameForAll,
  "server/discover": sameForAll,
};

/** What a server is asked for, in groups; a request is about some of them. */
const groups = ["tools", "resources", "prompts", "completion"] as const;
type Group = (typeof groups)[number];

/** The groups that methods of these prefixes are about. Another method may be about all. */
const groupsOfPrefix: ReadonlyMap<string, readonly Group[]> = new Map<string, readonly Group[]>([
  ...groups.map((group) => [group, [group]] as const),
  ["server", []],
]);

/**
 * A factory of MCP servers for both protocol eras: one server per connection over stdio, one per request over HTTP. Servers hold no state
 * of their own, so any of them can answer any call. A server of a single request gets only what that request is about.
 */
export function createServerFactory(parts: ServerParts): McpServerFactory {
  const pages = createSignInPages(parts.stateKey);
  const depsOf = (ctx: ServerContext) => parts.depsFor(principalOf(ctx.http?.authInfo));
  const registerTools = createToolRegistration(parts.tools, depsOf, { ...parts, pages });
  const registerPrompts = createPromptRegistration(parts.texts.prompts);
  const register: Readonly<Record<Group, (server: McpServer, asked: Asked) => void>> = {
    tools: registerTools,
    resources: (server) => registerResources(server, parts, depsOf),
    prompts: registerPrompts,
    completion: (server) => registerCompletion(server, parts, depsOf),
  };
  return (request) => {
    const server = new McpServer(
      { name: "defender-hunting-mcp", title: "Microsoft Defender hunting", version: parts.version },
      {
        instructions: parts.texts.instructions,
        capabilities: {
          tools: { listChanged: false },
          resources: { listChanged: false },
          prompts: { listChanged: false },
          completions: {},
        },
        cacheHints,
        requestState: { verify: (state, ctx) => pages.codec.verify(state, ctx) },
      },
    );
    const asked = askedOf(request);
    for (const group of groupsOf(asked)) register[group](server, asked);
    return server;
  };
}

/** The headers tell what a single request asks: the SDK has compared them with the body before it wants a server. */
function askedOf({ era, requestInfo }: McpRequestContext): Asked {
  const headers = era === "modern" ? requestInfo?.headers : undefined;
  return { method: headers?.get("mcp-method") ?? undefined, name: headers?.get("mcp-name") ?? undefined };
}

const groupsOf = ({ method = "" }: Asked): readonly Group[] =>
  groupsOfPrefix.get(method.split("/", 1)[0] ?? "") ?? groups;
