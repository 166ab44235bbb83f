import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  ResourceTemplate,
  type McpServer,
  type ReadResourceResult,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { UserError } from "../errors.ts";
import type { FixedResource, ResourceFamily } from "../resources/resource.ts";
import type { ToolAnswer, ToolDeps } from "../tools/tool.ts";
import { failureText, type FailureContext } from "./failure.ts";
import { renderAnswer } from "./render.ts";

interface ResourceParts extends FailureContext {
  readonly fixedResources: readonly FixedResource[];
  readonly resourceFamilies: readonly ResourceFamily[];
}

type DepsOf = (ctx: ServerContext) => ToolDeps;

/** Registers all resources; a read that fails answers with a protocol error whose text says what to do. */
export function registerResources(server: McpServer, parts: ResourceParts, depsOf: DepsOf): void {
  for (const resource of parts.fixedResources) registerFixed(server, resource, parts, depsOf);
  for (const family of parts.resourceFamilies) registerFamily(server, family, parts, depsOf);
}

function registerFixed(server: McpServer, resource: FixedResource, parts: ResourceParts, depsOf: DepsOf): void {
  server.registerResource(resource.name, resource.uri, metadataOf(resource), (uri, ctx) =>
    readAs(uri.href, resource.mimeType, () => resource.read(depsOf(ctx)), parts),
  );
}

function registerFamily(server: McpServer, family: ResourceFamily, parts: ResourceParts, depsOf: DepsOf): void {
  const { uriPrefix, variable, mimeType } = family;
  const template = new ResourceTemplate(`${uriPrefix}{${variable}}`, {
    list: async (ctx) => {
      const listed = await family.list(depsOf(ctx)).catch((error: unknown) => {
        throw internalError(error, uriPrefix, parts);
      });
      return {
        resources: listed.map(({ id, ...resource }) => ({ uri: uriPrefix + id, name: id, mimeType, ...resource })),
      };
    },
  });
  server.registerResource(family.name, template, metadataOf(family), (uri, variables, ctx) =>
    readAs(uri.href, mimeType, () => family.read(String(variables[variable]), depsOf(ctx)), parts),
  );
}

function metadataOf({ title, description, mimeType, ttlMs }: FixedResource | ResourceFamily) {
  return { title, description, mimeType, cacheHint: { ttlMs, cacheScope: "private" as const } };
}

async function readAs(
  uri: string,
  mimeType: string,
  read: () => Promise<ToolAnswer>,
  parts: ResourceParts,
): Promise<ReadResourceResult> {
  try {
    const answer = await read();
    const ownType = answer.kind === "document" ? answer.data.mimeType : undefined;
    return { contents: [{ uri, mimeType: ownType ?? mimeType, text: renderAnswer(answer, parts).text }] };
  } catch (error) {
    if (error instanceof UserError) throw new ResourceNotFoundError(uri, failureText(error, uri, parts));
    throw internalError(error, uri, parts);
  }
}

const internalError = (error: unknown, where: string, parts: ResourceParts): ProtocolError =>
  new ProtocolError(ProtocolErrorCode.InternalError, failureText(error, where, parts));
