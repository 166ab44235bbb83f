import type { Instance } from "./instance.ts";

/** The embedded tenant: no sign-in, no network. */
export const demoInstance: Instance = {
  name: "demo",
  section: "demo",
  provider: "Demo",
  cloud: "global",
  tenantId: "demo",
  clientId: "",
  credential: { type: "none" },
  userName: undefined,
  tokenCache: { kind: "memory", path: undefined },
  scope: undefined,
  customEndpoints: undefined,
  notes: ["Made-up data of an embedded tenant; nothing in it is real."],
};
