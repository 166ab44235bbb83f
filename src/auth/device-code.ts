import type { PublicClient } from "./public-client.ts";
import type { Strategy, StrategyContext } from "./strategy.ts";

/** Sign-in by a code that the person enters on Entra's page, on any device (RFC 8628). */
export function createDeviceCode(context: StrategyContext, client: PublicClient): Strategy {
  return {
    silent: (refresh) => client.silent(refresh),
    notice: () => client.notice(),
    forget: () => client.forget(),
    signIn: (show, signal) =>
      client.signIn((app) => {
        // MSAL reads `cancel` again from this very object before each poll.
        const request = {
          ...client.request,
          cancel: signal.aborted,
          deviceCodeCallback: (code: {
            userCode: string;
            verificationUri: string;
            expiresIn: number;
            interval: number;
          }) =>
            show({
              method: "device_code",
              verificationUri: code.verificationUri,
              userCode: code.userCode,
              expiresAt: context.deps.now() + code.expiresIn * 1_000,
              intervalSeconds: code.interval,
            }),
        };
        signal.addEventListener("abort", () => (request.cancel = true), { once: true });
        return app.acquireTokenByDeviceCode(request);
      }, signal),
  };
}
