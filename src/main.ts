#!/usr/bin/env node
import { homedir } from "node:os";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createApp, type App } from "./app.ts";
import { parseCommandLine, type CommandLine } from "./config/command-line.ts";
import { helpText } from "./cli/help.ts";
import { serverCommands, type Commands } from "./config/commands.ts";
import { loadConfiguration } from "./config/load-configuration.ts";
import { HuntingError, UserError } from "./errors.ts";
import { createLog, type Log } from "./log.ts";
import { createProxyFetch } from "./proxy-fetch.ts";
import { createRedactor } from "./secrets.ts";
import { serveOverStdio } from "./transport/stdio.ts";

/** 0: ended as asked; 1: an unexpected fault; 2: bad arguments, settings or configuration, told on standard error. */
const exitCodes = { ok: 0, fault: 1, misuse: 2 } as const;

/** What this version runs. */
const commands: Commands = { stdio: serverCommands.stdio };

const redactor = createRedactor();

async function run(): Promise<void> {
  const commandLine = parseCommandLine(process.argv.slice(2), process.env, redactor);
  switch (commandLine.command) {
    case "help":
      process.stdout.write(`${helpText(commands)}\n`);
      return;
    case "version":
      process.stdout.write(`${version()}\n`);
      return;
    case "stdio":
      return serve(commandLine);
    default:
      throw new UserError(`The subcommand ${commandLine.command} is not part of this version.`, {
        nextStep: `Use one of: ${Object.keys(commands).join(", ")}.`,
      });
  }
}

async function serve({ settings, warnings }: CommandLine): Promise<void> {
  const log = createLog(settings.logLevel, redactor, process.stderr);
  endOnFault(log);
  const { env, platform } = process;
  const home = homedir();
  const configuration = await loadConfiguration({ settings, env, cwd: process.cwd(), home, platform, redactor });
  for (const warning of [...warnings, ...configuration.warnings]) log.warn(warning);
  const app = await createApp({
    settings,
    configuration,
    env,
    platform,
    home,
    fetch: createProxyFetch(env, redactor),
    now: Date.now,
    log,
    redactor,
    version: version(),
    codeDirectory: new URL(".", import.meta.url),
    promptsDirectory: fileURLToPath(new URL("../prompts", import.meta.url)),
  });
  await serveStdio(app, log);
}

async function serveStdio(app: App, log: Log): Promise<void> {
  const connection = serveOverStdio(app.createServer, process, log);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void connection.close());
  await connection.closed;
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
    process.exit(exitCodes.fault);
  };
  process.on("uncaughtException", end).on("unhandledRejection", end);
}

function tellWhyNotStarted(error: unknown): number {
  if (!(error instanceof HuntingError)) {
    process.stderr.write(
      `defender-hunting-mcp: ${redactor.redact(String(error instanceof Error ? error.stack : error))}\n`,
    );
    return exitCodes.fault;
  }
  process.stderr.write(`defender-hunting-mcp: ${redactor.redact(`${error.message} ${error.nextStep}`)}\n`);
  return exitCodes.misuse;
}

// A sign-in that waits for its user, or a query in flight, must not keep the process alive after its client has gone.
run().then(
  () => process.exit(exitCodes.ok),
  (error: unknown) => process.exit(tellWhyNotStarted(error)),
);
