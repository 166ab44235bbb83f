import { tokenCacheKinds, type TokenCacheSetting } from "../instances/instance.ts";
import { textOf, unknownChoice, type Draft } from "./draft.ts";
import { resolvePath } from "./paths.ts";

/**
 * Where tokens are kept: in memory unless `TokenCache` says otherwise. A path alone changes nothing, because it may be MSTICPy's own cache.
 * @throws HuntingError for an unknown kind.
 */
export function tokenCacheOf(draft: Draft): TokenCacheSetting {
  const text = textOf(draft, "TokenCache");
  const wanted = text?.toLowerCase().replaceAll("_", "-") ?? "memory";
  const kind = tokenCacheKinds.find((name) => name === wanted);
  if (kind === undefined) throw unknownChoice(draft, "TokenCache", text ?? "", tokenCacheKinds);
  const path = textOf(draft, "TokenCachePath");
  if (kind !== "memory") return { kind, path: path === undefined ? undefined : resolvePath(path, draft.directories) };
  if (path !== undefined) {
    draft.warn(
      "TokenCachePath is not used: tokens stay in memory. Set TokenCache to encrypted-file, or to plaintext-file to share an unencrypted cache.",
    );
  }
  return { kind, path: undefined };
}
