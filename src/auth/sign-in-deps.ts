import type { AuthType } from "../instances/instance.ts";
import type { Log } from "../log.ts";
import type { Redactor } from "../secrets.ts";
import type { OnBehalfOf } from "./on-behalf-of.ts";
import type { Keyring } from "./token-cache/cache-key.ts";
import type { SharedTokens } from "./token-cache/msal-cache.ts";

export type Fetch = typeof globalThis.fetch;

/** What a program printed; it ended with exit code 0. */
interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell. @throws ProgramError when it cannot be started, is stopped, or ends with another exit code than 0. */
export type RunProgram = (file: string, args: readonly string[], signal: AbortSignal) => Promise<ProgramOutput>;

/** Everything outside that signing in touches. */
export interface SignInDeps {
  readonly fetch: Fetch;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly redactor: Redactor;
  readonly log: Log;
  /** Environment variables: cache key, federated token file, state directory, PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homeDirectory: string;
  /** True when the operator allowed `Cloud: custom`; otherwise only Microsoft's own login hosts are talked to. */
  readonly allowCustomAuthority: boolean;
  /** Set where callers were verified: sign-in is on their behalf then, and in no other way. */
  readonly onBehalfOf?: OnBehalfOf | undefined;
  /** Where tokens of callers and of applications are that every replica uses; in the memory of this process unless given. */
  readonly sharedTokens?: SharedTokens | undefined;
  /** Told of every sign-in that ended; that a stored token was used again is none. */
  readonly onSignIn?: ((authType: AuthType, isGranted: boolean) => void) | undefined;
  /** Opens a page on the user's screen; the system's browser unless given. */
  readonly openBrowser?: ((url: string) => Promise<void>) | undefined;
  /** The operating system's keyring unless given. */
  readonly keyring?: Keyring | undefined;
  /** `execFile` unless given. */
  readonly runProgram?: RunProgram | undefined;
}
