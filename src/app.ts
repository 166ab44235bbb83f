import { randomBytes } from "node:crypto";
import type { OnBehalfOf, VerifiedUser } from "./auth/on-behalf-of.ts";
import type { SignInDeps } from "./auth/sign-in-deps.ts";
import { createSignIns } from "./auth/sign-ins.ts";
import { adHocInstance } from "./config/ad-hoc-instance.ts";
import type { Configuration } from "./config/configuration.ts";
import { answerLimitsOf, type Settings } from "./config/settings.ts";
import { createHuntingApi } from "./defender/hunting-api.ts";
import type { Fetch, HuntingApi } from "./defender/reply.ts";
import { createSchemaApi, type SchemaApi } from "./defender/schema-api.ts";
import { createSecurityApi, type SecurityApi, type SecurityRequest } from "./defender/security-api.ts";
import { createDemoBackend, type DemoBackend } from "./demo/backend.ts";
import { readDemoSecurity } from "./demo/security.ts";
import { createEngine, type Engine } from "./engine/engine.ts";
import { UserError } from "./errors.ts";
import { createCaseReader } from "./hunting/case-reader.ts";
import { createTenantQuestions } from "./hunting/ask-instance.ts";
import { createHunter } from "./hunting/create-hunter.ts";
import { createExamine } from "./hunting/examine.ts";
import type { TenantDeps } from "./hunting/open-instance.ts";
import { createQueryChecker } from "./hunting/query-checker.ts";
import { createRefiner } from "./hunting/refiner.ts";
import { createSchemaDirectory } from "./hunting/schema-directory.ts";
import { parseTimespan } from "./hunting/timespan.ts";
import { createInstanceDirectory } from "./instances/directory.ts";
import { endpointWithin } from "./instances/endpoint-of.ts";
import type { Instance } from "./instances/instance.ts";
import type { GuardPolicy } from "./kql/guard/policy.ts";
import { createKql, type Kql } from "./kql/kql.ts";
import { loadLibrary } from "./library/load-library.ts";
import type { Library } from "./library/library.ts";
import type { Log } from "./log.ts";
import { createPerPrincipal, type PrincipalLimits } from "./mcp/per-principal.ts";
import type { Principal } from "./mcp/principal.ts";
import { readPrompts } from "./mcp/prompt-file.ts";
import { createServerFactory } from "./mcp/server.ts";
import { createResources } from "./resources/index.ts";
import { loadCatalogue, type Catalogue } from "./schema/catalogue.ts";
import type { Redactor } from "./secrets.ts";
import { combineObservers, type CallObserver } from "./telemetry/call-observer.ts";
import { createResultExport } from "./table/result-export.ts";
import { createKeptResults } from "./table/results-in-memory.ts";
import { toolsFor } from "./tools/index.ts";
import type { ToolDeps } from "./tools/tool.ts";

/** Everything outside that the server touches. */
export interface AppInputs {
  readonly settings: Settings;
  readonly configuration: Configuration;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home directory. */
  readonly home: string;
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly version: string;
  /** The folder of the texts that models read. */
  readonly promptsDirectory: string;
  /** The folder of the built code, with a slash at its end: worker threads start from there. */
  readonly codeDirectory: URL;
  /** At least 32 bytes, the same in all replicas; random unless given. */
  readonly stateKey?: Uint8Array;
  /** Absolute; undefined turns export off. */
  readonly exportDirectory?: string | undefined;
  /** Whether callers are on another machine, where paths of this one are of no use. */
  readonly remoteCallers?: boolean;
  /** Whether callers cannot be told apart, so that no person may sign in. */
  readonly applicationOnly?: boolean;
  /** Whoever watches tool calls: audit, metrics, traces. */
  readonly observe?: CallObserver | undefined;
  /** This server's app registration, where callers are verified persons: it signs in on their behalf, and in no other way. */
  readonly onBehalfOf?: Pick<OnBehalfOf, "clientId" | "clientSecret"> | undefined;
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

/** What all persons share. */
interface Shared extends AppInputs {
  readonly api: HuntingApi;
  readonly security: SecurityApi;
  readonly schemaApi: SchemaApi;
  readonly engine: Engine;
  readonly demo: DemoBackend;
  readonly kql: Kql;
  readonly catalogue: () => Catalogue;
  readonly library: () => Promise<Library>;
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
  const shared: Shared = { ...inputs, ...apis, catalogue, library, engine, kql, demo };
  const personOf = createPerPrincipal(() => createPerson(shared), principalLimits(inputs.settings), now);
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
    completions: {
      instance: () => inputs.configuration.instances.map(({ name }) => name),
      technique: async () => [...new Set((await library()).queries.flatMap(({ techniques }) => techniques))].toSorted(),
    },
    stateKey: inputs.stateKey ?? randomBytes(32),
    depsFor,
    observe: inputs.observe ?? combineObservers([]),
    now,
    log,
    redactor,
    randomId: () => randomBytes(12).toString("hex"),
  });
  return { createServer, depsFor, close: async () => void (await Promise.all([kql.close(), engine.close()])) };
}

