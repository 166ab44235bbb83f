import type { AuthType, Credential, SecretReference } from "../instances/instance.ts";
import { Secret } from "../secrets.ts";
import { requiredText, problemOf, textOf, unusable, type Draft } from "./draft.ts";
import type { KeyName } from "./keys.ts";
import { resolvePath } from "./paths.ts";

/** What a sign-in of that type needs. @throws HuntingError when a part of it is missing or unusable. */
export function credentialOf(draft: Draft, authType: AuthType): Credential {
  if (authType === "client_secret") return { type: authType, secret: requiredSecret(draft, "ClientSecret") };
  if (authType === "workload_identity") return { type: authType, tokenFile: pathOf(draft, "FederatedTokenFile") };
  if (authType !== "certificate") return { type: authType };
  return {
    type: authType,
    certificatePath: resolvePath(requiredText(draft, "Certificate"), draft.directories),
    privateKeyPath: pathOf(draft, "PrivateKey"),
    passphrase: secretOf(draft, "PrivateKeySecret"),
  };
}

function pathOf(draft: Draft, key: KeyName): string | undefined {
  const text = textOf(draft, key);
  return text === undefined ? undefined : resolvePath(text, draft.directories);
}

function requiredSecret(draft: Draft, key: KeyName): SecretReference {
  const secret = secretOf(draft, key);
  if (secret === undefined) throw problemOf(draft, key, "missing", `Set ${draft.origin.nameOf(key)}.`);
  return secret;
}

function secretOf(draft: Draft, key: KeyName): SecretReference | undefined {
  const value = draft.values.get(key);
  if (value === undefined || value.kind === "key_vault") return value;
  if (value.kind === "text") return { kind: "value", value: new Secret(value.text) };
  throw unusable(draft, key, value);
}
