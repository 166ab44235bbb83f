export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable's text without white space around it; undefined when it is not set or empty (hosts pass on empty ones for "not set"). */
export function variable(env: Environment, name: string): string | undefined {
  const text = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
  return text === "" ? undefined : text;
}
