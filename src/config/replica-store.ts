import { isIP } from "node:net";
import { ConfigError } from "../errors.ts";
import type { Redactor, Secret } from "../secrets.ts";
import type { Directories } from "./paths.ts";
import { secretOf } from "./secret-setting.ts";
import type { Settings } from "./settings.ts";

/** Where replicas share results and tokens, and the key that seals what they share. */
export interface ReplicaStore {
  /** With user and password. */
  readonly url: Secret;
  /** At least 32 bytes. */
  readonly sealKey: Uint8Array;
  readonly warnings: readonly string[];
}

interface ReplicaStoreInputs {
  readonly settings: Pick<Settings, "redisUrl" | "sealKey" | "stateless" | "auth">;
  readonly directories: Directories;
  readonly redactor: Redactor;
}

const LEAST_BYTES = 32;
/** Random bytes nearly all differ; words and patterns in place of them do not. */
const LEAST_DIFFERENT = 16;
const MAKE_KEY = "Make one with openssl rand -base64 32, the same for all replicas.";

/**
 * Reads what replicas need to share results and tokens; undefined when they are not asked to.
 * @throws ConfigError for a key that is missing or weak, and for settings with which replicas could not stand in for each other.
 */
export async function readReplicaStore(inputs: ReplicaStoreInputs): Promise<ReplicaStore | undefined> {
  const { settings, directories, redactor } = inputs;
  const { redisUrl: url, sealKey, stateless, auth } = settings;
  if (url === undefined) {
    if (sealKey === undefined) return undefined;
    throw new ConfigError("A seal key is set, but no redis-url: there is nothing to seal.", {
      nextStep: "Set DEFENDER_HUNTING_REDIS_URL too, or remove DEFENDER_HUNTING_SEAL_KEY.",
    });
  }
  if (!stateless) throw wrong("sessions of older clients live in one replica", "Set --stateless too.");
  if (auth === "none") {
    throw wrong("a sign-in that waits for its person lives in one replica", "Set --auth entra, or --auth bearer.");
  }
  const key = await secretOf(sealKey, directories, redactor);
  if (key === undefined) {
    throw wrong("the key that seals it is missing", `Set DEFENDER_HUNTING_SEAL_KEY_FILE. ${MAKE_KEY}`);
  }
  return { url, sealKey: bytesOf(key.reveal()), warnings: warningsAbout(url.reveal()) };
}

function bytesOf(key: string): Uint8Array {
  const bytes = Buffer.from(key, /^[\da-f]+$/i.test(key) ? "hex" : "base64");
  const isWhole = /^(?:(?:[\da-f]{2})+|[\w+/-]+={0,2})$/i.test(key);
  if (isWhole && bytes.length >= LEAST_BYTES && new Set(bytes).size >= LEAST_DIFFERENT) return bytes;
  throw new ConfigError(
    `The seal key is not ${LEAST_BYTES} random bytes or more in base64 or hexadecimal form, so it could be guessed.`,
    { nextStep: MAKE_KEY },
  );
}

function warningsAbout(url: string): readonly string[] {
  const { protocol, hostname } = new URL(url);
  const isHere =
    hostname === "localhost" || hostname === "[::1]" || (isIP(hostname) === 4 && hostname.startsWith("127."));
  if (protocol === "rediss:" || isHere) return [];
  return ["redis-url is without TLS: its password can be read on the way. Use rediss://."];
}

const wrong = (problem: string, nextStep: string): ConfigError =>
  new ConfigError(`redis-url is for replicas that share everything, but ${problem}.`, { nextStep });
