import type { CallToolResult, InputRequiredResult, McpServer, ServerContext } from "@modelcontextprotocol/server";
import type { NoteEvent } from "../hunting/call-event.ts";
import type { Answered, CallObserver } from "../telemetry/call-observer.ts";
import { parseArguments } from "../tools/arguments.ts";
import type { Tool, ToolAnswer, ToolDeps } from "../tools/tool.ts";
import { summaryOf } from "./answer-summary.ts";
import { callStartOf } from "./call-start.ts";
import { exportLinks } from "./export-links.ts";
import { afterAbort, failureText, type FailureContext } from "./failure.ts";
import { notedDeps } from "./noted-deps.ts";
import { startProgress } from "./progress.ts";
import { renderAnswer } from "./render.ts";
import type { SignInPages } from "./sign-in-page.ts";

/** What the boundary needs beside the call. */
export interface CallToolContext extends FailureContext {
  readonly pages: SignInPages;
  /** Whoever watches calls: audit, metrics, traces. */
  readonly observe: CallObserver;
  /** Milliseconds since 1970. */
  readonly now: () => number;
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
  const { signal } = request.ctx.mcpReq;
  const progress = startProgress(request.ctx);
  const start = callStartOf(tool, request, context.randomId(), context.now());
  try {
    const { result } = await context.observe(start, (note) =>
      runTool(tool, request, context, { progress: progress.tell, note }).catch((error: unknown) => {
        throw afterAbort(error, signal);
      }),
    );
    return result;
  } catch (error) {
    const text = failureText(error, tool.name, context);
    // Text only: beside structured content some hosts drop the text of an error, others check it against the output schema.
    return { content: [{ type: "text", text }], isError: true };
  } finally {
    progress.stop();
  }
}

interface Told {
  readonly progress: (message: string) => void;
  readonly note: NoteEvent;
}

interface AnsweredCall extends Answered {
  readonly result: CallToolResult | InputRequiredResult;
}

async function runTool(
  tool: Tool,
  { rawArguments, server, ctx, depsOf }: ToolRequest,
  { pages, randomId, redactor }: CallToolContext,
  { progress, note }: Told,
): Promise<AnsweredCall> {
  const input = parseArguments(tool, rawArguments);
  const call = { tool: tool.name, rawArguments };
  const userAction = pages.userAction(call, ctx);
  const own = depsOf(ctx);
  await own.signIns.recall?.(own.instances.list());
  const deps = notedDeps(own, note);
  const answer = await tool.run(input, deps, { signal: ctx.mcpReq.signal, progress, note, userAction });
  noteOrigins(answer, deps, note);
  const page = userAction === "none" ? await pages.offer(answer, call, server, ctx) : undefined;
  if (page !== undefined) return { summary: summaryOf(answer, undefined), result: page };
  const { text, structured } = renderAnswer(answer, { randomId, redactor });
  const content: CallToolResult["content"] = [{ type: "text", text }, ...exportLinks(answer)];
  return { summary: summaryOf(answer, text), result: { content, structuredContent: structured } };
}

/** Rows of a kept result may come from instances that the call did not name. */
function noteOrigins(answer: ToolAnswer, { instances }: ToolDeps, note: NoteEvent): void {
  if (answer.kind !== "table") return;
  const names = new Set(answer.result.instances);
  for (const instance of instances.list()) if (names.has(instance.name)) note({ kind: "instance", instance });
}
