import {
  McpServer,
  type CacheHint,
  type McpServerFactory,
  type ServerContext,
  type StandardSchemaWithJSON,
} from "@modelcontextprotocol/server";
import type { FixedResource, ResourceFamily } from "../resources/resource.ts";
import type { Tool, ToolDeps } from "../tools/tool.ts";
import { callTool, type CallToolContext } from "./call-tool.ts";
import { inputJsonSchema, listedSchema, outputJsonSchema } from "./json-schema.ts";
import { principalOf, type Principal } from "./principal.ts";
import type { PromptTexts } from "./prompt-file.ts";
import { createPromptRegistration, type PromptCompletions } from "./register-prompts.ts";
import { registerResources } from "./register-resources.ts";
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

/**
 * A factory of MCP servers for both protocol eras: one server per connection over stdio, one per request over HTTP. Servers hold no state
 * of their own, so any of them can answer any call.
 */
export function createServerFactory(parts: ServerParts): McpServerFactory {
  const pages = createSignInPages(parts.stateKey);
  const listed = parts.tools.map((tool) => ({
    tool,
    inputSchema: listedSchema(inputJsonSchema(tool.input)),
    outputSchema: listedSchema(outputJsonSchema(tool.output)),
  }));
  const registerPrompts = createPromptRegistration(parts.texts.prompts, parts.completions);
  const depsOf = (ctx: ServerContext) => parts.depsFor(principalOf(ctx.http?.authInfo));
  return () => {
    const server = new McpServer(
      { name: "defender-hunting-mcp", title: "Microsoft Defender hunting", version: parts.version },
      {
        instructions: parts.texts.instructions,
        capabilities: {
          tools: { listChanged: false },
          resources: { listChanged: false },
          prompts: { listChanged: false },
        },
        cacheHints,
        requestState: { verify: (state, ctx) => pages.codec.verify(state, ctx) },
      },
    );
    for (const entry of listed) registerTool(server, entry, depsOf, { ...parts, pages });
    registerResources(server, parts, depsOf);
    registerPrompts(server);
    return server;
  };
}

interface ListedTool {
  readonly tool: Tool;
  readonly inputSchema: StandardSchemaWithJSON;
  readonly outputSchema: StandardSchemaWithJSON;
}

function registerTool(
  server: McpServer,
  { tool, inputSchema, outputSchema }: ListedTool,
  depsOf: (ctx: ServerContext) => ToolDeps,
  context: CallToolContext,
): void {
  const { name, title, description, annotations } = tool;
  server.registerTool(name, { title, description, inputSchema, outputSchema, annotations }, (rawArguments, ctx) =>
    callTool(tool, { rawArguments, server, ctx, depsOf }, context),
  );
}
