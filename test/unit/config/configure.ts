import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Configuration, ConfigurationInputs } from "../../../src/config/configuration.ts";
import { loadConfiguration } from "../../../src/config/load-configuration.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { createRedactor } from "../../../src/secrets.ts";

export const CLIENT = "22222222-2222-2222-2222-222222222222";
export const SECRET = "canary-secret-91";

/** A directory of the running test, empty and without a configuration file. */
export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "config-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

export interface Wish {
  readonly settings?: Partial<ConfigurationInputs["settings"]>;
  readonly env?: ConfigurationInputs["env"];
  readonly cwd?: string;
  readonly home?: string;
  readonly platform?: NodeJS.Platform;
  readonly redactor?: ConfigurationInputs["redactor"];
}

/** Loads with nothing in the environment, the working or the home directory but what is wished for. */
export async function load({ settings, ...wish }: Wish = {}): Promise<Configuration> {
  return loadConfiguration({
    env: {},
    cwd: await newDirectory(),
    home: await newDirectory(),
    platform: "linux",
    redactor: createRedactor(),
    ...wish,
    settings: { config: undefined, demo: false, allowCustomEndpoints: false, queries: [], ...settings },
  });
}

/** Loads a file of that content. */
export async function loadYaml(
  content: string | Uint8Array,
  wish: Wish & { mode?: number } = {},
): Promise<Configuration> {
  const path = join(await newDirectory(), "msticpyconfig.yaml");
  await writeFile(path, content);
  await chmod(path, wish.mode ?? 0o600);
  return load({ ...wish, settings: { ...wish.settings, config: path } });
}

/** A file with one Defender section whose Args are the given lines, after tenant and client. */
export function section(lines: string, name = "MicrosoftDefender"): string {
  const args = [`TenantId: contoso.com`, `ClientId: ${CLIENT}`, ...lines.split("\n")].filter((line) => line !== "");
  return `DataProviders:\n  ${name}:\n    Args:\n${args.map((line) => `      ${line}`).join("\n")}\n`;
}

export async function loadSection(lines: string, wish: Wish & { mode?: number } = {}): Promise<Configuration> {
  return loadYaml(section(lines), wish);
}

/** The only instance of a configuration that has nothing broken. */
export function only({ instances, broken }: Configuration): Instance {
  const [instance, ...more] = instances;
  if (!instance || more.length > 0 || broken.length > 0) throw new Error("Expected exactly one working instance.");
  return instance;
}

/** Message and next step of the only broken instance. */
export function problem({ broken }: Configuration): string {
  const [first, ...more] = broken;
  if (!first || more.length > 0) throw new Error("Expected exactly one broken instance.");
  return `${first.error.message} ${first.error.nextStep}`;
}
