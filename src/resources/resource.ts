import type { ToolAnswer, ToolDeps } from "../tools/tool.ts";

interface Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** How long a client may reuse what it read, in milliseconds. */
  readonly ttlMs: number;
}

/** One resource with a fixed address. */
export interface FixedResource extends Described {
  readonly uri: string;
  read(deps: ToolDeps): Promise<ToolAnswer>;
}

interface ListedResource {
  readonly id: string;
  readonly description: string;
  /** The family's unless given. */
  readonly mimeType?: string;
}

/** Resources whose address ends in an id. */
export interface ResourceFamily extends Described {
  /** Everything before the id. */
  readonly uriPrefix: string;
  readonly variable: string;
  list(deps: ToolDeps): Promise<readonly ListedResource[]>;
  /** Ids that begin with what a person has typed, case aside; for families whose ids are the same for everyone. */
  complete?(typed: string): readonly string[] | Promise<readonly string[]>;
  /** @throws UserError when there is no such resource. */
  read(id: string, deps: ToolDeps): Promise<ToolAnswer>;
}
