import { outageOf } from "../auth/entra-failure.ts";
import { outageError } from "../auth/outage.ts";
import { HuntingError } from "../errors.ts";
import { endpointOf } from "../instances/endpoint-of.ts";
import type { Instance } from "../instances/instance.ts";
import type { Finding } from "./finding.ts";

export interface HostDeps {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

const PATIENCE_MS = 10_000;
/** Entra refuses what is signed or used further from its own time than this. */
const MOST_SKEW_MS = 300_000;

/** Whether the login and API hosts of the instances answer a request without a token, and how far the clock is from theirs. */
export async function lookAtHosts(instances: readonly Instance[], deps: HostDeps): Promise<readonly Finding[]> {
  const origins = [...new Set(instances.flatMap(originsOf))];
  const looks = await Promise.all(origins.map((origin) => lookAt(origin, deps)));
  const skews = looks.flatMap(({ skewMs }) => skewMs ?? []);
  return [...looks.map(({ finding }) => finding), ...(skews.length === 0 ? [] : [clockFinding(skews)])];
}

/** None for the demo tenant, and for an instance whose cloud cannot be hunted in: its sign-in tells why. */
function originsOf(instance: Instance): readonly string[] {
  try {
    const endpoint = endpointOf(instance);
    return endpoint.kind === "local" ? [] : [new URL(endpoint.authority).origin, endpoint.origin];
  } catch (error) {
    if (error instanceof HuntingError) return [];
    throw error;
  }
}

interface Look {
  readonly finding: Finding;
  readonly skewMs?: number;
}

async function lookAt(origin: string, { fetch, now, signal }: HostDeps): Promise<Look> {
  const about = new URL(origin).host;
  try {
    const response = await fetch(origin, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    const finding: Finding = { level: "ok", about, text: "answers" };
    return Number.isNaN(date) ? { finding } : { finding, skewMs: now() - date };
  } catch (error) {
    if (signal.aborted) throw error;
    const { message, nextStep } = outageError(outageOf(error, about), "from here");
    return { finding: { level: "FAIL", about, text: `${message.slice(about.length + 1)} ${nextStep}` } };
  }
}

/** The smallest difference counts: an answer may have been long on its way. */
function clockFinding(skews: readonly number[]): Finding {
  const skew = skews.reduce((least, one) => (Math.abs(one) < Math.abs(least) ? one : least));
  const seconds = Math.round(Math.abs(skew) / 1000);
  const about = "clock";
  if (Math.abs(skew) <= MOST_SKEW_MS)
    return { level: "ok", about, text: `within ${Math.max(1, seconds)} s of the hosts'` };
  const side = skew > 0 ? "ahead of" : "behind";
  return { level: "FAIL", about, text: `${seconds} s ${side} the hosts': sign-in fails. Set this machine's clock.` };
}
