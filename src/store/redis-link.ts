import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../log.ts";
import type { Secret } from "../secrets.ts";
import { withDeadline } from "./deadline.ts";
import { reasonOf, storeAway, storeRefused } from "./link-errors.ts";
import { clientOptions } from "./redis-options.ts";
import { loadRedisPackage, type Argument, type RedisClient } from "./redis-package.ts";

/** What a command answers; texts that were stored come back as bytes. */
export type Reply = string | number | Buffer | null | readonly Reply[];
export type Command = readonly Argument[];

/** The way to the store. */
export interface StoreLink {
  /**
   * Runs the commands as one transaction and answers their replies in order. Waits a second at most for a connection and five for the
   * answer; nothing is queued beyond that.
   * @throws StoreError when the store cannot be reached or refuses a command.
   */
  run(commands: readonly Command[]): Promise<readonly Reply[]>;
  /** Whether the store answers, found out within a second. */
  isReady(): Promise<boolean>;
  close(): void;
}

const WAIT_MS = 1_000;
const ANSWER_MS = 5_000;
const READY_MS = 1_000;
const GREETING_MS = 2_000;
const PAUSE_MS = 250;

/**
 * A link to Redis or Valkey that begins to connect at once and connects again whenever it is lost. A server that has stopped answering is
 * given up like one that is gone.
 * @param url `redis://` or `rediss://`, with user and password.
 * @throws ConfigError when the optional package is not installed.
 */
export function openRedisLink(url: Secret, log: Log): StoreLink {
  return new RedisLink(url, log);
}

class RedisLink implements StoreLink {
  readonly #package = loadRedisPackage();
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #url: Secret;
  readonly #log: Log;
  #client: RedisClient;
  #isUp = false;
  #isClosed = false;
  #toldReason: string | undefined;

  constructor(url: Secret, log: Log) {
    this.#url = url;
    this.#log = log;
    this.#client = this.#connect();
  }

  async run(commands: readonly Command[]): Promise<readonly Reply[]> {
    if (!this.#isUp) await this.#comeUp();
    const client = this.#client;
    try {
      return await withDeadline(this.#transaction(client, commands), ANSWER_MS);
    } catch (error) {
      if (error instanceof this.#package.ErrorReply) throw storeRefused(error);
      this.#giveUp(client, error);
      throw storeAway(error);
    }
  }

  async isReady(): Promise<boolean> {
    if (!this.#isUp) return false;
    // A slow answer may wait behind a large one; the connection is left alone.
    const answer = withDeadline(this.#ping(this.#client), READY_MS);
    return answer.then(
      () => true,
      () => false,
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#client.destroy();
  }

  async #comeUp(): Promise<void> {
    await once(this.#events, "up", { signal: AbortSignal.timeout(WAIT_MS) }).catch((error: unknown) => {
      throw storeAway(error);
    });
  }

  #connect(): RedisClient {
    const client = this.#package.createClient(clientOptions(this.#url.reveal()));
    client.on("error", (error) => this.#lose(client, error));
    client.on("ready", () => void this.#greet(client));
    // The events tell how it went; the promise only says that the client was closed meanwhile.
    client.connect().catch(() => undefined);
    return client;
  }

  /** A server accepts connections before it can answer, and also when it never will. */
  async #greet(client: RedisClient): Promise<void> {
    try {
      await withDeadline(this.#ping(client), GREETING_MS);
      if (client !== this.#client) return;
      this.#isUp = true;
      this.#toldReason = undefined;
      this.#log.info("the shared store answers");
      this.#events.emit("up");
    } catch (error) {
      this.#lose(client, error);
      await sleep(PAUSE_MS);
      this.#giveUp(client, error);
    }
  }

  #lose(client: RedisClient, error: unknown): void {
    if (client !== this.#client || this.#isClosed) return;
    this.#isUp = false;
    const reason = reasonOf(error);
    if (reason !== this.#toldReason) this.#log.warn({ reason }, "the shared store cannot be used");
    this.#toldReason = reason;
  }

  /** Begins anew with another connection: this one may be dead without anyone having closed it. */
  #giveUp(client: RedisClient, error: unknown): void {
    if (client !== this.#client || this.#isClosed) return;
    this.#lose(client, error);
    client.destroy();
    this.#client = this.#connect();
  }

  #ping(client: RedisClient): Promise<unknown> {
    return client.sendCommand(["PING"], this.#chain());
  }

  async #transaction(client: RedisClient, commands: readonly Command[]): Promise<readonly Reply[]> {
    const chain = this.#chain();
    const sent = [["MULTI"], ...commands, ["EXEC"]].map((command) => client.sendCommand(command, chain));
    const ends = await Promise.allSettled(sent);
    // What one command was refused for says more than that the transaction was, which comes last.
    const failed = ends.find((end) => end.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    const replies: unknown = await sent.at(-1);
    if (!isReplies(replies)) throw new TypeError("The store's answer is no list.");
    const refusal = replies.find((reply) => reply instanceof Error);
    if (refusal !== undefined) throw refusal;
    return replies;
  }

  #chain() {
    return { chainId: Symbol("chain"), typeMapping: { [this.#package.RESP_TYPES.BLOB_STRING]: Buffer } };
  }
}

const isReplies = (value: unknown): value is readonly Reply[] => Array.isArray(value);
