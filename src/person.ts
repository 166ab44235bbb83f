import { randomBytes } from "node:crypto";
import type { OnBehalfOf, VerifiedUser } from "./auth/on-behalf-of.ts";
import type { SignInDeps } from "./auth/sign-in-deps.ts";
import { sameName } from "./auth/identity.ts";
import { createSignIns } from "./auth/sign-ins.ts";
import { adHocInstance } from "./config/ad-hoc-instance.ts";
import type { Configuration } from "./config/configuration.ts";
import { answerLimitsOf, type Settings } from "./config/settings.ts";
import type { Fetch, HuntingApi } from "./defender/reply.ts";
import type { SchemaApi } from "./defender/schema-api.ts";
import type { SecurityApi, SecurityRequest } from "./defender/security-api.ts";
import type { DemoBackend } from "./demo/backend.ts";
import { readDemoSecurity } from "./demo/security.ts";
import type { Engine } from "./engine/engine.ts";
import { createTurns } from "./engine/turns.ts";
import { UserError } from "./errors.ts";
import { createTenantQuestions } from "./hunting/ask-instance.ts";
import { createCaseReader } from "./hunting/case-reader.ts";
import { createHunter } from "./hunting/create-hunter.ts";
import { createExamine } from "./hunting/examine.ts";
import type { TenantDeps } from "./hunting/open-instance.ts";
import { createQueryChecker } from "./hunting/query-checker.ts";
import { createRefiner } from "./hunting/refiner.ts";
import { createSchemaDirectory } from "./hunting/schema-directory.ts";
import { createInstanceDirectory } from "./instances/directory.ts";
import { endpointWithin } from "./instances/endpoint-of.ts";
import type { Instance } from "./instances/instance.ts";
import type { Kql } from "./kql/kql.ts";
import type { Library } from "./library/library.ts";
import type { Log } from "./log.ts";
import type { Principal } from "./mcp/principal.ts";
import type { Catalogue } from "./schema/catalogue.ts";
import type { Redactor } from "./secrets.ts";
import type { Replicas } from "./store/replicas.ts";
import type { KeptResults } from "./table/kept-results.ts";
import { createResultExport } from "./table/result-export.ts";
import type { ResultMemory } from "./table/result-memory.ts";
import { createKeptResults, type KeptResultsOptions } from "./table/results-in-memory.ts";
import { createSeenNames } from "./table/seen-names.ts";
import type { Table } from "./table/table.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import type { ToolDeps } from "./tools/tool.ts";

/** What the persons of a server are made from. */
export interface PersonInputs {
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
  /** Absolute; undefined turns export off. */
  readonly exportDirectory?: string | undefined;
  /** Whether callers are on another machine, where paths of this one are of no use. */
  readonly remoteCallers?: boolean;
  /** Whether callers cannot be told apart, so that no person may sign in. */
  readonly applicationOnly?: boolean;
  /** Counts sign-ins and kept results. */
  readonly metrics?: Pick<Metrics, "signIn" | "keep" | "forget"> | undefined;
  /** This server's app registration, where callers are verified persons: it signs in on their behalf, and in no other way. */
  readonly onBehalfOf?: Pick<OnBehalfOf, "clientId" | "clientSecret"> | undefined;
  /** What this server shares with its replicas; results and tokens are in its own memory unless given. */
  readonly replicas?: Replicas | undefined;
}

/** What all persons share. */
export interface PersonParts extends PersonInputs {
  readonly api: HuntingApi;
  readonly security: SecurityApi;
  readonly schemaApi: SchemaApi;
  readonly engine: Engine;
  readonly demo: DemoBackend;
  readonly kql: Kql;
  readonly resultMemory: ResultMemory;
  readonly catalogue: () => Catalogue;
  readonly library: () => Promise<Library>;
}

/** Everything that belongs to one person. */
export interface Person {
  /** Who called last, with the newest token. */
  user: VerifiedUser | undefined;
  readonly deps: ToolDeps;
}

/** A person who begins anew: signed out, without results. */
export function createPerson(parts: PersonParts, principal: Principal): Person {
  const person: Person = { user: principal.user, deps: createDeps(parts, principal, () => person.user) };
  return person;
}

