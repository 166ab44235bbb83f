import { open, type FileHandle } from "node:fs/promises";
import { FAILSAFE_SCHEMA, loadAll, mergeTag, nullCoreTag, YAMLException } from "js-yaml";
import { ConfigError } from "../errors.ts";

/** A YAML mapping; every scalar is text or null. */
export type Mapping = Readonly<Record<string, unknown>>;

export interface YamlFile {
  readonly root: Mapping;
  /** Permission bits of the file. */
  readonly mode: number;
}

const MOST_BYTES = 1024 * 1024;
const MOST_ALIASES = 1000;

// Scalars stay text: a secret 0123 or a name `no` must not become a number or a boolean on the way.
const schema = FAILSAFE_SCHEMA.withTags(nullCoreTag, mergeTag);

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The one mapping in a YAML file; an empty file is an empty mapping.
 * @throws ConfigError naming the file (and line and column) when it cannot be read, exceeds 1 MB, or is not one mapping in valid YAML.
 */
export async function readYamlFile(path: string): Promise<YamlFile> {
  const { text, mode } = await readText(path);
  const documents = parse(path, text);
  const root = documents[0] ?? {};
  if (documents.length > 1) throw malformed(path, "it holds several YAML documents (---)");
  if (!isMapping(root)) throw malformed(path, "its top level is not a mapping of sections");
  return { root, mode };
}

async function readText(path: string): Promise<{ text: string; mode: number }> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size, mode } = await file.stat();
    if (size > MOST_BYTES) throw malformed(path, `it has ${size} bytes, and ${MOST_BYTES} is the most`);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile()), mode };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if (error instanceof TypeError) throw malformed(path, "it is not UTF-8 text");
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    const nextStep = "Check that the path is a file and that this server may read it.";
    throw new ConfigError(`The configuration file ${path} cannot be read${code}.`, { nextStep, cause: error });
  } finally {
    await file?.close();
  }
}

function parse(path: string, text: string): readonly unknown[] {
  try {
    return loadAll(text, { schema, maxAliases: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw malformed(path, "it is not valid YAML");
    const { mark } = error;
    const at = mark ? ` (line ${mark.line + 1}, column ${mark.column + 1})` : "";
    throw malformed(path, `${reasonOf(error)}${at}`);
  }
}

/** The parser's reason without what it quotes from the file, which may be a secret: `ClientSecret: *abc` gives `unidentified alias "abc"`. */
function reasonOf({ reason }: YAMLException): string {
  return reason.replace(/[<!"'`].*$/s, "").trim();
}

function malformed(path: string, problem: string): ConfigError {
  return new ConfigError(`The configuration file ${path} cannot be used: ${problem}.`, {
    nextStep: "Correct the file. A value that begins with one of * & ! @ % ` { [ needs quotes.",
  });
}
