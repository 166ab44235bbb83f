import { Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { createSignIn } from "../../../src/auth/create-sign-in.ts";
import type { SignInDeps } from "../../../src/auth/sign-in-deps.ts";
import type { Access, SignIn, SignInState } from "../../../src/auth/sign-in.ts";
import type { SignInError } from "../../../src/errors.ts";
import { endpointOf } from "../../../src/instances/endpoint-of.ts";
import type { RemoteEndpoint } from "../../../src/instances/endpoint.ts";
import type { Credential, Instance } from "../../../src/instances/instance.ts";
import { createLog } from "../../../src/log.ts";
import { createRedactor, Secret } from "../../../src/secrets.ts";
import { contosoInstance } from "../../support/an-instance.ts";
import { CONTOSO, DAEMON_APP, DAEMON_SECRET, PUBLIC_APP } from "../../support/emulator/directory.ts";
import { type Emulator, startEmulator } from "../../support/emulator/emulator.ts";

/** What a test file's sign-ins share: one emulator, reached by the production code through its injected fetch. */
export interface Bench {
  emulator: Emulator;
  /** Log lines at trace level, after redaction. */
  readonly logged: string[];
  deps(overrides?: Partial<SignInDeps>): SignInDeps;
  signIn(instance?: Partial<Instance>, overrides?: Partial<SignInDeps>): SignIn;
}

export const instanceOf = (overrides: Partial<Instance> = {}): Instance =>
  contosoInstance({ tenantId: CONTOSO.id, clientId: PUBLIC_APP, ...overrides });

export const daemon = (credential: Credential = { type: "client_secret", secret: plain(DAEMON_SECRET) }) =>
  ({ clientId: DAEMON_APP, credential }) satisfies Partial<Instance>;

export const plain = (text: string) => ({ kind: "value", value: new Secret(text) }) as const;

export function remoteEndpoint(instance: Instance): RemoteEndpoint {
  const endpoint = endpointOf(instance);
  if (endpoint.kind === "local") throw new Error("a remote endpoint was expected");
  return endpoint;
}

/** Starts an emulator for the test file and stops it after the last test; no test may leave a secret in the log. */
export function useBench(): Bench {
  let emulator: Emulator | undefined;
  const logged: string[] = [];
  const redactor = createRedactor();
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk));
      done();
    },
  });
  const deps = (overrides: Partial<SignInDeps> = {}): SignInDeps => ({
    fetch: (input, init) => bench.emulator.fetch(input, init),
    now: Date.now,
    redactor,
    log: createLog("trace", redactor, destination),
    env: {},
    platform: "linux",
    homeDirectory: "/nonexistent",
    allowCustomAuthority: false,
    ...overrides,
  });
  const bench: Bench = {
    get emulator() {
      if (emulator === undefined) throw new Error("the emulator is not running yet");
      return emulator;
    },
    logged,
    deps,
    signIn(overrides = {}, depOverrides = {}) {
      const instance = instanceOf(overrides);
      return createSignIn(instance, remoteEndpoint(instance), deps(depOverrides));
    },
  };
  beforeAll(async () => {
    // Loading MSAL takes a busy machine longer than `connect` waits before it answers.
    [emulator] = await Promise.all([startEmulator(), import("@azure/msal-node")]);
  });
  beforeEach(() => {
    bench.emulator.control.reset();
    logged.length = 0;
  });
  afterEach(() => {
    const log = logged.join("");
    const leaked = [DAEMON_SECRET, ...bench.emulator.control.secrets()].filter((secret) => log.includes(secret));
    expect(leaked, "secrets in the log").toEqual([]);
  });
  afterAll(() => emulator?.close());
  return bench;
}

export const never = new AbortController().signal;
export const now = { waitMs: 0, signal: never } as const;
export const patient = { waitMs: 10_000, signal: never } as const;

/** The code that the state shows. @throws when it shows none. */
export function codeIn(state: SignInState): string {
  if (state.status !== "awaiting_user" || state.prompt.method !== "device_code") {
    throw new Error(`a device code was expected, not ${JSON.stringify(state)}`);
  }
  return state.prompt.userCode;
}

/** The failure that the state reports. @throws when it reports none. */
export function errorIn(state: Access | SignInState): SignInError {
  if (state.status !== "failed") throw new Error(`a failure was expected, not ${JSON.stringify(state)}`);
  return state.error;
}
