import { type HuntingError, UserError } from "../errors.ts";
import { didYouMean } from "../nearest.ts";
import { quoted } from "../visible-text.ts";
import type { Instance } from "./instance.ts";

/** An instance that is configured but cannot be used; the error says why and appears when the instance is asked for. */
export interface BrokenInstance {
  readonly name: string;
  readonly section: string;
  readonly error: HuntingError;
}

/** Names to instances; the only place where a default is chosen. */
export interface InstanceDirectory {
  list(): readonly Instance[];
  /**
   * The instance of that name or section name, letter case aside; the default for an absent or blank name.
   * @throws UserError listing the names when `name` is unknown, or absent with several instances.
   * @throws ConfigError when the configuration of the named instance is broken.
   */
  resolve(name: string | undefined): Instance;
  isDefault(instance: Instance): boolean;
  /** Adds a connection that was given as arguments of `connect`; the same connection gets the same name. */
  add(instance: Instance): Instance;
}

const MOST_ADDED = 50;
const MOST_NAMES_LISTED = 30;

/**
 * A directory of one person's instances.
 * @param isConnected tells whether a token is at hand: the only connected instance is the default among several.
 * @param broken configured instances that cannot be used; they count as configured, so they keep a second one from being the default.
 */
export function createInstanceDirectory(
  instances: readonly Instance[],
  isConnected: (instance: Instance) => boolean,
  broken: readonly BrokenInstance[] = [],
): InstanceDirectory {
  const all = [...instances];
  const byDefault = (): Instance | undefined => {
    if (all.length + broken.length === 1) return all[0];
    // The demo tenant is never chosen beside real ones: nobody hunts in made-up data by mistake.
    const connected = all.filter((instance) => instance.provider !== "Demo" && isConnected(instance));
    return connected.length === 1 ? connected[0] : undefined;
  };
  return {
    list: () => [...all],
    resolve(name) {
      const wanted = name?.trim() ?? "";
      if (wanted === "") return byDefault() ?? raise(noDefault(all, broken));
      return called(wanted, all) ?? raise(called(wanted, broken)?.error ?? unknownName(wanted, [...all, ...broken]));
    },
    isDefault: (instance) => byDefault()?.name === instance.name,
    add(instance) {
      const known = all.find((other) => connectionOf(other) === connectionOf(instance));
      if (known) return known;
      if (all.length >= instances.length + MOST_ADDED) throw tooMany();
      const added = { ...instance, name: freeName(instance.name, [...all, ...broken]) };
      all.push(added);
      return added;
    },
  };
}

type Named = Pick<Instance, "name" | "section">;

/** A name goes before a section name, so `MicrosoftGraph-A` cannot hide an instance that is really called so. */
function called<T extends Named>(wanted: string, among: readonly T[]): T | undefined {
  const text = wanted.toLowerCase();
  return (
    among.find(({ name }) => name.toLowerCase() === text) ?? among.find(({ section }) => section.toLowerCase() === text)
  );
}

/** What makes two connections the same; the two delegated methods share their tokens. */
function connectionOf({ tenantId, clientId, userName, provider, cloud, credential }: Instance): string {
  const method = credential.type === "interactive" ? "device" : credential.type;
  return [tenantId, clientId, userName ?? "", provider, cloud, method].join("\n").toLowerCase();
}

function freeName(name: string, taken: readonly Named[]): string {
  let free = name;
  for (let n = 2; called(free, taken); n += 1) free = `${name}-${n}`;
  return free;
}

function listOf(named: readonly Named[]): string {
  const names = named.slice(0, MOST_NAMES_LISTED).map(({ name }) => name);
  return names.join(", ") + (named.length > names.length ? ` and ${named.length - names.length} more` : "");
}

function raise(error: HuntingError): never {
  throw error;
}

function noDefault(all: readonly Instance[], broken: readonly BrokenInstance[]): HuntingError {
  const [onlyBroken] = broken;
  if (all.length === 0 && broken.length === 1 && onlyBroken) return onlyBroken.error;
  if (all.length + broken.length === 0) {
    return new UserError("No instance is configured.", {
      nextStep: "Configure one, or call connect with tenant_id and client_id.",
    });
  }
  return new UserError("Several instances are configured, so the call must name one.", {
    nextStep: `Set instance to one of: ${listOf([...all, ...broken])}.`,
  });
}

function unknownName(wanted: string, known: readonly Named[]): HuntingError {
  const names = known.flatMap(({ name, section }) => [name, section]);
  return new UserError(`There is no instance ${quoted(wanted, 60)}.${didYouMean(wanted, names)}`, {
    nextStep:
      known.length === 0
        ? "Configure one, or call connect with tenant_id and client_id."
        : `Set instance to one of: ${listOf(known)}.`,
  });
}

function tooMany(): UserError {
  return new UserError(`No more than ${MOST_ADDED} connections can be added by call.`, {
    nextStep: "Use an instance that list_instances shows, or put the connection into the configuration.",
  });
}
