import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { SignInError } from "../errors.ts";
import type { PublicClient } from "./public-client.ts";
import type { Strategy, StrategyContext } from "./strategy.ts";
import { openSystemBrowser } from "./system-browser.ts";

const PAGE_LIMIT_MS = 5 * 60_000;
const SIGNED_IN = "You are signed in. You can close this window and return to your assistant.";
const NOT_SIGNED_IN = "The sign-in did not succeed. Return to your assistant, which can say why.";

/**
 * Sign-in in the browser of this machine: authorization code with PKCE, the answer posted to a loopback address (`http://localhost`).
 * @param limitMs how long the page may take; MSAL itself would wait for ever.
 */
export function createBrowser(context: StrategyContext, client: PublicClient, limitMs = PAGE_LIMIT_MS): Strategy {
  const { instance, endpoint, deps } = context;
  return {
    silent: (refresh) => client.silent(refresh),
    notice: () => client.notice(),
    forget: () => client.forget(),
    signIn: (show, signal) =>
      client.signIn(async (app) => {
        const cancel = new AbortController();
        const timer = setTimeout(() => cancel.abort("sign_in_timeout"), limitMs);
        signal.addEventListener("abort", () => cancel.abort("cancelled"), { once: true });
        const openBrowser = async (url: string): Promise<void> => {
          checkPage(url, endpoint.authority);
          cancel.signal.throwIfAborted();
          cancel.signal.addEventListener("abort", () => answerListener(url, String(cancel.signal.reason)));
          const opening = (deps.openBrowser ?? openSystemBrowser(deps))(url);
          // A browser that cannot be opened is known at once; one that starts slowly does not hold the answer back.
          await Promise.race([opening, sleep(1_000)]);
          show({ method: "browser", url, expiresAt: deps.now() + limitMs });
          await opening;
        };
        const hint = instance.userName === undefined ? { prompt: "select_account" } : { loginHint: instance.userName };
        const templates = { successTemplate: SIGNED_IN, errorTemplate: NOT_SIGNED_IN };
        return app
          .acquireTokenInteractive({ ...client.request, ...hint, ...templates, openBrowser })
          .finally(() => clearTimeout(timer));
      }, signal),
  };
}

/** Only Entra's own page is opened: a browser starts programs for other schemes, and another host would see the request. */
function checkPage(url: string, authority: string): void {
  const { protocol, origin } = new URL(url);
  if (protocol === "https:" && origin === new URL(authority).origin) return;
  throw new SignInError("The sign-in library asked to open a page that is not the sign-in service's.", {
    nextStep: 'Call connect with auth_type "device", and report this.',
  });
}

/** Ends MSAL's wait by answering its loopback listener in the browser's place; MSAL has no other way to cancel. */
function answerListener(pageUrl: string, error: string): void {
  const page = new URL(pageUrl).searchParams;
  const port = new URL(page.get("redirect_uri") ?? "http://localhost").port;
  const answer = request({
    host: "127.0.0.1",
    port,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  // The listener may have gone already; then there is nothing to end.
  answer.on("error", () => undefined);
  answer.on("response", (response) => response.resume());
  answer.end(new URLSearchParams({ error, state: page.get("state") ?? "" }).toString());
}
