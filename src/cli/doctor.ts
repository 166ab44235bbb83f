import { stat } from "node:fs/promises";
import { permissionAdvice } from "../auth/permission-advice.ts";
import type { SignInState } from "../auth/sign-in.ts";
import { cachePath } from "../auth/token-cache/cache-path.ts";
import type { HuntingError } from "../errors.ts";
import { endpointOf } from "../instances/endpoint-of.ts";
import { isPersonalType } from "../instances/application-types.ts";
import type { Instance } from "../instances/instance.ts";
import type { CommandInputs, Outside, RunCommand } from "./command.ts";
import { commandWords } from "./command-words.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Finding } from "./finding.ts";
import { lookAtHosts } from "./hosts.ts";

const IN_MEMORY =
  "tokens in memory: each process asks for a sign-in of its own when one is needed; TokenCache: encrypted-file keeps it";

/** `doctor`: one line for each thing that hunting needs; the answer is no when any of them fails. */
export const runDoctor: RunCommand = async (inputs) => {
  const { deps, terminal, outside, call } = inputs;
  const counts: Record<Finding["level"], number> = { ok: 0, warn: 0, FAIL: 0 };
  const tell = async (findings: readonly Finding[]) => {
    for (const { level, about, text } of findings) {
      counts[level] += 1;
      await terminal.report(`${level.padEnd(4)}  ${about}: ${commandWords(text).replaceAll(/\s*\n\s*/g, " ")}`);
    }
  };
  const instances = deps.instances.list();
  await tell(configurationFindings(outside));
  await tell(await lookAtHosts(instances, { fetch: outside.fetch, now: deps.now, signal: call.signal }));
  for (const instance of instances) await tell(await instanceFindings(instance, inputs));
  terminal.say(summary(counts));
  return counts.FAIL === 0 ? exitCodes.ok : exitCodes.no;
};

function summary({ warn, FAIL: failed }: Readonly<Record<Finding["level"], number>>): string {
  const warnings = warn === 0 ? "" : `, ${warn} ${warn === 1 ? "warning" : "warnings"}`;
  const checks = failed === 0 ? "No check" : failed === 1 ? "1 check" : `${failed} checks`;
  return `${checks} failed${warnings}.`;
}

function configurationFindings({
  configuration: { source, instances, broken, warnings },
}: Outside): readonly Finding[] {
  const about = "configuration";
  const count = instances.length === 1 ? "1 instance" : `${instances.length} instances`;
  const unusable = broken.length === 0 ? "" : `, ${broken.length} not usable`;
  const failures = new Set(broken.map(({ error }) => textOf(error)));
  const others = warnings.filter((text) => !failures.has(text));
  return [
    { level: "ok", about, text: `${source ?? "none, so the demo tenant"}; ${count}${unusable}` },
    ...others.map((text) => ({ level: "warn", about, text }) as const),
    ...broken.map(({ name, error }) => ({ level: "FAIL", about: name, text: textOf(error) }) as const),
  ];
}

async function instanceFindings(instance: Instance, { deps, outside }: CommandInputs): Promise<readonly Finding[]> {
  const { name: about, provider, cloud, tenantId, credential, notes } = instance;
  if (provider === "Demo") return [{ level: "ok", about, text: "demo tenant: no sign-in, no network" }];
  const state = await deps.signIns.of(instance).restore();
  return [
    { level: "ok", about, text: `${provider} in cloud ${cloud}, tenant ${tenantId}, sign-in by ${credential.type}` },
    ...notes.map((text) => ({ level: "warn", about, text }) as const),
    ...(await cacheFindings(instance, outside)),
    ...signInFindings(instance, state),
  ];
}

async function cacheFindings(instance: Instance, outside: Outside): Promise<readonly Finding[]> {
  const { name: about, tokenCache, credential } = instance;
  if (!isPersonalType(credential.type)) return [];
  if (tokenCache.kind === "memory") return [{ level: "ok", about, text: IN_MEMORY }];
  const { env, platform, home } = outside;
  const path = cachePath(instance, { env, platform, homeDirectory: home });
  const size = await stat(path).then(
    (file) => `${file.size} bytes`,
    () => "not there yet",
  );
  return [{ level: "ok", about, text: `tokens in ${tokenCache.kind} ${path}, ${size}` }];
}

function signInFindings(instance: Instance, state: SignInState): readonly Finding[] {
  const about = instance.name;
  if (state.status === "failed") return [{ level: "FAIL", about, text: textOf(state.error) }];
  if (state.status !== "connected") return signedOutFindings(instance, state);
  const who = state.account === undefined ? `as application ${instance.clientId}` : `as ${state.account.userName}`;
  const advice = permissionAdvice(instance, state);
  return [
    { level: "ok", about, text: `signed in ${who}` },
    ...(state.notice === undefined ? [] : [{ level: "warn", about, text: state.notice } as const]),
    advice === undefined
      ? { level: "ok", about, text: `permissions: ${neededBy(instance, state.account !== undefined).join(", ")}` }
      : { level: "FAIL", about, text: advice },
  ];
}

/** With tokens in memory alone this process is always signed out, which means nothing. */
function signedOutFindings({ name: about, tokenCache }: Instance, state: SignInState): readonly Finding[] {
  if (tokenCache.kind === "memory") return [];
  const notice = state.status === "signed_out" ? state.notice : undefined;
  return [
    ...(notice === undefined ? [] : [{ level: "warn", about, text: notice } as const]),
    { level: "warn", about, text: `signed out; sign in with defender-hunting-mcp login ${about}` },
  ];
}

function neededBy(instance: Instance, isDelegated: boolean): readonly string[] {
  const endpoint = endpointOf(instance);
  if (endpoint.kind === "local") return [];
  return isDelegated ? endpoint.permissions.delegated : endpoint.permissions.application;
}

const textOf = ({ message, nextStep }: HuntingError): string => `${message} ${nextStep}`;
