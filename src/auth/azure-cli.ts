import { z } from "zod";
import { type HuntingError, SignInError } from "../errors.ts";
import { Secret } from "../secrets.ts";
import { quoted } from "../visible-text.ts";
import { readClaims, type TokenClaims } from "./access-token.ts";
import { azureCliCommand } from "./azure-cli-command.ts";
import { printable, type Refusal, refusalIn } from "./entra-failure.ts";
import { explain, needsPerson } from "./explain.ts";
import { checkIdentity, checkTenant } from "./identity.ts";
import { applicationPermissions, delegatedPermissions } from "./permissions.ts";
import { programRunner, ProgramError } from "./run-program.ts";
import type { Account } from "./sign-in.ts";
import type { Grant, Strategy, StrategyContext } from "./strategy.ts";

/** Client id of the Azure CLI itself, the same in every tenant. */
const CLI_APP = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
const RUN_LIMIT_MS = 30_000;
const RENEW_BEFORE_MS = 5 * 60_000;

// `expires_on` (seconds since 1970) exists since Azure CLI 2.54; `expiresOn` is local time without a zone.
const answerSchema = z.object({
  accessToken: z.string().min(1),
  expires_on: z.coerce.number().optional(),
  expiresOn: z.string().optional(),
});

/** Tokens of whoever is signed in to the Azure CLI on this machine. The CLI keeps and refreshes them; here one is held until it expires. */
export function createAzureCli(context: StrategyContext): Strategy {
  const { deps } = context;
  let held: { readonly grant: Grant; readonly expiresAt: number } | undefined;
  return {
    async silent(refresh) {
      if (held === undefined || refresh || held.expiresAt - RENEW_BEFORE_MS < deps.now()) held = await ask(context);
      return held.grant;
    },
    forget() {
      held = undefined;
      return Promise.resolve();
    },
  };
}

async function ask(context: StrategyContext): Promise<{ grant: Grant; expiresAt: number }> {
  const { instance, endpoint, deps } = context;
  const target = ["--resource", endpoint.audience, "--tenant", instance.tenantId];
  const [file, ...start] = azureCliCommand(deps);
  const args = [...start, "account", "get-access-token", ...target, "--output", "json"];
  const run = deps.runProgram ?? programRunner(deps.env);
  const { stdout } = await run(file, args, AbortSignal.timeout(RUN_LIMIT_MS)).catch((error: unknown) => {
    throw explainCli(error, context);
  });
  const answer = answerSchema.safeParse(parseJson(stdout));
  if (!answer.success)
    throw problem("The Azure CLI printed no token.", "Update the Azure CLI, or use another AuthType.");
  const { accessToken, expires_on: seconds, expiresOn } = answer.data;
  deps.redactor.add(accessToken);
  const expiresAt = seconds === undefined ? Date.parse(expiresOn ?? "") : seconds * 1_000;
  return { grant: grantOf(accessToken, context), expiresAt: Number.isNaN(expiresAt) ? 0 : expiresAt };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function grantOf(token: string, { instance, endpoint }: StrategyContext): Grant {
  const claims = readClaims(token);
  const account = claims === undefined ? undefined : accountOf(claims);
  if (account === undefined) checkTenant(claims?.tenantId, instance);
  else checkIdentity(account, instance);
  const isPerson = claims !== undefined && claims.scopes.length > 0;
  const permissions = isPerson ? delegatedPermissions([], token, endpoint) : applicationPermissions(token, endpoint);
  return { token: new Secret(token), account, permissions };
}

function accountOf({ userName, objectId, tenantId }: TokenClaims): Account | undefined {
  if (userName === undefined || tenantId === undefined) return undefined;
  return { userName: printable(userName), objectId: objectId ?? "", tenantId };
}

const problem = (message: string, nextStep: string): SignInError => new SignInError(message, { nextStep });

function explainCli(error: unknown, context: StrategyContext): HuntingError {
  const { instance, deps } = context;
  const login = `Run "az login --tenant ${instance.tenantId}" in a terminal on this machine, then try again.`;
  if (!(error instanceof ProgramError)) return problem("The Azure CLI could not be run.", login);
  if (error.reason === "missing") {
    return problem(
      "The Azure CLI (az) is not installed on this machine, or not on the PATH of this server.",
      "Install it and run az login, or set AuthType to device.",
    );
  }
  if (error.reason === "stopped") return problem("The Azure CLI gave no answer within 30 seconds.", login);
  const description = /AADSTS\d+[^\n]*/.exec(error.stderr)?.[0];
  const refusal = refusalIn({ error: "azure_cli", error_description: description }, deps.redactor);
  if (refusal !== undefined && refusal.codes.length > 0) return explainRefusal(refusal, context, login);
  if (error.stderr.includes("az login")) return problem("Nobody is signed in to the Azure CLI for this tenant.", login);
  const said = printable(deps.redactor.redact(error.stderr.replace(/^ERROR:\s*/, "")));
  return problem(`The Azure CLI refused a token${said === "" ? "." : `: ${quoted(said, 300)}`}`, login);
}

/** The CLI signs in by itself, so what a new sign-in settles is settled there; an approval that lacks is not. */
function explainRefusal(refusal: Refusal, { instance, endpoint }: StrategyContext, login: string): SignInError {
  const own = { ...instance, clientId: CLI_APP };
  const explained = explain(refusal, { instance: own, endpoint, kind: "delegated" });
  const { message, aadsts, requestId } = explained;
  const isSettledByLogin = needsPerson(refusal) && !refusal.codes.includes(65001);
  return isSettledByLogin ? new SignInError(message, { nextStep: login, aadsts, requestId }) : explained;
}