interface Person {
  user: VerifiedUser | undefined;
  readonly deps: ToolDeps;
}

function createPerson(shared: Shared): Person {
  const person: Person = { user: undefined, deps: createDeps(shared, () => person.user) };
  return person;
}

function createDeps(shared: Shared, user: () => VerifiedUser | undefined): ToolDeps {
  const { settings, configuration, redactor, now, api, security, schemaApi, engine, kql, demo } = shared;
  const signIns = createSignIns(signInDepsOf(shared, user), shared.applicationOnly === true);
  const isConnected = (instance: Instance) =>
    instance.provider !== "Demo" && signIns.of(instance).state().status === "connected";
  const results = createKeptResults({
    maxResults: settings.keptResults,
    maxBytes: settings.keptBytes,
    minutes: settings.keptMinutes,
    now,
    randomId: () => randomBytes(16).toString("hex"),
    later,
    onForget: (id) => engine.drop(id),
  });
  const localSecurity = (request: SecurityRequest) => readDemoSecurity(demo.tenant(), request);
  const local = { local: demo.hunt, localSecurity, prepareLocal: () => engine.start() };
  const endpointOf = (instance: Instance) => endpointWithin(instance, settings.timeoutSeconds);
  const tenants: TenantDeps = { signIns, api, security, schemaApi, endpointOf, now, ...local };
  const schema = createSchemaDirectory({ load: shared.catalogue, ...createTenantQuestions(tenants), now });
  const checker = createQueryChecker({ kql, schema, isConnected, now });
  return {
    instances: createInstanceDirectory(configuration.instances, isConnected, configuration.broken),
    signIns,
    hunter: createHunter({ ...tenants, examine: createExamine(checker), results, maxBytes: settings.keptBytes }),
    cases: createCaseReader({ ...tenants, results }),
    results,
    refiner: createRefiner({ engine, results, now }),
    schema,
    exports: createResultExport({
      directory: shared.exportDirectory,
      tellsPath: shared.remoteCallers !== true,
      now,
      randomId: () => randomBytes(16).toString("hex"),
      later,
    }),
    library: shared.library,
    checker,
    configuration,
    limits: answerLimitsOf(settings),
    describeInstance: shared.onBehalfOf ? refuseAdHoc : (connection) => adHocInstance(connection, redactor),
    now,
  };
}

function signInDepsOf(shared: Shared, user: () => VerifiedUser | undefined): SignInDeps {
  const { settings, home, onBehalfOf, ...others } = shared;
  return {
    ...others,
    homeDirectory: home,
    allowCustomAuthority: settings.allowCustomEndpoints,
    onBehalfOf: onBehalfOf && { ...onBehalfOf, user },
  };
}

function refuseAdHoc(): never {
  throw new UserError("This server hunts through its configured instances only.", {
    nextStep: "Call list_instances, then call connect with the name of one.",
  });
}

const later = (ms: number, action: () => void) => void setTimeout(action, ms).unref();

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

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
