import type { AuthInfo } from "@modelcontextprotocol/server";
import type { VerifiedUser } from "../auth/on-behalf-of.ts";
import { Secret } from "../secrets.ts";

/** Whose call it is: everything that belongs to one person is kept under `key`. */
export interface Principal {
  /** `local` for the one user of a process, else `<tenant id>:<object id>` as verified by the resource server. */
  readonly key: string;
  /** The person behind a verified token; undefined where no person was verified. */
  readonly user?: VerifiedUser;
}

export const localPrincipal: Principal = { key: "local" };

/**
 * The principal of a request: the local user without authentication, else the tenant and object that the resource server has verified and
 * put into `extra.tid` and `extra.oid`.
 * @throws Error when a request was authenticated but names nobody.
 */
export function principalOf(authInfo: AuthInfo | undefined): Principal {
  if (authInfo === undefined) return localPrincipal;
  const { tid, oid, upn } = authInfo.extra ?? {};
  if (typeof tid !== "string" || typeof oid !== "string" || tid === "" || oid === "")
    throw new Error("An authenticated request carries no verified tenant and object id.");
  const key = `${tid}:${oid}`.toLowerCase();
  if (authInfo.token === "") return { key };
  const userName = typeof upn === "string" && upn !== "" ? upn : undefined;
  return { key, user: { tenantId: tid, objectId: oid, userName, assertion: new Secret(authInfo.token) } };
}
