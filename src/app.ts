import { randomBytes, randomUUID } from "node:crypto";
import type { Settings } from "./config/settings.ts";
import { createHuntingApi } from "./defender/hunting-api.ts";
import { createSchemaApi } from "./defender/schema-api.ts";
import { createSecurityApi } from "./defender/security-api.ts";
import { createDemoBackend } from "./demo/backend.ts";
import { createEngine } from "./engine/engine.ts";
import { parseTimespan } from "./hunting/timespan.ts";
import type { GuardPolicy } from "./kql/guard/policy.ts";
import { createKql } from "./kql/kql.ts";
import { loadLibrary } from "./library/load-library.ts";
import { createPerPrincipal, type PrincipalLimits } from "./mcp/per-principal.ts";
import type { Principal } from "./mcp/principal.ts";
import { readPrompts } from "./mcp/prompt-file.ts";
import { createServerFactory } from "./mcp/server.ts";
import { promptCompletions } from "./resources/prompt-completions.ts";
import { createResources } from "./resources/index.ts";
import { createPerson, type PersonInputs } from "./person.ts";
import { loadCatalogue } from "./schema/catalogue.ts";
import { combineObservers, type CallObserver } from "./telemetry/call-observer.ts";
import { createResultMemory } from "./table/result-memory.ts";
import { toolsFor } from "./tools/index.ts";
import type { ToolDeps } from "./tools/tool.ts";

/** Everything outside that the server touches. */
export interface AppInputs extends PersonInputs {
  readonly version: string;
  /** The folder of the texts that models read. */
  readonly promptsDirectory: string;
  /** The folder of the built code, with a slash at its end: worker threads start from there. */
  readonly codeDirectory: URL;
  /** Whoever watches tool calls: audit, metrics, traces. */
  readonly observe?: CallObserver | undefined;
}

/** The server without a transport. */
export interface App {
  /** A server for one connection, or for one request over HTTP. */
  readonly createServer: ReturnType<typeof createServerFactory>;
  /** What belongs to one person: sign-ins, instances, results. The same person gets the same while they keep calling. */
  readonly depsFor: (principal: Principal) => ToolDeps;
  /** Stops the worker threads; the next call that needs one starts it again. */
  close(): Promise<void>;
}

/** Builds everything from settings and configuration; nothing heavy is loaded, and nothing is sent, before the first call needs it. */
export async function createApp(inputs: AppInputs): Promise<App> {
  const { log, redactor, version, fetch, now } = inputs;
  const texts = await readPrompts(inputs.promptsDirectory);
  const catalogue = once(loadCatalogue);
  const library = once(async () => {
    const loaded = await loadLibrary({ paths: inputs.configuration.queryPaths, catalogue });
    for (const warning of loaded.warnings) log.warn(warning);
    return loaded;
  });
  const engine = createEngine({ workerUrl: new URL("./engine/worker.js", inputs.codeDirectory), now });
  const kql = createKql({
    workerUrl: new URL("./kql/worker.js", inputs.codeDirectory),
    policy: guardPolicyOf(inputs.settings),
    now,
  });
  const demo = createDemoBackend({ engine, catalogue, now, parseTimespan });
  const wire = { fetch, now, log };
  const apis = { api: createHuntingApi(wire), security: createSecurityApi(wire), schemaApi: createSchemaApi(wire) };
  const resultMemory = createResultMemory(inputs.settings.keptBytes);
  const shared = { ...inputs, ...apis, catalogue, library, engine, kql, demo, resultMemory };
  const limits = principalLimits(inputs.settings);
  const personOf = createPerPrincipal((principal) => createPerson(shared, principal), limits, now);
  const depsFor = (principal: Principal): ToolDeps => {
    const person = personOf(principal);
    // The newest token of the person: the one before may have expired.
    person.user = principal.user;
    return person.deps;
  };
  const createServer = createServerFactory({
    version,
    tools: toolsFor(inputs.configuration.instances),
    ...createResources({ guide: texts.guide, catalogue, library }),
    texts,
    completions: promptCompletions(library),
    stateKey: inputs.replicas?.stateKey ?? randomBytes(32),
    depsFor,
    observe: inputs.observe ?? combineObservers([]),
    now,
    log,
    redactor,
    randomId: shortRandomId,
  });
  return { createServer, depsFor, close: async () => void (await Promise.all([kql.close(), engine.close()])) };
}

const MOST_PERSONS = 1000;
const LEAST_IDLE_MINUTES = 8 * 60;

/** A person is remembered for a working day, and never forgotten before their results. */
function principalLimits({ keptMinutes }: Settings): PrincipalLimits {
  return { most: MOST_PERSONS, idleMs: Math.max(LEAST_IDLE_MINUTES, keptMinutes) * 60_000 };
}

/** What the operator opens in the guard. */
function guardPolicyOf({ externalDataHosts, allowCrossResource }: Settings): GuardPolicy {
  return { externalDataHosts: externalDataHosts.map((host) => host.toLowerCase()), allowCrossResource };
}

/** 98 random bits in hexadecimal: a UUID without its last digits. Node makes UUIDs in stock, which bytes of each call's own are not. */
const shortRandomId = (): string => randomUUID().replaceAll("-", "").slice(0, 26);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
