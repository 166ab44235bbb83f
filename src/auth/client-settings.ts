import type { Configuration, INetworkModule } from "@azure/msal-node";
import type { StrategyContext } from "./strategy.ts";

/** MSAL's settings for an instance. MSAL knows Microsoft's own login hosts; a custom one must be named with its port. */
export function clientSettings({ instance, endpoint }: StrategyContext, network: INetworkModule): Configuration {
  const custom = instance.cloud === "custom";
  return {
    auth: {
      clientId: instance.clientId,
      authority: endpoint.authority,
      ...(custom && { knownAuthorities: [new URL(endpoint.authority).host] }),
    },
    system: { networkClient: network },
  };
}
