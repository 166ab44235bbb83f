import type { RemoteEndpoint } from "../instances/endpoint.ts";
import type { AuthType, Instance } from "../instances/instance.ts";
import { Attempt, type AttemptEnd } from "./attempt.ts";
import {
  asSignInError,
  awaiting,
  type Failed,
  failedAccess,
  isOutage,
  type Settled,
  stateAfter,
} from "./attempt-state.ts";
import { checkAuthority } from "./authority.ts";
import { Strategies } from "./create-strategy.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { Access, ConnectOptions, SignIn, SignInState } from "./sign-in.ts";
import type { Strategy, StrategyContext } from "./strategy.ts";
import { waitFor } from "./waiting.ts";

const ANSWER_LIMIT_MS = 2_000;

/** A sign-in that other replicas may have changed. */
export interface ReplicatedSignIn extends SignIn {
  /** Takes over what another replica did: signed in, or out. */
  adopt(isSignedIn: boolean): Promise<void>;
}

/** The sign-in of one instance for one person; nothing is loaded, read or sent before the first `connect` or `authorize`. */
export function createSignIn(instance: Instance, endpoint: RemoteEndpoint, deps: SignInDeps): ReplicatedSignIn {
  return new Session({ instance, endpoint, deps });
}

class Session implements ReplicatedSignIn {
  readonly #context: StrategyContext;
  readonly #strategies: Strategies;
  #authType: AuthType;
  #settled: Settled = { status: "signed_out" };
  #attempt: Attempt | undefined;
  /** After a person's sign-in failed only `connect` starts another, so that the reason is read before a new code is asked for. */
  #needsConnect = false;
  /** A failure that no caller waited for (the person declined meanwhile): `connect` tells of it before it starts over. */
  #untold: Failed | undefined;

  constructor(context: StrategyContext) {
    this.#context = context;
    this.#strategies = new Strategies(context);
    const { type } = context.instance.credential;
    this.#authType = type === "none" ? "device" : type;
  }

  state(): SignInState {
    const prompt = this.#attempt?.prompt;
    return prompt === undefined ? this.#settled : { status: "awaiting_user", prompt };
  }

  async connect({ authType, waitMs, signal }: ConnectOptions): Promise<SignInState> {
    const failed = authType === undefined ? this.#untold : this.#switchTo(authType);
    this.#untold = undefined;
    if (failed !== undefined) return failed;
    const attempt = this.#join(false);
    await waitFor(attempt.answered, signal, ANSWER_LIMIT_MS);
    if (waitMs > 0) await waitFor(attempt.ended, signal, waitMs);
    if (attempt.end === undefined) return awaiting(attempt);
    this.#untold = undefined;
    return stateAfter(attempt.end);
  }

  async restore(): Promise<SignInState> {
    if (this.#attempt !== undefined || this.#settled.status === "connected") return this.state();
    const end = await this.#silently();
    if (end?.status === "failed") return stateAfter(end);
    if (end !== undefined && this.#attempt === undefined) this.#settled = stateAfter(end);
    const state = this.state();
    return state.status === "signed_out" ? { ...state, notice: await this.#strategy().notice?.() } : state;
  }

  async adopt(isSignedIn: boolean): Promise<void> {
    if (this.#attempt !== undefined || isSignedIn === (this.#settled.status === "connected")) return;
    if (isSignedIn) await this.restore();
    else this.#settled = { status: "signed_out" };
  }

  async authorize(signal: AbortSignal, options: { readonly refresh?: boolean } = {}): Promise<Access> {
    const refused = this.#refusedUntilConnect();
    this.#untold = undefined;
    if (refused !== undefined) return refused;
    const attempt = this.#join(options.refresh ?? false);
    await waitFor(attempt.answered, signal);
    if (attempt.end === undefined) return awaiting(attempt);
    this.#untold = undefined;
    if (attempt.end.status === "failed") return failedAccess(attempt.end.error);
    // The attempt may have been another caller's, who did not ask for a fresh token.
    if (options.refresh === true && !attempt.refresh) return this.authorize(signal, options);
    return { status: "authorized", token: attempt.end.grant.token };
  }

  async disconnect(): Promise<void> {
    const running = this.#abandon();
    // A silent refresh under way would store its tokens after they were removed.
    if (running?.prompt === undefined) await running?.ended;
    this.#settled = { status: "signed_out" };
    this.#needsConnect = false;
    this.#untold = undefined;
    await this.#strategies.forgetAll();
  }

  /** Ends what runs by another method; a method that this instance cannot use changes nothing, and is told. */
  #switchTo(authType: AuthType): Failed | undefined {
    if (authType === this.#authType) return undefined;
    try {
      this.#strategies.of(authType);
    } catch (error) {
      return { status: "failed", error: asSignInError(error) };
    }
    this.#abandon();
    this.#authType = authType;
    return undefined;
  }

  /** The running attempt, or a new one when none runs or its code has expired. */
  #join(refresh: boolean): Attempt {
    if (this.#attempt !== undefined && !this.#hasExpired(this.#attempt)) return this.#attempt;
    this.#abandon();
    const attempt = new Attempt(() => this.#strategy(), refresh);
    this.#attempt = attempt;
    void attempt.ended.then((end) => this.#settle(attempt, end));
    return attempt;
  }

  #refusedUntilConnect(): Failed | undefined {
    const { status } = this.#settled;
    return this.#needsConnect && this.#attempt === undefined && status === "failed" ? this.#settled : undefined;
  }

  /** Undefined when a person must sign in. */
  async #silently(): Promise<AttemptEnd | undefined> {
    try {
      const grant = await this.#strategy().silent(false);
      return grant && { status: "granted", grant };
    } catch (error) {
      return { status: "failed", error };
    }
  }

  #strategy(): Strategy {
    checkAuthority(this.#context);
    return this.#strategies.of(this.#authType);
  }

  #hasExpired({ prompt }: Attempt): boolean {
    return prompt !== undefined && prompt.method !== "starting" && prompt.expiresAt <= this.#context.deps.now();
  }

  #abandon(): Attempt | undefined {
    const running = this.#attempt;
    running?.cancel();
    this.#attempt = undefined;
    return running;
  }

  #settle(attempt: Attempt, end: AttemptEnd): void {
    if (attempt !== this.#attempt) return;
    this.#attempt = undefined;
    this.#tell(end);
    this.#needsConnect = end.status === "failed" && attempt.prompt !== undefined;
    if (!isOutage(end) || this.#settled.status !== "connected") this.#settled = stateAfter(end);
    // An expired code needs no telling: the answer to it is the new one.
    if (this.#needsConnect && this.#settled.status === "failed" && !this.#hasExpired(attempt))
      this.#untold = this.#settled;
    if (end.status === "failed") this.#log(end.error);
  }

  /** That someone who is connected gets a token again is no sign-in. */
  #tell({ status }: AttemptEnd): void {
    const isGranted = status === "granted";
    if (isGranted && this.#settled.status === "connected") return;
    this.#context.deps.onSignIn?.(this.#authType, isGranted);
  }

  #log(error: unknown): void {
    const { instance, deps } = this.#context;
    const reason = error instanceof Error ? error.message : String(error);
    deps.log.warn({ instance: instance.name, authType: this.#authType, reason }, "sign-in failed");
  }
}
