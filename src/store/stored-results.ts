import type { KeptResult, ResultListing } from "../table/kept-results.ts";
import { packResult, unpackResult } from "./packed-result.ts";
import { goingFor, ResultIndex, type ResultBounds } from "./result-index.ts";
import { openValue, type StoreAccess } from "./store-access.ts";

/** One person's results in the store: a sealed value for each, and an index. Methods throw StoreError. */
export class StoredResults {
  readonly #access: StoreAccess;
  readonly #owner: string;
  readonly #now: () => number;
  readonly #index: ResultIndex;

  /** @param owner the principal's key. @param now milliseconds since 1970. */
  constructor(access: StoreAccess, owner: string, now: () => number) {
    this.#access = access;
    this.#owner = owner;
    this.#now = now;
    this.#index = new ResultIndex(access.keys, owner);
  }

  /** Stores a result and removes what the bounds leave no room for. @param bytes estimated size of its table. */
  async put(kept: KeptResult, bytes: number, bounds: ResultBounds): Promise<void> {
    const { link, keys, log } = this.#access;
    const { id, instances, expiresAt } = kept;
    const name = this.#nameOf(id);
    const sealed = keys.seal(name, await packResult(kept, bytes));
    const now = this.#now();
    const replies = await link.run([
      ["SET", name, sealed, "PX", String(expiresAt - now)],
      ...this.#index.add(name, { id, instances, expiresAt, bytes }, now),
      ...this.#index.read(),
    ]);
    const going = goingFor(name, this.#index.understand(replies.at(-2), replies.at(-1), now), bounds);
    if (going.length === 0) return;
    await link.run(this.#index.remove(going)).catch(() => log.warn("old results are removed with the next one"));
  }

  /** Whether the store still has it; counts as use. */
  async has(id: string): Promise<boolean> {
    const name = this.#nameOf(id);
    const [found] = await this.#access.link.run([["EXISTS", name], this.#index.touch(name, this.#now())]);
    return found === 1;
  }

  /** Undefined when it is not there, has expired, or does not open; counts as use. */
  async get(id: string): Promise<KeptResult | undefined> {
    const name = this.#nameOf(id);
    const [sealed] = await this.#access.link.run([["GET", name], this.#index.touch(name, this.#now())]);
    const packed = Buffer.isBuffer(sealed) ? openValue(this.#access, name, sealed) : undefined;
    const kept = packed && (await unpackResult(packed));
    return kept !== undefined && kept.expiresAt > this.#now() ? kept : undefined;
  }

  async list(): Promise<readonly ResultListing[]> {
    const [order, fields] = await this.#access.link.run(this.#index.read());
    const { entries } = this.#index.understand(order, fields, this.#now());
    return entries.map(({ id, instances, expiresAt }) => ({ id, instances, expiresAt }));
  }

  #nameOf(id: string): string {
    return this.#access.keys.nameOf("result", this.#owner, id);
  }
}
