import type { z } from "zod";
import type { SignInState } from "../auth/sign-in.ts";
import type { CallContext, Hunter } from "../hunting/hunter.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Instance } from "../instances/instance.ts";
import type { SignIn } from "../auth/sign-in.ts";
import type { KeptResults } from "../table/kept-results.ts";

export type { InstanceDirectory };

/** What one MCP call gives a tool beside its arguments. */
export interface ToolCall extends CallContext {
  /** What the person answered when the host opened the sign-in page for them; `none` when the host was not asked. */
  readonly userAction: "none" | "accepted" | "declined";
}

/** What tools may use: no credential among it. One per person. */
export interface ToolDeps {
  readonly instances: InstanceDirectory;
  readonly signIns: { of(instance: Instance): SignIn };
  readonly hunter: Hunter;
  readonly results: KeptResults;
  readonly configuration: { readonly source: string | null; readonly warnings: readonly string[] };
  readonly now: () => number;
}

/** How the boundary renders a tool's data; `data` is the structured answer and matches the tool's output schema. */
export type ToolAnswer =
  | { readonly kind: "record"; readonly data: object }
  | { readonly kind: "table"; readonly data: object }
  | {
      readonly kind: "sign_in";
      readonly data: object;
      /** The state behind the answer, so that the boundary can offer a pending page to hosts that open pages. */
      readonly state: SignInState;
    };

/** Complete on purpose: every tool says all four. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly annotations: ToolAnnotations;
  readonly input: Input;
  readonly output: z.ZodObject;
  /** Other spellings of an argument that models use, e.g. `kql` for `query`. */
  readonly aliases?: Readonly<Record<string, string>>;
  run(input: z.infer<Input>, deps: ToolDeps, call: ToolCall): Promise<ToolAnswer>;
}
