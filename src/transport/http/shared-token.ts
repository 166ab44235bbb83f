import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthInfo } from "@modelcontextprotocol/server";
import { ConfigError } from "../../errors.ts";
import type { Secret } from "../../secrets.ts";
import { bearerTokenOf, type Authenticator } from "./authenticator.ts";
import type { Refusal } from "./refusal.ts";

const LEAST_CHARACTERS = 32;

// One principal for all: who holds the token cannot be told apart. The token itself goes no further.
const team: AuthInfo = {
  token: "",
  clientId: "shared-token",
  scopes: [],
  extra: { tid: "shared-token", oid: "team" },
};

/**
 * Lets everyone in who sends one shared token; compared in constant time.
 * @throws ConfigError when the token is missing, too short to resist guessing, or cannot stand in a header.
 */
export function createSharedTokenAuthenticator(token: Secret | undefined): Authenticator {
  const expected = digestOf(usable(token));
  return {
    authenticate(headers) {
      const given = bearerTokenOf(headers);
      if (given === undefined) return Promise.resolve({ kind: "refused", refusal: challenge("") });
      return Promise.resolve(
        timingSafeEqual(digestOf(given), expected)
          ? { kind: "caller", authInfo: team }
          : { kind: "refused", refusal: challenge(', error="invalid_token"') },
      );
    },
  };
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

function usable(token: Secret | undefined): string {
  const text = token?.reveal() ?? "";
  if (text.length >= LEAST_CHARACTERS && bearerTokenOf({ authorization: `Bearer ${text}` }) === text) return text;
  const problem =
    text === ""
      ? "needs a token"
      : `needs a token of at least ${LEAST_CHARACTERS} characters out of letters, digits and - . _ ~ + / =`;
  throw new ConfigError(`auth bearer ${problem}.`, {
    nextStep:
      "Set DEFENDER_HUNTING_BEARER_TOKEN or DEFENDER_HUNTING_BEARER_TOKEN_FILE, e.g. to the output of: openssl rand -hex 32.",
  });
}

function challenge(error: string): Refusal {
  return {
    status: 401,
    message: "This server wants its shared token: send it as Authorization: Bearer TOKEN.",
    headers: { "www-authenticate": `Bearer realm="defender-hunting-mcp"${error}` },
  };
}