function createDeps(parts: PersonParts, principal: Principal, user: () => VerifiedUser | undefined): ToolDeps {
  const { settings, redactor, now, api, security, schemaApi } = parts;
  // Nobody sees the instances of another tenant.
  const configuration = configurationFor(parts, principal.user?.tenantId);
  const { engine, kql, demo } = inTurns(parts);
  const signIns = createSignIns(signInDepsOf(parts, principal, user), parts.applicationOnly === true);
  const isConnected = (instance: Instance) =>
    instance.provider !== "Demo" && signIns.of(instance).state().status === "connected";
  const seen = createSeenNames();
  const results = watched(keptResultsOf(parts, principal), (table) => seen.note(table));
  const localSecurity = (request: SecurityRequest) => readDemoSecurity(demo.tenant(), request);
  const local = { local: demo.hunt, localSecurity, prepareLocal: () => engine.start() };
  const endpointOf = (instance: Instance) => endpointWithin(instance, settings.timeoutSeconds);
  const tenants: TenantDeps = { signIns, api, security, schemaApi, endpointOf, now, ...local };
  const schema = createSchemaDirectory({ load: parts.catalogue, ...createTenantQuestions(tenants), now });
  const checker = createQueryChecker({ kql, schema, isConnected, now });
  return {
    instances: createInstanceDirectory(configuration.instances, isConnected, configuration.broken),
    signIns,
    hunter: createHunter({ ...tenants, examine: createExamine(checker), results, maxBytes: settings.keptBytes }),
    cases: createCaseReader({ ...tenants, results }),
    results,
    seen,
    refiner: createRefiner({ engine, results, now }),
    schema,
    exports: createResultExport({
      directory: parts.exportDirectory,
      tellsPath: parts.remoteCallers !== true,
      now,
      randomId,
      later,
    }),
    library: parts.library,
    checker,
    configuration,
    limits: answerLimitsOf(settings),
    describeInstance: isManyPersons(parts) ? refuseAdHoc : (connection) => adHocInstance(connection, redactor),
    now,
  };
}

function keptResultsOf(parts: PersonParts, { key }: Principal): KeptResults {
  const { settings, resultMemory, engine, metrics, replicas, now } = parts;
  const options: KeptResultsOptions = {
    maxResults: settings.keptResults,
    maxBytes: settings.keptBytes,
    minutes: settings.keptMinutes,
    memory: resultMemory,
    now,
    randomId,
    later,
    onKeep: (id, bytes) => metrics?.keep(id, bytes),
    onForget(id) {
      engine.drop(id);
      metrics?.forget(id);
    },
  };
  return replicas?.resultsOf(key, options) ?? createKeptResults(options);
}

/** The same results, with everything that is kept shown to `see` first. */
function watched(results: KeptResults, see: (table: Table) => void): KeptResults {
  return {
    ...results,
    keep(result) {
      see(result.table);
      return results.keep(result);
    },
  };
}

const isManyPersons = ({ onBehalfOf, applicationOnly }: PersonParts): boolean =>
  onBehalfOf !== undefined || applicationOnly === true;

/** What a caller may know of the configuration. Files and their faults are the operator's, whose log has them, where that is someone else. */
function configurationFor(parts: PersonParts, tenantId: string | undefined) {
  const { configuration } = parts;
  if (!isManyPersons(parts)) return configuration;
  const instances = configuration.instances.filter(
    (instance) => tenantId === undefined || instance.provider === "Demo" || sameName(instance.tenantId, tenantId),
  );
  return { instances, broken: [], source: null, warnings: [] };
}

/** The shared workers as one person may use them: one query at a time, so that nobody's queue keeps the others waiting. */
function inTurns({ engine, kql, demo }: PersonParts): Pick<PersonParts, "engine" | "kql" | "demo"> {
  const inEngine = createTurns();
  const inKql = createTurns();
  return {
    engine: { ...engine, run: (query, options) => inEngine.take(() => engine.run(query, options)) },
    kql: { ...kql, check: (query, options) => inKql.take(() => kql.check(query, options)) },
    demo: { ...demo, hunt: (request, call) => inEngine.take(() => demo.hunt(request, call)) },
  };
}

function signInDepsOf(parts: PersonParts, { key }: Principal, user: () => VerifiedUser | undefined): SignInDeps {
  const { settings, home, onBehalfOf, metrics, replicas, ...others } = parts;
  return {
    ...others,
    onSignIn: (authType, isGranted) => metrics?.signIn(authType, isGranted),
    homeDirectory: home,
    allowCustomAuthority: settings.allowCustomEndpoints,
    onBehalfOf: onBehalfOf && { ...onBehalfOf, user },
    sharedTokens: replicas?.tokensOf(key),
  };
}

function refuseAdHoc(): never {
  throw new UserError("This server hunts through its configured instances only.", {
    nextStep: "Call list_instances, then call connect with the name of one.",
  });
}

const randomId = (): string => randomBytes(16).toString("hex");

const later = (ms: number, action: () => void) => void setTimeout(action, ms).unref();
