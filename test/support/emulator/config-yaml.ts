/** One section of a msticpyconfig.yaml; `args` are added to those that point at the emulator. */
export interface ConfiguredInstance {
  /** Whole section name, e.g. `MicrosoftDefender-Contoso`. */
  readonly section: string;
  readonly args: Readonly<Record<string, string | { readonly EnvironmentVar: string } | { readonly KeyVault: string }>>;
}

/** A `KeyVault` section of a msticpyconfig.yaml. */
export type KeyVaultSection = Readonly<Record<string, string>>;

/** A msticpyconfig.yaml whose instances use the given origins. JSON values are YAML values, so quoting is JSON's. */
export function configYaml(
  origins: { readonly login: string; readonly graph: string; readonly mde: string },
  instances: readonly ConfiguredInstance[],
  keyVault?: KeyVaultSection,
): string {
  const hosts = { Cloud: "custom", Authority: origins.login, GraphEndpoint: origins.graph, MdeEndpoint: origins.mde };
  const sections = instances.map(({ section, args }) => {
    const lines = Object.entries({ ...args, ...hosts }).map(([key, value]) => `      ${key}: ${JSON.stringify(value)}`);
    return [`  ${section}:`, "    Args:", ...lines].join("\n");
  });
  const vault = keyVault === undefined ? [] : [`KeyVault: ${JSON.stringify(keyVault)}`];
  return ["DataProviders:", ...sections, ...vault, ""].join("\n");
}
