import type { z } from "zod";
import type { SignIn, SignInState } from "../auth/sign-in.ts";
import type { AdHocConnection } from "../config/ad-hoc-instance.ts";
import type { CaseReader } from "../hunting/case-reader.ts";
import type { CallContext, Hunter } from "../hunting/hunter.ts";
import type { QueryChecker } from "../hunting/query-checker.ts";
import type { Refiner } from "../hunting/refiner.ts";
import type { SchemaDirectory } from "../hunting/schema-directory.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Instance } from "../instances/instance.ts";
import type { Library } from "../library/library.ts";
import type { KeptResult, KeptResults } from "../table/kept-results.ts";
import type { LibraryAnswer } from "./library-answer.ts";
import type { ResultExport } from "../table/result-export.ts";
import type { SeenNames } from "../table/seen-names.ts";
import type { OutcomesAnswer } from "./outcomes.ts";
import type { SchemaAnswer } from "./schema-answer.ts";
import type { SignInAnswer } from "./sign-in-answer.ts";
import type { TableAnswer } from "./table-answer.ts";

/** What one MCP call gives a tool beside its arguments. */
export interface ToolCall extends CallContext {
  /** What the person answered when the host opened the sign-in page for them; `none` when the host was not asked. */
  readonly userAction: "none" | "accepted" | "declined";
}

/** How much of a result an answer carries: the usual amount, and the most that a call may ask for. */
export interface AnswerLimits {
  readonly rows: Limit;
  /** Bytes (UTF-8) of the rows in the text form. */
  readonly bytes: Limit;
  /** Code points of one cell. */
  readonly cellChars: number;
}

export interface Limit {
  readonly usual: number;
  readonly ceiling: number;
}

/** What tools may use: no credential among it. One per person. */
export interface ToolDeps {
  readonly instances: InstanceDirectory;
  readonly signIns: {
    of(instance: Instance): SignIn;
    /** Learns what other replicas did to the sign-ins; absent where there are none. */
    recall?(instances: readonly Instance[]): Promise<void>;
  };
  readonly hunter: Hunter;
  readonly results: KeptResults;
  /** Names that the person's results have shown. */
  readonly seen: SeenNames;
  readonly refiner: Refiner;
  readonly exports: ResultExport;
  readonly cases: CaseReader;
  readonly checker: QueryChecker;
  readonly schema: SchemaDirectory;
  /** The hunting queries, read at first use. */
  readonly library: () => Promise<Library>;
  readonly configuration: { readonly source: string | null; readonly warnings: readonly string[] };
  readonly limits: AnswerLimits;
  /**
   * The instance that the arguments of `connect` describe, not yet in the directory.
   * @throws UserError for a gap, a conflict or a secret among the arguments.
   */
  readonly describeInstance: (connection: AdHocConnection) => Instance;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How the boundary renders a tool's data; `data` is the structured answer and matches the tool's output schema. */
export type ToolAnswer =
  | { readonly kind: "record"; readonly data: object }
  | {
      readonly kind: "table";
      readonly data: TableAnswer;
      /** The result behind the answer, so that the boundary can tell where its rows came from. */
      readonly result: KeptResult;
    }
  /** Instead of a table, when sign-ins stand before all of it. */
  | { readonly kind: "outcomes"; readonly data: OutcomesAnswer }
  | { readonly kind: "schema"; readonly data: SchemaAnswer }
  | { readonly kind: "library"; readonly data: LibraryAnswer }
  /** A text of ours that is read as it stands; resources only. */
  | { readonly kind: "document"; readonly data: { readonly text: string; readonly mimeType?: string } }
  | {
      readonly kind: "sign_in";
      readonly data: SignInAnswer;
      /** The state behind the answer, so that the boundary can offer a pending page to hosts that open pages. */
      readonly state: SignInState;
    };

/** Complete on purpose: every tool says all four. */
interface ToolAnnotations {
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
  /** What to do instead of giving an argument that this tool must not take, e.g. a secret; names in lower case. */
  readonly refusedArguments?: Readonly<Record<string, string>>;
  run(input: z.infer<Input>, deps: ToolDeps, call: ToolCall): Promise<ToolAnswer>;
}

/** A tool with its input type inferred from its schema. */
export const defineTool = <Input extends z.ZodObject>(tool: Tool<Input>): Tool<Input> => tool;
