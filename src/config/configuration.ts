import type { BrokenInstance } from "../instances/directory.ts";
import type { Instance } from "../instances/instance.ts";
import type { Redactor } from "../secrets.ts";
import type { Environment } from "./environment-variable.ts";
import type { Settings } from "./settings.ts";

/** The instances a server starts with, and where they come from. */
export interface Configuration {
  readonly instances: readonly Instance[];
  /** Instances that are configured but cannot be used; the directory reports their errors when they are asked for. */
  readonly broken: readonly BrokenInstance[];
  /** Path of the file, `environment`, or null when nothing is configured. */
  readonly source: string | null;
  /** What should be put right, one sentence or two each, with file, section and key; free of secrets. */
  readonly warnings: readonly string[];
  /** Absolute paths of a team's own hunting queries: of the setting `queries`, then of the file. */
  readonly queryPaths: readonly string[];
}

/** Everything outside that the configuration depends on. */
export interface ConfigurationInputs {
  readonly settings: Pick<Settings, "config" | "demo" | "allowCustomEndpoints" | "queries">;
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  /** Absolute. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Takes every secret that is read. */
  readonly redactor: Redactor;
}

/** Instances as one source gives them. */
export interface Findings {
  readonly instances: readonly Instance[];
  readonly broken: readonly BrokenInstance[];
  readonly warnings: readonly string[];
}
