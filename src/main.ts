#!/usr/bin/env node
import { homedir } from "node:os";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createApp, type App, type AppInputs } from "./app.ts";
import { openAudit, type Audit } from "./audit/audit.ts";
import { parseCommandLine, type CommandLine } from "./config/command-line.ts";
import { cliCommands, isCliCommand, type CliCommand } from "./cli/commands.ts";
import { exitCodes, type ExitCode } from "./cli/exit-codes.ts";
import { helpText } from "./cli/help.ts";
import { createTerminal } from "./cli/terminal.ts";
import type { Configuration } from "./config/configuration.ts";
import { serverCommands, type Commands } from "./config/commands.ts";
import { loadConfiguration } from "./config/load-configuration.ts";
import { resolvePath } from "./config/paths.ts";
import { readHttpAccess } from "./config/http-access.ts";
import { readReplicaStore, type ReplicaStore } from "./config/replica-store.ts";
import type { Settings } from "./config/settings.ts";
import { ConfigError, HuntingError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";
import { localPrincipal } from "./mcp/principal.ts";
import { createProxyFetch } from "./proxy-fetch.ts";
import { createRedactor } from "./secrets.ts";
import { combineObservers } from "./telemetry/call-observer.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import { createTracing } from "./telemetry/tracing.ts";
import type { Replicas } from "./store/replicas.ts";
import { serveOverStdio } from "./transport/stdio.ts";

/** What this version runs. */
const commands: Commands = { ...serverCommands, ...cliCommands };

const redactor = createRedactor();

async function run(): Promise<ExitCode> {
  const commandLine = parseCommandLine(process.argv.slice(2), process.env, redactor, commands);
  const { command, positionals } = commandLine;
  if (isCliCommand(command)) return runAtTerminal(command, commandLine);
  switch (command) {
    case "help":
      process.stdout.write(`${helpText(commands, positionals[0])}\n`);
      break;
    case "version":
      process.stdout.write(`${version()}\n`);
      break;
    default:
      await serve(commandLine);
  }
  return exitCodes.ok;
}

async function serve({ command, settings, warnings }: CommandLine): Promise<void> {
  const log = createLog(settings.logLevel, redactor, process.stderr);
  endOnFault(log);
  const configuration = await readConfiguration(settings);
  for (const warning of [...warnings, ...configuration.warnings]) log.warn(warning);
  const metrics = command === "http" ? await createMetrics() : undefined;
  const audit = await auditOf(settings, log, metrics);
  const tracing = createTracing({ version: version(), now: Date.now });
  const observe = combineObservers([metrics?.observe, tracing, audit?.observe].flatMap((observer) => observer ?? []));
  const chosen = { settings, configuration, log, fetch: proxyFetch(), observe, metrics };
  await (command === "http" ? serveHttp(chosen) : serveStdio(await openApp(chosen), log));
  await audit?.close();
}

/** The audit that the settings ask for. @throws ConfigError when it cannot be written, or when it must be and no file is named. */
async function auditOf(settings: Settings, log: Log, metrics?: Metrics): Promise<Audit | undefined> {
  const { auditFile, auditQuery: queries, auditFailClosed: failClosed } = settings;
  if (auditFile !== undefined) {
    const path = resolvePath(auditFile, directories());
    const onLine = (isWritten: boolean) => metrics?.auditLine(isWritten);
    return openAudit({ path, queries, failClosed, redactor, log, now: Date.now, onLine });
  }
  if (!failClosed) return undefined;
  throw new ConfigError("audit-fail-closed is set, but there is no audit.", { nextStep: "Set audit-file too." });
}

async function runAtTerminal(name: CliCommand, { settings, warnings, ...asked }: CommandLine): Promise<ExitCode> {
  // A person reads what happens as sentences; log lines only by choice.
  const log = createLog(settings.logLevel === "info" ? "fatal" : settings.logLevel, redactor, process.stderr);
  endOnFault(log);
  const terminal = createTerminal(process, redactor);
  const abort = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => abort.abort());
  const configuration = await readConfiguration(settings);
  const untold = name === "doctor" ? [] : configuration.warnings;
  for (const warning of [...warnings, ...untold]) terminal.say(`warning: ${warning}`);
  const fetch = proxyFetch();
  const audit = name === "query" ? await auditOf(settings, log) : undefined;
  const app = await openApp({ settings, configuration, log, fetch, observe: undefined });
  const { runCommand } = await import("./cli/run-command.ts");
  const code = await runCommand(name, {
    ...asked,
    deps: app.depsFor(localPrincipal),
    terminal,
    call: { signal: abort.signal, progress: (message) => terminal.progress(message), userAction: "none" },
    observe: audit?.observe ?? combineObservers([]),
    outside: { configuration, fetch, env: process.env, platform: process.platform, home: homedir() },
  });
  await audit?.close();
  return code;
}

