import { ConfigError } from "../errors.ts";
import type { Redactor, Secret } from "../secrets.ts";
import type { Configuration } from "./configuration.ts";
import { entraAccessOf, type EntraAccess } from "./entra-access.ts";
import type { Directories } from "./paths.ts";
import { secretOf } from "./secret-setting.ts";
import type { Settings } from "./settings.ts";
import { requireApplicationInstances } from "./shared-callers.ts";

/** Who may call over HTTP, and as whom the server then signs in. */
export type HttpAccess =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: Secret | undefined }
  | { readonly kind: "entra"; readonly entra: EntraAccess; readonly clientSecret: Secret };

interface HttpAccessInputs {
  readonly settings: Settings;
  readonly configuration: Pick<Configuration, "instances">;
  readonly directories: Directories;
  readonly redactor: Redactor;
}

/**
 * Reads what `--auth` needs.
 * @throws ConfigError for a setting that is missing or contradicts another, and for an instance that must not be served so.
 */
export async function readHttpAccess(inputs: HttpAccessInputs): Promise<HttpAccess> {
  const { settings, configuration, directories, redactor } = inputs;
  if (settings.auth === "none") return { kind: "none" };
  if (settings.auth === "bearer") {
    requireApplicationInstances(configuration);
    return { kind: "bearer", token: await secretOf(settings.bearerToken, directories, redactor) };
  }
  const entra = entraAccessOf(settings, configuration.instances);
  const clientSecret = await secretOf(settings.authClientSecret, directories, redactor);
  if (clientSecret !== undefined) return { kind: "entra", entra, clientSecret };
  throw new ConfigError("auth entra: the secret of this server's app registration is missing.", {
    nextStep: "Set DEFENDER_HUNTING_AUTH_CLIENT_SECRET or DEFENDER_HUNTING_AUTH_CLIENT_SECRET_FILE.",
  });
}
