import type { AuthType, Credential } from "./instance.ts";

const applicationTypes: ReadonlySet<string> = new Set([
  "client_secret",
  "certificate",
  "managed_identity",
  "workload_identity",
]);

/** Whether this way of signing in stands for an application, not for a person; the demo tenant's `none` stands for nobody. */
export function isApplicationType(type: AuthType | Credential["type"]): boolean {
  return applicationTypes.has(type);
}

/** Whether a person signs in through this server, whose tokens the token cache keeps. */
export const isPersonalType = (type: string): boolean => type === "device" || type === "interactive";
