import type { SignInPrompt } from "./sign-in.ts";
import type { Grant, Strategy } from "./strategy.ts";
import { deferred } from "./waiting.ts";

export type AttemptEnd =
  { readonly status: "granted"; readonly grant: Grant } | { readonly status: "failed"; readonly error: unknown };

/**
 * One try to get a token: silently, else by a person. All callers of an instance share the running one, so that there is never a second
 * code while one lives. Its promises never reject.
 */
export class Attempt {
  /** What the person must do; undefined until Entra has answered, and where no person is needed. */
  prompt: SignInPrompt | undefined;
  end: AttemptEnd | undefined;
  /** Settles when there is a prompt or an end. */
  readonly answered: Promise<void>;
  readonly ended: Promise<AttemptEnd>;
  /** True when the cached access token is passed over. */
  readonly refresh: boolean;
  readonly #abort = new AbortController();

  /** @param pick gives the strategy; what it throws is the attempt's failure. */
  constructor(pick: () => Strategy, refresh: boolean) {
    this.refresh = refresh;
    const shown = deferred();
    this.ended = this.#run(pick, (prompt) => {
      this.prompt = prompt;
      shown.resolve();
    });
    this.answered = Promise.race([shown.promise, this.ended.then(() => undefined)]);
  }

  /** Stops waiting for the person; a token that still arrives is thrown away. */
  cancel(): void {
    this.#abort.abort();
  }

  async #run(pick: () => Strategy, show: (prompt: SignInPrompt) => void): Promise<AttemptEnd> {
    this.end = await this.#acquire(pick, show).then(
      (grant) => ({ status: "granted", grant }) as const,
      (error: unknown) => ({ status: "failed", error }) as const,
    );
    return this.end;
  }

  async #acquire(pick: () => Strategy, show: (prompt: SignInPrompt) => void): Promise<Grant> {
    const strategy = pick();
    const grant = (await strategy.silent(this.refresh)) ?? (await strategy.signIn?.(show, this.#abort.signal));
    if (grant === undefined) throw new Error("A strategy without a person gave no token.");
    return grant;
  }
}
