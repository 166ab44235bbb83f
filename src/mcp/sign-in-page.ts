import { createHash } from "node:crypto";
import {
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { SignInPrompt } from "../auth/sign-in.ts";
import type { SignInAnswer } from "../tools/sign-in-answer.ts";
import type { ToolAnswer, ToolCall } from "../tools/tool.ts";
import { visible } from "../visible-text.ts";
import { principalOf } from "./principal.ts";

/** What travels through the client while its user looks at the sign-in page: which call it was, and nothing of the sign-in. */
interface PageState {
  readonly call: string;
}

const RESPONSE = "sign_in";
const STATE_TTL_SECONDS = 900;

/** A tool call as the client sent it; a retried call is the same one. */
interface CallIdentity {
  readonly tool: string;
  readonly rawArguments: unknown;
}

/**
 * Offers sign-in pages through the hosts that can open them (URL elicitation, in both protocol eras). A page is offered once: whatever
 * comes of it, the next answer is the text, so a host that says it can and does not never blocks a sign-in.
 */
export interface SignInPages {
  readonly codec: RequestStateCodec<PageState>;
  /** What the user did with the page offered in an earlier round of this call. */
  userAction(call: CallIdentity, ctx: ServerContext): ToolCall["userAction"];
  /** The request to open the page, or undefined when the answer has to be given as it is. */
  offer(
    answer: ToolAnswer,
    call: CallIdentity,
    server: McpServer,
    ctx: ServerContext,
  ): Promise<InputRequiredResult | undefined>;
}

/** @param key at least 32 bytes, the same in every process that may get the retried call. */
export function createSignInPages(key: Uint8Array): SignInPages {
  const codec = createRequestStateCodec<PageState>({
    key,
    ttlSeconds: STATE_TTL_SECONDS,
    bind: (ctx) => `${ctx.mcpReq.method}\0${principalOf(ctx.http?.authInfo).key}`,
  });
  const offered = new WeakSet<SignInPrompt>();
  return {
    codec,
    userAction(call, ctx) {
      const state = ctx.mcpReq.requestState<PageState>();
      if (state === undefined && ctx.mcpReq.inputResponses === undefined) return "none";
      if (state?.call !== digestOf(call)) return "declined";
      const response = inputResponse(ctx.mcpReq.inputResponses, RESPONSE);
      return response.kind === "elicit" && response.action === "accept" ? "accepted" : "declined";
    },
    async offer(answer, call, server, ctx) {
      if (answer.kind !== "sign_in" || answer.state.status !== "awaiting_user") return undefined;
      const { prompt } = answer.state;
      if (prompt.method !== "device_code" || offered.has(prompt) || !opensPages(server, ctx)) return undefined;
      offered.add(prompt);
      const message = pageMessage(answer.data, prompt.userCode);
      return inputRequired({
        inputRequests: { [RESPONSE]: inputRequired.elicitUrl({ url: prompt.verificationUri, message }) },
        requestState: await codec.mint({ call: digestOf(call) }, ctx),
      });
    },
  };
}

function pageMessage({ instance, tenant_id }: SignInAnswer, code: string): string {
  return visible(
    `Enter the code ${code} on this page to sign in to Microsoft Defender instance ${instance} (tenant ${tenant_id}). ` +
      "Go on only if you asked for this sign-in.",
  );
}

const capabilitiesSchema = z.object({ elicitation: z.object({ url: z.unknown().optional() }).optional() });

function opensPages(server: McpServer, ctx: ServerContext): boolean {
  // A request of revision 2026-07-28 says it itself; in the initialize era the connection has said it once.
  const envelope: Readonly<Record<string, unknown>> = { ...ctx.mcpReq.envelope };
  const declared = envelope[CLIENT_CAPABILITIES_META_KEY] ?? server.server.getClientCapabilities();
  return capabilitiesSchema.safeParse(declared).data?.elicitation?.url !== undefined;
}

const digestOf = ({ tool, rawArguments }: CallIdentity): string =>
  createHash("sha256")
    .update(JSON.stringify([tool, rawArguments ?? null]))
    .digest("base64url");
