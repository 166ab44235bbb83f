import { readFile } from "node:fs/promises";
import { ConfigError } from "../errors.ts";
import { Secret, type Redactor } from "../secrets.ts";
import { resolvePath, type Directories } from "./paths.ts";
import type { SecretSource } from "./setting-types.ts";

/**
 * The secret of a setting; undefined when it is not set. A file's content counts without white space around it and is registered with the redactor.
 * @throws ConfigError when the file cannot be read or is empty.
 */
export async function secretOf(
  source: SecretSource | undefined,
  directories: Directories,
  redactor: Redactor,
): Promise<Secret | undefined> {
  if (source?.kind !== "file") return source?.secret;
  const path = resolvePath(source.path, directories);
  const text = (await contentOf(path)).trim();
  if (text === "")
    throw new ConfigError(`The secret file ${path} is empty.`, { nextStep: "Write the secret into it." });
  redactor.add(text);
  return new Secret(text);
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const nextStep = "Check the path, and that this server may read the file.";
    throw new ConfigError(`The secret file ${path} cannot be read.`, { nextStep, cause });
  }
}
