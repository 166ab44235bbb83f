import { createRequire } from "node:module";
import { ConfigError } from "../errors.ts";

/** One argument of a command; bytes go as they are. */
export type Argument = string | Buffer;

/** A connection of `@redis/client`, as far as it is used. */
export interface RedisClient {
  on(event: "ready", listener: () => void): unknown;
  on(event: "error", listener: (error: unknown) => void): unknown;
  connect(): Promise<unknown>;
  /** Commands of one chain are sent one after the other, without another's between them. */
  sendCommand(
    command: readonly Argument[],
    options: { readonly chainId: symbol; readonly typeMapping: object },
  ): Promise<unknown>;
  /** Closes at once; what runs is rejected. */
  destroy(): void;
}

/** The optional package; its own types are absent where it is not installed. */
export interface RedisPackage {
  createClient(options: object): RedisClient;
  readonly RESP_TYPES: { readonly BLOB_STRING: number };
  /** What a command that the server refuses is rejected with. */
  readonly ErrorReply: new (...args: never[]) => Error;
}

/**
 * Loads `@redis/client`.
 * @throws ConfigError when the optional package is not installed.
 */
export function loadRedisPackage(): RedisPackage {
  try {
    const loaded: RedisPackage = createRequire(import.meta.url)("@redis/client");
    return loaded;
  } catch (cause) {
    throw new ConfigError("redis-url needs the optional package @redis/client, which is not installed.", {
      nextStep: "Install without --omit=optional, or start without redis-url.",
      cause,
    });
  }
}
