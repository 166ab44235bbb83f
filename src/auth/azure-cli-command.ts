import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { SignInDeps } from "./sign-in-deps.ts";

/**
 * How the Azure CLI is started without a shell. On Windows `az` is a batch file, which cannot be run without one; it only starts the
 * Python beside it, and so do we.
 */
export function azureCliCommand({
  platform,
  env,
}: Pick<SignInDeps, "platform" | "env">): readonly [string, ...string[]] {
  if (platform !== "win32") return ["az"];
  const folders = (env["Path"] ?? env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const folder = folders.find((path) => existsSync(join(path, "az.cmd")));
  return folder === undefined ? ["az.exe"] : [join(folder, "..", "python.exe"), "-IBm", "azure.cli"];
}
