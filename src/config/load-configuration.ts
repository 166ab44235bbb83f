import { demoInstance } from "../instances/demo-instance.ts";
import type { Configuration, ConfigurationInputs, Findings } from "./configuration.ts";
import { findConfigurationFile } from "./configuration-file.ts";
import { instanceVariablesIn, readEnvironment } from "./environment-instance.ts";
import { readMsticpyConfig } from "./msticpyconfig.ts";
import { resolvePath } from "./paths.ts";

/**
 * The instances to start with: those of the configuration file; without any there, the environment's; without that, the demo tenant,
 * which `--demo` adds in any case.
 * @throws ConfigError when a named file is missing, or a file cannot be used as a whole.
 */
export async function loadConfiguration(inputs: ConfigurationInputs): Promise<Configuration> {
  const { env, cwd, home, settings } = inputs;
  const asked = settings.queries.map((path) => resolvePath(path, { base: cwd, home }));
  const file = await findConfigurationFile({ config: settings.config, env, cwd, home });
  if (file === undefined) return withDemo({ ...fromEnvironment(inputs), queryPaths: asked }, settings.demo);
  const found = await readMsticpyConfig(file, inputs);
  const queryPaths = [...asked, ...found.queryPaths];
  if (isEmpty(found)) return withDemo({ ...instead(file, found, fromEnvironment(inputs)), queryPaths }, settings.demo);
  const warnings = [...found.warnings, ...unusedVariables(file, instanceVariablesIn(env))];
  return withDemo({ ...found, warnings, source: file, queryPaths }, settings.demo);
}

function isEmpty({ instances, broken }: Pick<Findings, "instances" | "broken">): boolean {
  return instances.length + broken.length === 0;
}

/** A configuration whose paths of queries are not known yet. */
type WithoutQueries = Omit<Configuration, "queryPaths">;

function fromEnvironment(inputs: ConfigurationInputs): WithoutQueries {
  const found = readEnvironment(inputs);
  return { ...found, source: isEmpty(found) ? null : "environment" };
}

function instead(file: string, { warnings }: Findings, environment: WithoutQueries): WithoutQueries {
  const used = environment.source === null ? "the demo tenant" : "the environment";
  const reason = `${file}: no section MicrosoftDefender or MicrosoftGraph below DataProviders, so ${used} is used.`;
  return { ...environment, warnings: [...warnings, reason, ...environment.warnings] };
}

function unusedVariables(file: string, names: readonly string[]): readonly string[] {
  return names.length === 0
    ? []
    : [`${file} configures instances, so these variables are not used: ${names.join(", ")}.`];
}

function withDemo(configuration: Configuration, asked: boolean): Configuration {
  const { instances, warnings } = configuration;
  if (!asked && !isEmpty(configuration)) return configuration;
  if (instances.some(({ name }) => name.toLowerCase() === demoInstance.name)) {
    const clash = `An instance of the configuration is called ${demoInstance.name}, so the demo tenant is not added. Rename it.`;
    return { ...configuration, warnings: [...warnings, clash] };
  }
  return { ...configuration, instances: [...instances, demoInstance] };
}