function readConfiguration(settings: Settings): Promise<Configuration> {
  const { env, platform } = process;
  return loadConfiguration({ settings, env, cwd: process.cwd(), home: homedir(), platform, redactor });
}

const directories = () => ({ base: process.cwd(), home: homedir() });

const proxyFetch = () => createProxyFetch(process.env, redactor);

type Chosen = Pick<AppInputs, "settings" | "configuration" | "log" | "fetch" | "observe">;
type Callers = Pick<AppInputs, "applicationOnly" | "onBehalfOf" | "remoteCallers" | "replicas">;

function openApp(chosen: Chosen & Callers): Promise<App> {
  const { env, platform } = process;
  const { exportDir } = chosen.settings;
  return createApp({
    ...chosen,
    env,
    platform,
    exportDirectory: exportDir === undefined ? undefined : resolvePath(exportDir, directories()),
    home: homedir(),
    now: Date.now,
    redactor,
    version: version(),
    codeDirectory: new URL(".", import.meta.url),
    promptsDirectory: fileURLToPath(new URL("../prompts", import.meta.url)),
  });
}

async function serveStdio(app: App, log: Log): Promise<void> {
  const connection = serveOverStdio(app.createServer, process, log);
  closeOnSignal(connection);
  await connection.closed;
}

async function createMetrics(): Promise<Metrics> {
  const { createPrometheusMetrics } = await import("./telemetry/prometheus.ts");
  return createPrometheusMetrics(Date.now);
}

async function serveHttp(chosen: Chosen & { readonly metrics: Metrics | undefined }): Promise<void> {
  const { startHttp } = await import("./transport/http/start-http.ts");
  const { settings, configuration, log, fetch, metrics } = chosen;
  const access = await readHttpAccess({ settings, configuration, directories: directories(), redactor });
  const store = await readReplicaStore({ settings, directories: directories(), redactor });
  for (const warning of store?.warnings ?? []) log.warn(warning);
  const replicas = store && (await openStore(store, log));
  const app = await openApp({
    ...chosen,
    replicas,
    remoteCallers: true,
    applicationOnly: access.kind === "bearer",
    ...(access.kind === "entra" && {
      onBehalfOf: { clientId: access.entra.clientId, clientSecret: access.clientSecret },
    }),
  });
  const isReady = replicas && (() => replicas.isReady());
  const inputs = { settings, access, fetch, now: Date.now, log, metrics, isReady };
  const server = await startHttp(app.createServer, inputs);
  closeOnSignal(server);
  await server.closed;
  replicas?.close();
}

async function openStore(store: ReplicaStore, log: Log): Promise<Replicas> {
  const { openReplicas } = await import("./store/replicas.ts");
  return openReplicas({ ...store, log, now: Date.now });
}

function closeOnSignal(connection: { close(): Promise<void> }): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void connection.close());
}

function version(): string {
  const { version: text }: { version: string } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return text;
}

function endOnFault(log: Log): void {
  const end = (fault: unknown) => {
    log.fatal({ error: fault instanceof Error ? fault.stack : typeof fault }, "unexpected fault, ending");
    process.exit(exitCodes.no);
  };
  process.on("uncaughtException", end).on("unhandledRejection", end);
}

function tellWhyNotStarted(error: unknown): number {
  if (!(error instanceof HuntingError)) {
    process.stderr.write(
      `defender-hunting-mcp: ${redactor.redact(String(error instanceof Error ? error.stack : error))}\n`,
    );
    return exitCodes.no;
  }
  process.stderr.write(`defender-hunting-mcp: ${redactor.redact(`${error.message} ${error.nextStep}`)}\n`);
  return exitCodes.misuse;
}

// A sign-in that waits for its user, or a query in flight, must not keep the process alive after its client has gone.
run().then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(tellWhyNotStarted(error)),
);
