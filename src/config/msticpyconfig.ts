import { dirname } from "node:path";
import { collectInstances } from "./collect-instances.ts";
import type { ConfigurationInputs, Findings } from "./configuration.ts";
import { instanceFrom } from "./instance-from.ts";
import { holdsLiteralSecret, sectionDraft, type SectionReading } from "./section-draft.ts";
import { queryPathsIn } from "./query-definitions.ts";
import { findSections, type Section } from "./sections.ts";
import { readYamlFile } from "./yaml-file.ts";

const READABLE_BY_OTHERS = 0o044;
const WRITABLE_BY_OTHERS = 0o022;

/** What a file gives beside its instances. */
export interface FileFindings extends Findings {
  /** Absolute paths of hunting queries. */
  readonly queryPaths: readonly string[];
}

/**
 * The instances of a MSTICPy configuration file, and where it has queries. Relative paths in it start at its directory.
 * @throws ConfigError when the file as a whole cannot be used; a section that cannot is among `broken`.
 */
export async function readMsticpyConfig(file: string, inputs: ConfigurationInputs): Promise<FileFindings> {
  const { root, mode } = await readYamlFile(file);
  const warnings: string[] = [];
  const reading: SectionReading = {
    file,
    root,
    env: inputs.env,
    redactor: inputs.redactor,
    allowCustomEndpoints: inputs.settings.allowCustomEndpoints,
    directories: { base: dirname(file), home: inputs.home },
    warn: (problem) => void warnings.push(problem),
  };
  const sections = findSections(file, root, (problem) => reading.warn(`${file}: ${problem}`));
  if (inputs.platform !== "win32") warnOfOpenFile(file, mode, sections, reading);
  const found = collectInstances(
    sections.map((section) => ({
      name: section.name,
      section: section.section,
      place: `${file}, section ${section.path}`,
      make: () => instanceFrom(sectionDraft(section, reading)),
    })),
  );
  const queryPaths = queryPathsIn(root, reading.directories, (problem) => reading.warn(`${file}: ${problem}`));
  return { ...found, warnings: [...warnings, ...found.warnings], queryPaths };
}

function warnOfOpenFile(file: string, mode: number, sections: readonly Section[], { warn }: SectionReading): void {
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    warn(
      `${file}: other users can change this file and so the tenants and hosts you sign in to. Run chmod go-w on it.`,
    );
  }
  if ((mode & READABLE_BY_OTHERS) !== 0 && sections.some(holdsLiteralSecret)) {
    warn(`${file}: other users can read this file, and it holds a secret in plain text. Run chmod 600 on it.`);
  }
}
