import type { CommandOptions } from "../config/arguments.ts";
import type { Configuration } from "../config/configuration.ts";
import type { CallObserver } from "../telemetry/call-observer.ts";
import type { ToolCall, ToolDeps } from "../tools/tool.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** What one run of a subcommand is given. */
export interface CommandInputs {
  readonly positionals: readonly string[];
  readonly options: CommandOptions;
  readonly deps: ToolDeps;
  readonly terminal: Terminal;
  readonly call: ToolCall;
  /** Whoever watches hunts. */
  readonly observe: CallObserver;
  readonly outside: Outside;
}

/** What only `doctor` looks at beside the tools' own ways. */
export interface Outside {
  readonly configuration: Configuration;
  readonly fetch: typeof globalThis.fetch;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

/** A subcommand. @throws HuntingError for what it cannot do; OutputClosedError when nobody reads its output. */
export type RunCommand = (inputs: CommandInputs) => Promise<ExitCode>;

/** The value of an option that takes one, where it is given. */
export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
