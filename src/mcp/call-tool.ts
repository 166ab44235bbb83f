import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ResourceLink,
  ServerContext,
} from "@modelcontextprotocol/server";
import { parseArguments } from "../tools/arguments.ts";
import type { Tool, ToolAnswer, ToolDeps } from "../tools/tool.ts";
import { afterAbort, failureText, type FailureContext } from "./failure.ts";
import { startProgress } from "./progress.ts";
import { renderAnswer } from "./render.ts";
import type { SignInPages } from "./sign-in-page.ts";

/** What the boundary needs beside the call. */
export interface CallToolContext extends FailureContext {
  readonly pages: SignInPages;
}

/** The request that a tool is called by. */
export interface ToolRequest {
  readonly rawArguments: unknown;
  readonly server: McpServer;
  readonly ctx: ServerContext;
  /** The deps of whoever calls. */
  readonly depsOf: (ctx: ServerContext) => ToolDeps;
}

/** The one place where a tool is run: everything it returns or throws leaves here as an MCP result. */
export async function callTool(
  tool: Tool,
  request: ToolRequest,
  context: CallToolContext,
): Promise<CallToolResult | InputRequiredResult> {
  const { ctx } = request;
  const progress = startProgress(ctx);
  try {
    return await runTool(tool, request, context, progress.tell);
  } catch (error) {
    const text = failureText(afterAbort(error, ctx.mcpReq.signal), tool.name, context);
    // Text only: beside structured content some hosts drop the text of an error, others check it against the output schema.
    return { content: [{ type: "text", text }], isError: true };
  } finally {
    progress.stop();
  }
}

async function runTool(
  tool: Tool,
  { rawArguments, server, ctx, depsOf }: ToolRequest,
  { pages, randomId }: CallToolContext,
  progress: (message: string) => void,
): Promise<CallToolResult | InputRequiredResult> {
  const input = parseArguments(tool, rawArguments);
  const call = { tool: tool.name, rawArguments };
  const userAction = pages.userAction(call, ctx);
  const answer = await tool.run(input, depsOf(ctx), { signal: ctx.mcpReq.signal, progress, userAction });
  const page = userAction === "none" ? await pages.offer(answer, call, server, ctx) : undefined;
  if (page !== undefined) return page;
  const { text, structured } = renderAnswer(answer, randomId);
  return { content: [{ type: "text", text }, ...linksOf(answer)], structuredContent: structured };
}

/** The file that an answer tells of, for hosts that can open it. */
function linksOf(answer: ToolAnswer): readonly ResourceLink[] {
  const file = answer.kind === "table" ? answer.data.export : undefined;
  if (file === undefined) return [];
  const name = file.uri.slice(file.uri.lastIndexOf("/") + 1);
  return [{ type: "resource_link", uri: file.uri, name, mimeType: "text/plain", size: file.bytes }];
}
