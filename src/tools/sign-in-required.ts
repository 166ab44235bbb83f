import type { SignInRequired } from "../hunting/hunter.ts";
import type { Instance } from "../instances/instance.ts";
import { signInAnswer } from "./sign-in-answer.ts";
import type { ToolAnswer, ToolDeps } from "./tool.ts";

/** The answer of a call that met a signed-out instance. @throws SignInError when the sign-in has failed. */
export function signInRequired(instance: Instance, state: SignInRequired["signIn"], { now }: ToolDeps): ToolAnswer {
  if (state.status === "failed") throw state.error;
  const answer = signInAnswer(instance, state, now());
  const next_step = `${answer.next_step} Then run the query again.`;
  return { kind: "sign_in", data: { ...answer, status: "sign_in_required", next_step }, state };
}
