import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../errors.ts";
import { type Environment, variable } from "./environment-variable.ts";
import { resolvePath } from "./paths.ts";

/** What decides which configuration file is read. */
export interface FileSearch {
  /** The setting `config` (`--config` or `DEFENDER_HUNTING_CONFIG`). */
  readonly config: string | undefined;
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
}

const FILE_NAME = "msticpyconfig.yaml";

/**
 * The configuration file: the one that is named, else the one in the working directory, else the one in `~/.msticpy`; undefined without any.
 * @throws ConfigError when a named file does not exist. (MSTICPy goes on silently with another file.)
 */
export async function findConfigurationFile({ config, env, cwd, home }: FileSearch): Promise<string | undefined> {
  const directories = { base: cwd, home };
  const msticpy = variable(env, "MSTICPYCONFIG");
  if (config !== undefined) return named(resolvePath(config, directories), "--config or DEFENDER_HUNTING_CONFIG");
  if (msticpy !== undefined) return named(resolvePath(msticpy, directories), "MSTICPYCONFIG");
  for (const path of [join(cwd, FILE_NAME), join(home, ".msticpy", FILE_NAME)]) if (await exists(path)) return path;
  return undefined;
}

async function named(path: string, by: string): Promise<string> {
  if (await exists(path)) return path;
  throw new ConfigError(`The configuration file ${path} does not exist; ${by} names it.`, {
    nextStep: `Create the file, or change ${by}.`,
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // A file that is there but cannot be reached must be reported by whoever reads it, not passed over.
    return !(error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"));
  }
}
