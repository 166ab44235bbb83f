import { ConfigError } from "../errors.ts";
import { nearestName } from "../nearest.ts";
import type { Redactor } from "../secrets.ts";
import { collectInstances, type Candidate } from "./collect-instances.ts";
import type { ConfigurationInputs, Findings } from "./configuration.ts";
import { readConnectionString } from "./connection-string.ts";
import type { Draft, Origin } from "./draft.ts";
import { type Environment, variable } from "./environment-variable.ts";
import { instanceFrom } from "./instance-from.ts";
import { keyNames, keys, variableOf, type KeyName } from "./keys.ts";
import { textValue, type Value } from "./value.ts";

const CONNECTION_STRING = "DEFENDER_CONNECTION_STRING";
const NAME = "Default";
const SECTION = "environment";

/** The variables that configure an instance without a file and are set, e.g. `DEFENDER_TENANT_ID`. */
export function instanceVariablesIn(env: Environment): readonly string[] {
  return [...keyNames.map(variableOf), CONNECTION_STRING].filter((name) => variable(env, name) !== undefined);
}

/** The instance `Default` of the environment: from `DEFENDER_CONNECTION_STRING`, else from `DEFENDER_TENANT_ID` and so on; nothing when neither is set. */
export function readEnvironment(inputs: ConfigurationInputs): Findings {
  const names = instanceVariablesIn(inputs.env);
  const warnings = misspeltVariables(inputs.env);
  if (names.length === 0) return { instances: [], broken: [], warnings };
  const text = variable(inputs.env, CONNECTION_STRING);
  const others = names.filter((name) => name !== CONNECTION_STRING);
  if (text !== undefined && others.length > 0) {
    warnings.push(`${CONNECTION_STRING} is used, so ${others.join(", ")} ${others.length > 1 ? "are" : "is"} not.`);
  }
  const origin = text === undefined ? variablesOrigin : stringOrigin;
  const candidate: Candidate = {
    name: NAME,
    section: SECTION,
    place: origin.place,
    make: () => instanceFrom(draftOf(origin, valuesOf(text, inputs.env, inputs.redactor), inputs, warnings)),
  };
  const found = collectInstances([candidate]);
  return { ...found, warnings: [...warnings, ...found.warnings] };
}

const variablesOrigin: Origin = {
  place: "Environment",
  nameOf: variableOf,
  error: ConfigError,
  toleratesUserNameAndSecret: false,
  withoutCredential: "device",
};

const stringOrigin: Origin = {
  place: CONNECTION_STRING,
  nameOf: (key) => keys[key].snake,
  error: ConfigError,
  toleratesUserNameAndSecret: false,
  withoutCredential: "refuse",
};

function valuesOf(text: string | undefined, env: Environment, redactor: Redactor): ReadonlyMap<KeyName, Value> {
  if (text !== undefined) return readConnectionString(text, stringOrigin, redactor);
  return new Map(
    keyNames.flatMap((key): [KeyName, Value][] => {
      const value = variable(env, variableOf(key));
      return value === undefined ? [] : [[key, textValue(key, value, redactor)]];
    }),
  );
}

function draftOf(
  origin: Origin,
  values: ReadonlyMap<KeyName, Value>,
  { settings, cwd, home }: ConfigurationInputs,
  warnings: string[],
): Draft {
  return {
    name: NAME,
    section: SECTION,
    origin,
    defaultProvider: "M365DGraph",
    values,
    allowCustomEndpoints: settings.allowCustomEndpoints,
    directories: { base: cwd, home },
    warn: (problem) => void warnings.push(`${origin.place}: ${problem}`),
  };
}

/** Other programs may use the prefix too, so only a near miss is worth a word. */
function misspeltVariables(env: Environment): string[] {
  const known = [...keyNames.map(variableOf), CONNECTION_STRING];
  return Object.keys(env)
    .filter((name) => name.startsWith("DEFENDER_") && !name.startsWith("DEFENDER_HUNTING_") && !known.includes(name))
    .flatMap((name) => {
      const meant = nearestName(name, known, 2);
      return meant === undefined ? [] : [`The variable ${name} is not used; did you mean ${meant}?`];
    });
}
