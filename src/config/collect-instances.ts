import { ConfigError, HuntingError } from "../errors.ts";
import type { BrokenInstance } from "../instances/directory.ts";
import type { Instance } from "../instances/instance.ts";
import type { Findings } from "./configuration.ts";

/** An instance still to be made: its names, and the function that makes it or throws a HuntingError. */
export interface Candidate {
  readonly name: string;
  readonly section: string;
  /** How a message names the place. */
  readonly place: string;
  make(): Instance;
}

/** Makes every candidate; one that fails, or whose name is taken, becomes a broken instance and takes no other down. */
export function collectInstances(candidates: readonly Candidate[]): Findings {
  const instances: Instance[] = [];
  const broken: BrokenInstance[] = [];
  const places = new Map<string, string>();
  for (const candidate of candidates) {
    const { name, section, place } = candidate;
    const first = places.get(name.toLowerCase());
    const made = first === undefined ? attempt(candidate) : nameTaken(name, place, first);
    places.set(name.toLowerCase(), first ?? place);
    if (made instanceof HuntingError) broken.push({ name: first === undefined ? name : section, section, error: made });
    else instances.push(made);
  }
  return { instances, broken, warnings: broken.map(({ error }) => `${error.message} ${error.nextStep}`) };
}

function attempt(candidate: Candidate): Instance | HuntingError {
  try {
    return candidate.make();
  } catch (error) {
    if (error instanceof HuntingError) return error;
    throw error;
  }
}

function nameTaken(name: string, place: string, first: string): ConfigError {
  return new ConfigError(`${place}: its instance name ${name} is taken by ${first}; letter case does not count.`, {
    nextStep: "Rename one of the two.",
  });
}
