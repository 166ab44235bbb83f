/** An option of one subcommand, beside the settings. */
export interface CommandOption {
  readonly description: string;
  /** What the help shows for the value, e.g. `NAME`; absent for a switch. */
  readonly placeholder?: string;
  /** The values that are possible; any text unless given. */
  readonly choices?: readonly string[];
  /** True when it may be given several times. */
  readonly isList?: boolean;
}

/** A subcommand as the command line knows it. */
export interface Command {
  readonly summary: string;
  /** Arguments without a flag, as the help shows them, e.g. `'KQL'|FILE…`; empty for none. */
  readonly usage: string;
  readonly positionals: { readonly min: number; readonly max: number };
  /** By flag without dashes, e.g. `instance`. */
  readonly options: Readonly<Record<string, CommandOption>>;
}

export type Commands = Readonly<Record<string, Command>>;

const alone = { usage: "", positionals: { min: 0, max: 0 }, options: {} };

/** The two ways to serve; other subcommands are added by whoever runs them. */
export const serverCommands = {
  stdio: { ...alone, summary: "Serve one MCP host over standard input and output (without a subcommand too)" },
  http: { ...alone, summary: "Serve MCP over HTTP" },
} as const satisfies Commands;
