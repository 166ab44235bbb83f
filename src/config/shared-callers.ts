import { ConfigError } from "../errors.ts";
import { isApplicationType } from "../instances/application-types.ts";
import type { Configuration } from "./configuration.ts";

/**
 * Makes sure that callers who share one token share no person's sign-in.
 * @throws ConfigError naming the instances that sign a person in.
 */
export function requireApplicationInstances({ instances }: Pick<Configuration, "instances">): void {
  const personal = instances.filter(({ credential: { type } }) => type !== "none" && !isApplicationType(type));
  if (personal.length === 0) return;
  const names = personal.map(({ name }) => name).join(", ");
  throw new ConfigError(
    `auth bearer serves instances that sign in as an application, but a person signs in to ${names}.`,
    {
      nextStep:
        "Give them a ClientSecret or a Certificate and the matching AuthType, or remove them from this server's configuration.",
    },
  );
}
