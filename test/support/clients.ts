import { createMCPClient } from "@ai-sdk/mcp";
import { Client as ModernClient, StreamableHTTPClientTransport as ModernHttp } from "@modelcontextprotocol/client";
import { StdioClientTransport as ModernStdio } from "@modelcontextprotocol/client/stdio";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as LegacyStdio } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport as LegacyHttp } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { BIN, cleanEnvironment, type ProcessOptions } from "./server-process.ts";

/** The reference clients: 2.x pinned to revision 2026-07-28, 2.x choosing for itself, 1.x of the initialize era. */
export const clientKinds = ["modern", "auto", "legacy"] as const;
export type ClientKind = (typeof clientKinds)[number];

/** Over HTTP also a client that shares no code with the reference clients, as it comes and held to the initialize era. */
export const httpClientKinds = [...clientKinds, "independent", "independent legacy"] as const;
export type HttpClientKind = (typeof httpClientKinds)[number];

/** A tool's answer as a host sees it. */
export interface ToolAnswer {
  /** All text blocks, joined. */
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  /** The whole result as it arrived. */
  readonly raw: unknown;
}

/** A prompt by its name, or a resource template by its address. */
export type CompletionOf = { readonly prompt: string } | { readonly template: string };

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { progress: number; message?: string | undefined }) => void;
}

interface ListedTool {
  readonly name: string;
  readonly description?: string | undefined;
}

