import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { setTimeout as sleep } from "node:timers/promises";
import { EntraFailureError, type EntraFailure, type Refusal, refusalIn } from "./entra-failure.ts";
import {
  type EntraReply,
  type EntraRequest,
  type EntraTransport,
  outageIn,
  sendOnce,
  sendPatiently,
} from "./entra-request.ts";

const REQUEST_LIMIT_MS = 10_000;
const PENDING: EntraReply = { status: 400, headers: {}, body: { error: "authorization_pending" } };
const SLOW_DOWN_STEP_MS = 5_000; // RFC 8628 §3.5: slow_down adds five seconds to the interval
const EXTRA_WAIT_MAX_MS = 30_000;

/**
 * MSAL's way to Microsoft Entra. Keeps what MSAL drops (the AADSTS reason of a failed device flow), survives slow_down and short outages,
 * refuses a device-code answer without a code (MSAL would poll for ever), limits every request to 10 s and follows no redirect.
 * One object a sign-in flow, so that a reason never leaks into the next one.
 */
export class EntraNetwork implements INetworkModule {
  /** Why the last request failed; MSAL's own error hides it. */
  lastFailure: EntraFailure | undefined;
  readonly #transport: EntraTransport;
  readonly #origins: ReadonlySet<string> | undefined;
  #extraWaitMs = 0;

  /**
   * @param transport `wait` is the system's timer unless given.
   * @param origins the only ones that requests may go to; a discovery document names the others, and it may be a stranger's.
   */
  constructor(
    transport: Omit<EntraTransport, "wait"> & Partial<Pick<EntraTransport, "wait">>,
    origins?: ReadonlySet<string>,
  ) {
    this.#origins = origins;
    this.#transport = { wait: (ms, signal) => sleep(ms, undefined, { signal }), ...transport };
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions, timeoutMs?: number): Promise<NetworkResponse<T>>;
  sendGetRequestAsync(url: string, options?: NetworkRequestOptions, timeoutMs?: number): Promise<EntraReply> {
    return this.#send({ method: "GET", url, ...sent(options), timeoutMs: timeoutMs ?? REQUEST_LIMIT_MS });
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>>;
  sendPostRequestAsync(url: string, options?: NetworkRequestOptions): Promise<EntraReply> {
    return this.#send({ method: "POST", url, ...sent(options), timeoutMs: REQUEST_LIMIT_MS });
  }

  /** The refusal in an OAuth error body, without the secrets that were sent. */
  refusalIn(body: EntraReply["body"]): Refusal | undefined {
    return refusalIn(body, this.#transport.redactor);
  }

  async #send(request: EntraRequest): Promise<EntraReply> {
    this.lastFailure = undefined;
    try {
      if (this.#origins?.has(new URL(request.url).origin) === false) throw new EntraFailureError(foreignHost);
      const reply = isPoll(request) ? await this.#poll(request) : await sendPatiently(request, this.#transport);
      if (reply !== PENDING) this.lastFailure = this.refusalIn(reply.body);
      return isDeviceCodeUrl(request.url) ? this.#withCode(reply) : reply;
    } catch (error) {
      if (error instanceof EntraFailureError) this.lastFailure = error.failure;
      throw error;
    }
  }

  /** One poll of the device flow. Whatever may pass becomes "pending", so that MSAL asks again at the next interval. */
  async #poll(request: EntraRequest): Promise<EntraReply> {
    await this.#transport.wait(this.#extraWaitMs, this.#transport.signal);
    try {
      const reply = await sendOnce(request, this.#transport);
      if (reply.body["error"] === "authorization_pending") return PENDING;
      if (reply.body["error"] !== "slow_down") return reply;
      this.#waitLonger(this.#extraWaitMs + SLOW_DOWN_STEP_MS);
    } catch (error) {
      if (this.#transport.signal?.aborted === true) throw error;
      this.#waitLonger((outageIn(error)?.retryAfterSeconds ?? 0) * 1_000);
    }
    return PENDING;
  }

  /** The reply with the defaults of RFC 8628 §3.2 filled in: without an interval MSAL would poll without a pause. */
  #withCode(reply: EntraReply): EntraReply {
    const { device_code: deviceCode, user_code: userCode, verification_uri: page, interval, expires_in } = reply.body;
    const complete = [deviceCode, userCode, page].every((field) => typeof field === "string" && field !== "");
    if (!complete || !String(page).startsWith("https://"))
      throw new EntraFailureError(this.lastFailure ?? incompleteAnswer);
    const defaults = { interval: positive(interval) ?? 5, expires_in: positive(expires_in) ?? 900 };
    return { ...reply, body: { ...reply.body, ...defaults } };
  }

  #waitLonger(waitMs: number): void {
    this.#extraWaitMs = Math.min(Math.max(this.#extraWaitMs, waitMs), EXTRA_WAIT_MAX_MS);
  }
}

const sent = (options: NetworkRequestOptions | undefined): Pick<EntraRequest, "headers" | "body"> => ({
  headers: options?.headers ?? {},
  body: options?.body ?? "",
});

const isPoll = (request: EntraRequest): boolean => new URLSearchParams(request.body).has("device_code");
const isDeviceCodeUrl = (url: string): boolean => new URL(url).pathname.endsWith("/devicecode");
const positive = (value: unknown): number | undefined => (Number(value) > 0 ? Number(value) : undefined);

const ownRefusal = (error: string): EntraFailure => ({
  kind: "refused",
  error,
  codes: [],
  description: "",
  claims: undefined,
  traceId: undefined,
});
const incompleteAnswer = ownRefusal("incomplete_device_code_answer");
const foreignHost = ownRefusal("foreign_sign_in_host");
