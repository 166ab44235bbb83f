import { createHash } from "node:crypto";
import { join, parse } from "node:path";
import type { Instance } from "../../instances/instance.ts";
import type { SignInDeps } from "../sign-in-deps.ts";

type Place = Pick<SignInDeps, "env" | "platform" | "homeDirectory">;

/** What tokens are shared within: one cloud, tenant and application. */
export function partitionOf({ cloud, tenantId, clientId, customEndpoints }: Instance): string {
  return [cloud, customEndpoints?.authority ?? "", tenantId, clientId].join("|").toLowerCase();
}

/**
 * Where an instance's tokens are stored. An encrypted file is one of its partition, so a configured name gets the partition's mark
 * (`tokens.bin` becomes `tokens-1a2b3c4d.bin`); a plain file is the very one that is named, because MSTICPy may share it.
 */
export function cachePath(instance: Instance, place: Place): string {
  const { kind, path } = instance.tokenCache;
  if (kind === "plaintext-file" && path !== undefined) return path;
  const mark = createHash("sha256").update(partitionOf(instance)).digest("hex").slice(0, 16);
  const { dir, name, ext } = parse(
    path ?? join(stateFolder(place), kind === "encrypted-file" ? "tokens.bin" : "tokens.json"),
  );
  return join(dir, `${name}-${mark}${ext}`);
}

/** The folder for state that a program keeps for one user, by each system's convention. */
export function stateFolder({ env, platform, homeDirectory }: Place): string {
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] ?? join(homeDirectory, "AppData", "Local"), "defender-hunting-mcp");
  if (platform === "darwin") return join(homeDirectory, "Library", "Application Support", "defender-hunting-mcp");
  const state = env["XDG_STATE_HOME"];
  return join(
    state !== undefined && state.startsWith("/") ? state : join(homeDirectory, ".local", "state"),
    "defender-hunting-mcp",
  );
}
