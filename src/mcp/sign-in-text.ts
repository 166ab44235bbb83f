import type { SignInAnswer } from "../tools/sign-in-answer.ts";
import { visible } from "../visible-text.ts";

/** The state of a sign-in as text: one line of state, what is wrong or granted, and all that the person must do. */
export function signInText(answer: SignInAnswer): string {
  const { permissions, error } = answer;
  return [
    `${headlines[answer.status]} instance ${answer.instance}, tenant ${answer.tenant_id}${answer.account === undefined ? "" : `, account ${answer.account}`}.`,
    ...(error === undefined ? [] : [error]),
    ...(permissions === undefined ? [] : [permissionsText(permissions)]),
    answer.next_step,
  ]
    .map(visible)
    .join("\n");
}

const headlines: Readonly<Record<SignInAnswer["status"], string>> = {
  connected: "Connected:",
  awaiting_user: "Waiting for the user (awaiting_user):",
  failed: "Sign-in failed:",
  sign_in_required: "The query was not run, a sign-in is needed first (sign_in_required):",
};

function permissionsText({ granted, missing }: NonNullable<SignInAnswer["permissions"]>): string {
  return `Permissions granted: ${granted.join(", ") || "none"}; missing: ${missing.join(", ") || "none"}.`;
}
