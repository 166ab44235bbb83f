import { permissionAdvice } from "../auth/permission-advice.ts";
import { isPersonalType } from "../instances/application-types.ts";
import type { Instance } from "../instances/instance.ts";
import { textOption, type RunCommand } from "./command.ts";
import { commandWords } from "./command-words.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { type Connected, signInAtTerminal } from "./sign-in-at-terminal.ts";
import type { Terminal } from "./terminal.ts";

const ONLY_TRIED =
  "This only tries the sign-in: its tokens are forgotten when login ends. To keep them, set TokenCache: encrypted-file of the instance.";

/** `login`: signs in and prints who that is and what the token permits; the answer is no when a permission is missing. */
export const runLogin: RunCommand = async (inputs) => {
  const { positionals, options, deps, terminal } = inputs;
  const instance = deps.instances.resolve(positionals[0]);
  if (instance.provider === "Demo") {
    terminal.say("The demo tenant needs no sign-in.");
    return exitCodes.ok;
  }
  const wanted = textOption(options, "auth-type");
  if (instance.tokenCache.kind === "memory" && isPersonalType(wanted ?? instance.credential.type))
    terminal.say(ONLY_TRIED);
  return tell(instance, await signInAtTerminal(instance, inputs, wanted), terminal);
};

async function tell(instance: Instance, state: Connected, terminal: Terminal): Promise<ExitCode> {
  const { granted, missing } = state.permissions;
  const who = state.account === undefined ? `the application ${instance.clientId}` : state.account.userName;
  await terminal.report(`${instance.name}: signed in as ${who}`);
  await terminal.report(`permissions: ${granted.join(", ") || "none"}`);
  if (missing.length > 0) await terminal.report(`missing permissions: ${missing.join(", ")}`);
  for (const line of [permissionAdvice(instance, state), state.notice])
    if (line !== undefined) terminal.say(commandWords(line));
  return missing.length === 0 ? exitCodes.ok : exitCodes.no;
}

/** `logout`: forgets an instance's tokens, stored ones included. */
export const runLogout: RunCommand = async ({ positionals, deps, terminal }) => {
  const instance = deps.instances.resolve(positionals[0]);
  if (instance.provider !== "Demo") await deps.signIns.of(instance).disconnect();
  await terminal.report(`${instance.name}: signed out`);
  return exitCodes.ok;
};
