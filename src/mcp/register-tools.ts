import {
  specTypeSchemas,
  type ListToolsResult,
  type McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Tool, ToolDeps } from "../tools/tool.ts";
import { callTool, type CallToolContext } from "./call-tool.ts";
import { inputJsonSchema, listedSchema, outputJsonSchema } from "./json-schema.ts";

/** What a server is for, where it is for a single request. */
export interface Asked {
  readonly method?: string | undefined;
  /** Of the tool that is called. */
  readonly name?: string | undefined;
}

/** Registers the tools that are asked for; their schemas and the list of them, the same for everyone, are built once. */
export function createToolRegistration(
  tools: readonly Tool[],
  depsOf: (ctx: ServerContext) => ToolDeps,
  context: CallToolContext,
): (server: McpServer, asked: Asked) => void {
  const prepared = tools.map((tool) => {
    const { name, title, description, annotations } = tool;
    const schemas = { inputSchema: inputJsonSchema(tool.input), outputSchema: outputJsonSchema(tool.output) };
    const config = {
      title,
      description,
      inputSchema: listedSchema(schemas.inputSchema),
      outputSchema: listedSchema(schemas.outputSchema),
      annotations,
    };
    return { tool, config, listed: { name, title, description, annotations, ...schemas } };
  });
  const list = listOf(prepared.map(({ listed }) => listed));
  return (server, asked) => {
    for (const { tool, config } of askedAmong(prepared, asked)) {
      server.registerTool(tool.name, config, (rawArguments, ctx) =>
        callTool(tool, { rawArguments, server, ctx, depsOf }, context),
      );
    }
    // The SDK would convert all schemas anew for each server, which is each request over HTTP.
    server.server.setRequestHandler("tools/list", () => list);
  };
}

/** None for the list, which is ready; the one that is called; all where that is not known. */
function askedAmong<T extends { readonly tool: Tool }>(all: readonly T[], { method, name }: Asked): readonly T[] {
  if (method === "tools/list") return [];
  const called = method === "tools/call" ? all.filter(({ tool }) => tool.name === name) : [];
  return called.length > 0 ? called : all;
}

function listOf(tools: readonly object[]): ListToolsResult {
  const read = specTypeSchemas.ListToolsResult["~standard"].validate({ tools });
  if (read.issues === undefined) return read.value;
  throw new TypeError(`The list of tools is not one of MCP: ${read.issues[0]?.message}`);
}
