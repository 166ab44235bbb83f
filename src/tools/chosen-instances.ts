import { UserError } from "../errors.ts";
import type { Instance } from "../instances/instance.ts";
import type { ToolDeps } from "./tool.ts";

const EVERY = "*";

/**
 * The instances of a call that may name several. `*` is every instance that can be asked without a person: connected, or with credentials
 * of an application; the demo tenant is among them only when it is alone.
 * @throws UserError for an unknown name, `*` beside names, and when `*` finds none; ConfigError for a broken instance.
 */
export function chosenInstances(names: readonly string[], deps: ToolDeps): readonly Instance[] {
  if (!names.includes(EVERY)) return [...new Set(names.map((name) => deps.instances.resolve(name)))];
  if (names.length > 1) {
    throw new UserError('instances has "*" beside names.', { nextStep: 'Give ["*"] alone, or names alone.' });
  }
  const all = deps.instances.list();
  const askable = all.filter(
    (instance) => isAskable(instance, deps) && (instance.provider !== "Demo" || all.length === 1),
  );
  if (askable.length > 0) return askable;
  throw new UserError("No instance is connected.", {
    nextStep:
      "Call connect for each instance that list_instances shows, or name the instances: each then answers with its sign-in.",
  });
}

const PERSONAL: ReadonlySet<string> = new Set(["device", "interactive", "azure_cli"]);

function isAskable(instance: Instance, { signIns }: ToolDeps): boolean {
  const { provider, credential } = instance;
  return provider === "Demo" || !PERSONAL.has(credential.type) || signIns.of(instance).state().status === "connected";
}
