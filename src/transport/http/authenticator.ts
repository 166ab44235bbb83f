import type { IncomingHttpHeaders } from "node:http";
import type { AuthInfo } from "@modelcontextprotocol/server";
import type { Refusal } from "./refusal.ts";

/** Who calls, as far as it was verified; without `authInfo` the one user of a server without authentication. */
export type Caller =
  | { readonly kind: "caller"; readonly authInfo: AuthInfo | undefined }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Verifies who sends a request, by its headers alone. */
export interface Authenticator {
  authenticate(headers: IncomingHttpHeaders): Promise<Caller>;
  /** Whether callers can be verified, as far as that needs others; absent where it does not. */
  readonly ready?: () => Promise<boolean>;
  /** Documents about the authentication, by path; everyone may read them. */
  readonly documents?: ReadonlyMap<string, object>;
}

/** Everyone who reaches the server is its one user; for loopback only. */
export const withoutAuthentication: Authenticator = {
  authenticate: () => Promise.resolve({ kind: "caller", authInfo: undefined }),
};

/** The token of an `Authorization: Bearer` header; undefined when there is none. RFC 6750, section 2.1. */
export function bearerTokenOf({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? "")?.[1];
}
