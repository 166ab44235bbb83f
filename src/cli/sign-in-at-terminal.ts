import type { SignInPrompt, SignInState } from "../auth/sign-in.ts";
import { SignInError } from "../errors.ts";
import { authTypes, type AuthType, type Instance } from "../instances/instance.ts";
import type { CommandInputs } from "./command.ts";

/** A prompt that a person can act on. */
type ShownPrompt = Exclude<SignInPrompt, { method: "starting" }>;
export type Connected = Extract<SignInState, { status: "connected" }>;

/** How long one look at the sign-in waits, in milliseconds. */
const LOOK_MS = 5_000;

/**
 * Signs in, telling the person what to do and waiting until it is done.
 * @throws SignInError when it fails, or nobody finishes it before the code or page expires; CancelledError.
 */
export async function signInAtTerminal(
  instance: Instance,
  { deps, terminal, call }: Pick<CommandInputs, "deps" | "terminal" | "call">,
  wanted?: string,
): Promise<Connected> {
  const signIn = deps.signIns.of(instance);
  const { signal } = call;
  let shown: ShownPrompt | undefined;
  let state = await signIn.connect({ authType: authTypeOf(wanted), waitMs: 0, signal });
  while (state.status === "awaiting_user") {
    const { prompt } = state;
    if (shown !== undefined && hasExpired(shown, prompt, deps.now())) throw expired(instance);
    if (shown === undefined && prompt.method !== "starting") {
      shown = prompt;
      terminal.say(promptText(instance, prompt));
    }
    terminal.progress(`Waiting for the sign-in to ${instance.name} …`);
    state = await signIn.connect({ waitMs: LOOK_MS, signal });
  }
  if (state.status === "connected") return state;
  throw state.status === "failed" ? state.error : expired(instance);
}

const authTypeOf = (wanted: string | undefined): AuthType | undefined => authTypes.find((type) => type === wanted);

/** A sign-in that shows another page or code than before has begun anew, because the old one ran out. */
function hasExpired(shown: ShownPrompt, now: SignInPrompt, time: number): boolean {
  return time >= shown.expiresAt || keyOf(now) !== keyOf(shown);
}

function keyOf(prompt: SignInPrompt): string {
  if (prompt.method === "device_code") return prompt.userCode;
  return prompt.method === "browser" ? prompt.url : "";
}

function expired({ name }: Instance): SignInError {
  return new SignInError(`Nobody finished the sign-in to ${name} in time.`, {
    nextStep: "Run it again for a new code.",
  });
}

function promptText(instance: Instance, prompt: ShownPrompt): string {
  const until = `${new Date(prompt.expiresAt).toISOString().slice(11, 16)} UTC`;
  const who = instance.userName ?? `an account of tenant ${instance.tenantId}`;
  if (prompt.method === "browser") {
    return `To sign in to ${instance.name}, finish in the browser window that opened, before ${until}, as ${who}. If none opened, open ${prompt.url}`;
  }
  return [
    `To sign in to ${instance.name}, open ${prompt.verificationUri} and enter the code ${prompt.userCode} before ${until}.`,
    `The page must be for the app with client id ${instance.clientId}; sign in as ${who}.`,
    "If the page says “You don't have access to this” (53003), the administrator blocks device codes: run login with --auth-type interactive.",
  ].join("\n");
}
