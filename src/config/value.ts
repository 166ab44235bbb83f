import type { KeyVault } from "../instances/instance.ts";
import type { Redactor } from "../secrets.ts";
import { isSecretKey, type KeyName } from "./keys.ts";

/** What a key of an instance says, before anything is made of it. */
export type Value =
  | { readonly kind: "text"; readonly text: string }
  /** A reference to an environment variable that is not set, or is empty. */
  | { readonly kind: "missing_variable"; readonly variable: string }
  | { readonly kind: "key_vault"; readonly vault: KeyVault; readonly secretName: string }
  /** A value of a form that no rule covers: what is wrong with it, and what to write instead. */
  | { readonly kind: "unusable"; readonly problem: string; readonly remedy: string };

/** A key's text without white space around it (files and variables often end in a line break); a secret is registered here. */
export function textValue(key: KeyName, text: string, redactor: Redactor): Value {
  const trimmed = text.trim();
  if (isSecretKey(key)) redactor.add(trimmed);
  return { kind: "text", text: trimmed };
}
