import type { Instance } from "../../src/instances/instance.ts";

/** An instance of the global cloud that signs in by device code, with some properties changed. */
export function anInstance(changes: Partial<Instance> = {}): Instance {
  return {
    name: "Default",
    section: "MicrosoftDefender",
    provider: "M365DGraph",
    cloud: "global",
    tenantId: "contoso.com",
    clientId: "22222222-2222-2222-2222-222222222222",
    credential: { type: "device" },
    userName: undefined,
    tokenCache: { kind: "memory", path: undefined },
    scope: undefined,
    customEndpoints: undefined,
    notes: [],
    ...changes,
  };
}

/** {@link anInstance} called Contoso, of a section of that name. */
export const contosoInstance = (changes: Partial<Instance> = {}): Instance =>
  anInstance({ name: "Contoso", section: "MicrosoftDefender-Contoso", ...changes });