/** One client connected to a server. */
export interface ConnectedClient {
  readonly kind: HttpClientKind;
  readonly protocolVersion: string | undefined;
  listTools(): Promise<readonly ListedTool[]>;
  call(name: string, args?: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<ToolAnswer>;
  readResource(uri: string): Promise<string>;
  /** Addresses of the resources that the server lists. */
  listResources(): Promise<readonly string[]>;
  listPrompts(): Promise<readonly string[]>;
  /** The text of a prompt's only message. */
  getPrompt(name: string, args: Readonly<Record<string, string>>): Promise<string>;
  /** What the server offers while a person types. */
  complete(of: CompletionOf, argument: string, typed: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** One reference client connected to one server of its own. */
export interface HuntingClient extends ConnectedClient {
  readonly pid: number;
  /** Everything the server wrote to standard error so far. */
  stderr(): string;
}

const INFO = { name: "reference-client", version: "1.0.0" };
const MODES = {
  modern: { versionNegotiation: { mode: { pin: "2026-07-28" } } },
  auto: { versionNegotiation: { mode: "auto" } },
} as const;

function answerOf(result: object): ToolAnswer {
  const { content, structuredContent, isError }: Readonly<Record<string, unknown>> = { ...result };
  const blocks = (Array.isArray(content) ? content : []).map((block: unknown) => Object(block));
  const text = blocks.filter((block) => block.type === "text").map((block) => String(block.text));
  return { text: text.join("\n"), structured: Object(structuredContent), isError: isError === true, raw: result };
}

const resourceText = ({ contents }: { contents: readonly object[] }): string =>
  contents.map((content) => ("text" in content ? String(content.text) : "")).join("\n");

/** Collects what the server writes to standard error. */
function collect(stream: NodeJS.EventEmitter | null): () => string {
  let text = "";
  stream?.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
  return () => text;
}

const parametersOf = ({ args = [], environment, cwd, bin = BIN }: ProcessOptions) => ({
  command: process.execPath,
  args: [bin, ...args],
  env: cleanEnvironment(environment),
  stderr: "pipe" as const,
  ...(cwd !== undefined && { cwd }),
});

/** What all client classes have in common. */
interface AnyClient {
  listTools(): Promise<{ tools: ListedTool[] }>;
  listPrompts(): Promise<{ prompts: { name: string }[] }>;
  readResource(params: { uri: string }): Promise<{ contents: object[] }>;
  listResources(): Promise<{ resources: { uri: string }[] }>;
  getPrompt(params: { name: string; arguments: Record<string, string> }): Promise<{ messages: { content: object }[] }>;
  complete(params: {
    ref: { type: "ref/prompt"; name: string } | { type: "ref/resource"; uri: string };
    argument: { name: string; value: string };
  }): Promise<{ completion: { values: string[] } }>;
  close(): Promise<void>;
}

type CallTool = (params: { name: string; arguments: Record<string, unknown> }, options: CallOptions) => Promise<object>;

const clientOver = <Facts extends Pick<ConnectedClient, "kind" | "protocolVersion">>(
  client: AnyClient,
  callTool: CallTool,
  facts: Facts,
): ConnectedClient & Facts => ({
  ...facts,
  listTools: async () => (await client.listTools()).tools,
  call: async (name, args = {}, options = {}) => answerOf(await callTool({ name, arguments: { ...args } }, options)),
  readResource: async (uri) => resourceText(await client.readResource({ uri })),
  listResources: async () => (await client.listResources()).resources.map((resource) => resource.uri),
  listPrompts: async () => (await client.listPrompts()).prompts.map((prompt) => prompt.name),
  getPrompt: async (name, args) => {
    const { messages } = await client.getPrompt({ name, arguments: { ...args } });
    const [message, ...others] = messages.map(({ content }) => ("text" in content ? String(content.text) : ""));
    if (message === undefined || others.length > 0) throw new Error("A prompt of one message was expected.");
    return message;
  },
  complete: async (of, name, value) => {
    const ref =
      "prompt" in of
        ? ({ type: "ref/prompt", name: of.prompt } as const)
        : ({ type: "ref/resource", uri: of.template } as const);
    return (await client.complete({ ref, argument: { name, value } })).completion.values;
  },
  close: () => client.close(),
});

async function connectModern(kind: "modern" | "auto", options: ProcessOptions): Promise<HuntingClient> {
  const transport = new ModernStdio(parametersOf(options));
  const client = new ModernClient(INFO, MODES[kind]);
  const stderr = collect(transport.stderr);
  await client.connect(transport);
  const protocolVersion = client.getNegotiatedProtocolVersion();
  const pid = transport.pid ?? -1;
  return clientOver(client, (params, call) => client.callTool(params, call), { kind, protocolVersion, pid, stderr });
}

async function connectLegacy(options: ProcessOptions): Promise<HuntingClient> {
  const transport = new LegacyStdio(parametersOf(options));
  const client = new LegacyClient(INFO);
  const stderr = collect(transport.stderr);
  await client.connect(transport);
  const facts = { kind: "legacy", protocolVersion: undefined, pid: transport.pid ?? -1, stderr } as const;
  return clientOver(client, (params, call) => client.callTool(params, undefined, call), facts);
}

/** Starts the built bin over stdio and connects the reference client to it; `close` ends both. */
export const connectClient = (kind: ClientKind, options: ProcessOptions): Promise<HuntingClient> =>
  kind === "legacy" ? connectLegacy(options) : connectModern(kind, options);

// The class declares its optional members otherwise than the interface that it implements.
const isTransport = (value: object): value is Transport => "start" in value;

async function connectIndependent(
  kind: "independent" | "independent legacy",
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<ConnectedClient> {
  const client = await createMCPClient({
    transport: { type: "http", url, headers: { ...headers } },
    protocolVersionDiscovery: kind === "independent",
  });
  const { protocolVersion } = client.initializeResult;
  return clientOver(
    client,
    (params, { signal }) => client.callTool({ ...params, ...(signal && { options: { signal } }) }),
    {
      kind,
      protocolVersion,
    },
  );
}

/** Connects a client to an endpoint, e.g. `http://127.0.0.1:8931/mcp`. */
export async function connectOverHttp(
  kind: HttpClientKind,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ConnectedClient> {
  if (kind === "independent" || kind === "independent legacy") return connectIndependent(kind, url, headers);
  const options = { requestInit: { headers } };
  if (kind === "legacy") {
    const client = new LegacyClient(INFO);
    const transport = new LegacyHttp(new URL(url), options);
    if (isTransport(transport)) await client.connect(transport);
    const facts = { kind, protocolVersion: transport.protocolVersion } as const;
    return clientOver(client, (params, call) => client.callTool(params, undefined, call), facts);
  }
  const client = new ModernClient(INFO, MODES[kind]);
  await client.connect(new ModernHttp(new URL(url), options));
  const facts = { kind, protocolVersion: client.getNegotiatedProtocolVersion() };
  return clientOver(client, (params, call) => client.callTool(params, call), facts);
}
