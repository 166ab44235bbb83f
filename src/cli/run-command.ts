import { ConfigError, HuntingError, UserError } from "../errors.ts";
import { visible } from "../visible-text.ts";
import { runCheck } from "./check.ts";
import type { CommandInputs, RunCommand } from "./command.ts";
import { commandWords } from "./command-words.ts";
import type { CliCommand } from "./commands.ts";
import { runDoctor } from "./doctor.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { runLibrary } from "./library.ts";
import { runLogin, runLogout } from "./login.ts";
import { runQuery } from "./query.ts";
import { runSchema } from "./schema.ts";
import { OutputClosedError } from "./terminal.ts";

const runners: Readonly<Record<CliCommand, RunCommand>> = {
  query: runQuery,
  check: runCheck,
  login: runLogin,
  logout: runLogout,
  doctor: runDoctor,
  schema: runSchema,
  library: runLibrary,
};

/**
 * Runs a subcommand; what it cannot do is said to the person and becomes the exit code.
 * @throws what is no HuntingError: a fault of ours.
 */
export async function runCommand(name: CliCommand, inputs: CommandInputs): Promise<ExitCode> {
  try {
    return await runners[name](inputs);
  } catch (error) {
    if (error instanceof OutputClosedError) return exitCodes.ok;
    if (!(error instanceof HuntingError)) throw error;
    inputs.terminal.say(failureText(error, name));
    return error instanceof UserError || error instanceof ConfigError ? exitCodes.misuse : exitCodes.no;
  }
}

/** An error as lines for a person: what happened, what to do, the request id. */
export function failureText({ message, nextStep, requestId }: HuntingError, name: CliCommand): string {
  // These take the instance as their argument.
  const isNamedAlone = name === "login" || name === "logout";
  const step = commandWords(nextStep);
  const lines = [
    `defender-hunting-mcp: ${message.replace("so the call must name one", "so name one")}`,
    isNamedAlone ? step.replace("Set --instance to one of", `Run ${name} with one of`) : step,
    ...(requestId === undefined ? [] : [`Request id: ${requestId}`]),
  ];
  return lines.join("\n").replaceAll(/[^\n\t]+/g, visible);
}
