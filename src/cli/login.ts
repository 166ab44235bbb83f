import { permissionAdvice } from "../auth/permission-advice.ts";
import { textOption, type RunCommand } from "./command.ts";
import { commandWords } from "./command-words.ts";
import { exitCodes } from "./exit-codes.ts";
import { signInAtTerminal } from "./sign-in-at-terminal.ts";

/** `login`: signs in and prints who that is and what the token permits; the answer is no when a permission is missing. */
export const runLogin: RunCommand = async (inputs) => {
  const { positionals, options, deps, terminal } = inputs;
  const instance = deps.instances.resolve(positionals[0]);
  if (instance.provider === "Demo") {
    terminal.say("The demo tenant needs no sign-in.");
    return exitCodes.ok;
  }
  const state = await signInAtTerminal(instance, inputs, textOption(options, "auth-type"));
  const { granted, missing } = state.permissions;
  const who = state.account === undefined ? `the application ${instance.clientId}` : state.account.userName;
  await terminal.print(`${instance.name}: signed in as ${who}\n`);
  await terminal.print(`permissions: ${granted.join(", ") || "none"}\n`);
  if (missing.length > 0) await terminal.print(`missing permissions: ${missing.join(", ")}\n`);
  const isForgotten = state.account !== undefined && instance.tokenCache.kind === "memory";
  for (const line of [
    permissionAdvice(instance, state),
    state.notice,
    isForgotten
      ? "The sign-in ends with this process: set TokenCache: encrypted-file of the instance to keep it."
      : undefined,
  ])
    if (line !== undefined) terminal.say(commandWords(line));
  return missing.length === 0 ? exitCodes.ok : exitCodes.no;
};

/** `logout`: forgets an instance's tokens, stored ones included. */
export const runLogout: RunCommand = async ({ positionals, deps, terminal }) => {
  const instance = deps.instances.resolve(positionals[0]);
  if (instance.provider !== "Demo") await deps.signIns.of(instance).disconnect();
  await terminal.print(`${instance.name}: signed out\n`);
  return exitCodes.ok;
};
