import type { AuthInfo } from "@modelcontextprotocol/server";

/** Whose call it is: everything that belongs to one person is kept under `key`. */
export interface Principal {
  /** `local` for the one user of a process, else `<tenant id>:<object id>` as verified by the resource server. */
  readonly key: string;
}

export const localPrincipal: Principal = { key: "local" };

/**
 * The principal of a request: the local user without authentication, else the tenant and object that the resource server has verified and
 * put into `extra.tid` and `extra.oid`.
 * @throws Error when a request was authenticated but names nobody.
 */
export function principalOf(authInfo: AuthInfo | undefined): Principal {
  if (authInfo === undefined) return localPrincipal;
  const { tid, oid } = authInfo.extra ?? {};
  if (typeof tid !== "string" || typeof oid !== "string" || tid === "" || oid === "")
    throw new Error("An authenticated request carries no verified tenant and object id.");
  return { key: `${tid}:${oid}`.toLowerCase() };
}
