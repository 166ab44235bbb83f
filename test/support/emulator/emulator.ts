import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServerIdentity, type TestClientCertificate, type TestServerIdentity } from "./certificates.ts";
import { configYaml, type ConfiguredInstance, type KeyVaultSection } from "./config-yaml.ts";
import { createControl, type Control, type Recorder } from "./control.ts";
import { createDeviceFlows } from "./device-flows.ts";
import { createDirectory, type ApiName, type Directory } from "./directory.ts";
import { createEntra } from "./entra.ts";
import { writeReply, writeWithFault } from "./faults.ts";
import { type ReceivedRequest, type Reply } from "./http.ts";
import { answerHuntingSchema } from "./hunting-schema.ts";
import { answerHunting, type Hunt } from "./hunting.ts";
import { createTokenSigner } from "./jwt.ts";
import { listen, type Listener } from "./listener.ts";
import { ORIGIN_HEADER, receive, type ServiceName } from "./routing.ts";
import { answerSecurity } from "./security.ts";
import { huntSampleData } from "./sample-data.ts";
import { createTokenStore } from "./tokens.ts";

export interface EmulatorOptions {
  /** Answers hunting queries; the built-in sample tables unless given. */
  readonly hunt?: Hunt;
}

/** Entra, Graph and Defender for Endpoint on loopback with real TLS, each on an origin of its own. */
export interface Emulator {
  /** Origin of the login service, e.g. `https://localhost:41234`; likewise the two below. */
  readonly origin: string;
  readonly graphOrigin: string;
  readonly mdeOrigin: string;
  readonly caPem: string;
  /** Path of the CA certificate, for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  /** Environment that makes the built server talk to this emulator. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: Directory;
  readonly daemonCertificate: TestClientCertificate;
  readonly control: Control;
  /**
   * A fetch for tests in this process, where NODE_EXTRA_CA_CERTS comes too late: every https request, also one meant for Microsoft,
   * reaches the emulator over its plain listener and is recorded with the origin it was meant for.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Writes a msticpyconfig.yaml whose instances use this emulator; answers its path. */
  writeConfig(instances: readonly ConfiguredInstance[], keyVault?: KeyVaultSection): Promise<string>;
  /** Writes a file into the emulator's own temporary directory, which `close` removes; answers its path. */
  writeFile(name: string, content: string | Uint8Array): Promise<string>;
  close(): Promise<void>;
}

const REAL_RESOURCES: Readonly<Record<ApiName, readonly string[]>> = {
  graph: ["https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us"],
  mde: [
    "https://api.securitycenter.microsoft.com",
    "https://api-gcc.securitycenter.microsoft.us",
    "https://api-gov.securitycenter.microsoft.us",
  ],
};

/** The fetch of {@link Emulator.fetch}. */
function fetchThrough(plainOrigin: string): typeof globalThis.fetch {
  return (input, init) => {
    const request = new Request(input, init);
    const meant = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set(ORIGIN_HEADER, meant.origin);
    return fetch(new Request(`${plainOrigin}${meant.pathname}${meant.search}`, request), { headers });
  };
}

interface Services {
  readonly directory: Directory;
  readonly control: Control & Recorder;
  /** Resource identifiers that open an API; the emulator's own origins are added when they are known. */
  readonly resources: Readonly<Record<ApiName, string[]>>;
  answer(request: ReceivedRequest): Promise<Reply>;
}

function createServices(directory: Directory, hunt: Hunt): Services {
  const signer = createTokenSigner();
  const tokens = createTokenStore(signer);
  const flows = createDeviceFlows();
  const control = createControl(flows, tokens, hunt);
  const resources = { graph: [...REAL_RESOURCES.graph], mde: [...REAL_RESOURCES.mde] };
  const entra = createEntra({ directory, flows, tokens, codes: new Map(), resources }, signer);
  return {
    directory,
    control,
    resources,
    async answer(request) {
      const { route } = request;
      if (route === "incidents" || route === "alerts")
        return answerSecurity(request, route, { audiences: resources.graph, tokens });
      if (route === "schema")
        return answerHuntingSchema(request, { audiences: resources.graph, tokens }, control.tables);
      if (route !== "graph" && route !== "mde") return entra.answer(request);
      return answerHunting(request, route, { audiences: resources[route], tokens, hunt: control.hunt });
    },
  };
}

async function serve(
  services: Services,
  request: IncomingMessage,
  response: ServerResponse,
  at: Listening,
): Promise<void> {
  const received = await receive(request, response, at.service, at.origin);
  services.control.record(received);
  const fault = services.control.takeFault(received.route);
  if (fault !== undefined) return writeWithFault(response, () => services.answer(received), fault);
  writeReply(response, await services.answer(received));
}

interface Listening {
  readonly service: ServiceName;
  origin: string;
}

async function listenFor(
  service: ServiceName,
  services: Services,
  identity: TestServerIdentity,
): Promise<Listener & Listening> {
  const at: Listening = { service, origin: "" };
  const tls = service === "any" ? undefined : { cert: identity.certPem, key: identity.keyPem };
  const listener = await listen((request, response) => {
    serve(services, request, response, at).catch(() => response.destroy());
  }, tls);
  at.origin = tls === undefined ? `http://127.0.0.1:${listener.port}` : `https://localhost:${listener.port}`;
  return { ...listener, ...at };
}

interface Folder {
  write(name: string, content: string | Uint8Array): Promise<string>;
  remove(): Promise<void>;
}

async function createFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "defender-hunting-emulator-"));
  return {
    async write(name, content) {
      const file = join(path, name);
      await writeFile(file, content, { mode: 0o600 });
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Starts the emulator; the caller closes it. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const [identity, directory, folder] = await Promise.all([createServerIdentity(), createDirectory(), createFolder()]);
  const services = createServices(directory, options.hunt ?? huntSampleData);
  const start = (service: ServiceName) => listenFor(service, services, identity);
  const [login, graph, mde, plain] = await Promise.all([start("entra"), start("graph"), start("mde"), start("any")]);
  services.resources.graph.push(graph.origin);
  services.resources.mde.push(mde.origin);
  const caFile = await folder.write("ca.pem", identity.caPem);
  const origins = { login: login.origin, graph: graph.origin, mde: mde.origin };
  return {
    origin: login.origin,
    graphOrigin: graph.origin,
    mdeOrigin: mde.origin,
    caPem: identity.caPem,
    caFile,
    environment: { NODE_EXTRA_CA_CERTS: caFile, DEFENDER_HUNTING_ALLOW_CUSTOM_ENDPOINTS: "1" },
    directory,
    daemonCertificate: directory.daemonCertificate,
    control: services.control,
    fetch: fetchThrough(plain.origin),
    writeConfig: (instances, keyVault) => folder.write("msticpyconfig.yaml", configYaml(origins, instances, keyVault)),
    writeFile: (name, content) => folder.write(name, content),
    async close() {
      await Promise.all([login, graph, mde, plain].map((listener) => listener.close()));
      await folder.remove();
    },
  };
}
