import type { CommandOption, Commands } from "../config/commands.ts";
import { authTypes } from "../instances/instance.ts";

/** Forms in which a table can be printed. */
export const outputFormats = ["table", "json", "ndjson", "csv"] as const;
export type OutputFormat = (typeof outputFormats)[number];

const format: CommandOption = {
  description: `Form of the output: ${outputFormats.join(", ")}; table unless given`,
  placeholder: "FORM",
  choices: outputFormats,
};

const instance: CommandOption = {
  description: "Instance of the configuration; needed only where there are several",
  placeholder: "NAME",
};
const search = (what: string): CommandOption => ({ description: `Find ${what} by words`, placeholder: "WORDS" });

/** The subcommands beside those that serve. `-` stands for standard input. */
export const cliCommands = {
  query: {
    summary: "Run a hunting query and print all its rows",
    usage: "'KQL'|-",
    positionals: { min: 0, max: 1 },
    options: {
      instance,
      format,
      timespan: { description: "ISO 8601, e.g. P7D or 2026-01-01/P1D", placeholder: "SPAN" },
      "no-check": { description: "Send the query although the check finds errors" },
    },
  },
  check: {
    summary: "Check queries without running them",
    usage: "'KQL'|FILE…|-",
    positionals: { min: 0, max: 1000 },
    options: {
      instance: { description: "Check against the tables of this instance", placeholder: "NAME" },
      format: {
        description: "Form of the output: text, or ndjson with one object a query; text unless given",
        placeholder: "FORM",
        choices: ["text", "ndjson"],
      },
    },
  },
  login: {
    summary: "Sign in to an instance; with a token cache in a file, for later runs too",
    usage: "[INSTANCE]",
    positionals: { min: 0, max: 1 },
    options: {
      "auth-type": { description: "Instead of the configured method", placeholder: "TYPE", choices: authTypes },
    },
  },
  logout: {
    summary: "Forget the tokens of an instance, stored ones included",
    usage: "[INSTANCE]",
    positionals: { min: 0, max: 1 },
    options: {},
  },
  doctor: {
    summary: "Check configuration, hosts, clock, token caches, sign-ins and permissions",
    usage: "",
    positionals: { min: 0, max: 0 },
    options: {},
  },
  schema: {
    summary: "Print the index of hunting tables, or the columns of one",
    usage: "[TABLE]",
    positionals: { min: 0, max: 1 },
    options: {
      search: search("tables"),
      instance: { description: "Ask this instance for its own columns", placeholder: "NAME" },
      format,
    },
  },
  library: {
    summary: "Print the index of hunting queries, or the KQL of one",
    usage: "[NAME]",
    positionals: { min: 0, max: 1 },
    options: {
      search: search("queries"),
      param: {
        description: "Value of a parameter; may be given several times",
        placeholder: "NAME=VALUE",
        isList: true,
      },
      format,
    },
  },
} as const satisfies Commands;

export type CliCommand = keyof typeof cliCommands;

export const isCliCommand = (name: string): name is CliCommand => Object.hasOwn(cliCommands, name);
