import type { Redactor } from "../secrets.ts";
import { type Environment, variable } from "./environment-variable.ts";
import { keyVaultReference } from "./key-vault.ts";
import type { KeyName } from "./keys.ts";
import { textValue, type Value } from "./value.ts";
import { isMapping, type Mapping } from "./yaml-file.ts";

/** What a value in a file may refer to. */
export interface References {
  readonly root: Mapping;
  readonly env: Environment;
  readonly redactor: Redactor;
}

const VARIABLE = /^[A-Za-z_]\w*$/;
const FORMS = "Write text, {EnvironmentVar: NAME} or {KeyVault: NAME}.";

/**
 * The value of one key in a file; undefined when it is empty, which counts as not set.
 * @param keyPath place of the key in the file, for the name of a Key Vault secret.
 */
export function yamlValue(key: KeyName, raw: unknown, keyPath: string, references: References): Value | undefined {
  if (raw === null || raw === undefined) return undefined;
  if (typeof raw === "string") return raw.trim() === "" ? undefined : textValue(key, raw, references.redactor);
  const [only, ...more] = isMapping(raw) ? Object.entries(raw) : [];
  if (only && more.length === 0) return referenceValue(key, only, keyPath, references);
  return { kind: "unusable", problem: "neither text nor a reference", remedy: FORMS };
}

function referenceValue(
  key: KeyName,
  [type, target]: [string, unknown],
  keyPath: string,
  references: References,
): Value {
  const { root, env, redactor } = references;
  const name = target === null ? "" : target;
  if (typeof name === "string" && type.toLowerCase() === "keyvault") {
    return keyVaultReference(name.trim(), keyPath, root, env);
  }
  if (typeof name === "string" && type.toLowerCase() === "environmentvar") {
    // Not repeated in the message: it may be the secret itself, written in the wrong place.
    if (!VARIABLE.test(name))
      return { kind: "unusable", problem: "EnvironmentVar is not the name of a variable", remedy: FORMS };
    const text = variable(env, name);
    return text === undefined ? { kind: "missing_variable", variable: name } : textValue(key, text, redactor);
  }
  return { kind: "unusable", problem: "an unknown kind of reference", remedy: FORMS };
}
