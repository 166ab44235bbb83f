import { ConfigError } from "../errors.ts";
import type { Provider } from "../instances/instance.ts";
import { nearestName } from "../nearest.ts";
import { quoted } from "../visible-text.ts";
import { isMapping, type Mapping } from "./yaml-file.ts";

/** A section of a configuration file that stands for an instance. */
export interface Section {
  /** Name of the instance. */
  readonly name: string;
  /** Name of the section, e.g. `MicrosoftDefender-Tenant1`. */
  readonly section: string;
  /** The way to it, e.g. `DataProviders.MicrosoftDefender-Tenant1`. */
  readonly path: string;
  readonly body: unknown;
  readonly defaultProvider: Provider;
}

interface Kind {
  readonly title: string;
  /** Name of the top-level section that older MSTICPy files use instead. */
  readonly legacy: string;
  readonly defaultProvider: Provider;
  /** Instance name of a section with this suffix. */
  nameOf(section: string, suffix: string): string;
}

const kinds: readonly Kind[] = [
  {
    title: "MicrosoftDefender",
    legacy: "MDATPApp",
    defaultProvider: "M365DGraph",
    nameOf: (_section, suffix) => (suffix === "" || suffix.toLowerCase() === "default" ? "Default" : suffix),
  },
  {
    title: "MicrosoftGraph",
    legacy: "SecurityGraphApp",
    defaultProvider: "SecurityGraph",
    nameOf: (section) => section,
  },
];

// Names stand in headers and messages, and `*` means all instances.
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._@()+-]{0,63}$/u;
const titles = kinds.map(({ title }) => title);

/**
 * The instance sections of a file, in its order, modern before legacy.
 * @param warn takes what is wrong with a section name; such a section is left out.
 * @throws ConfigError when `DataProviders` is neither a mapping nor empty.
 */
export function findSections(file: string, root: Mapping, warn: (problem: string) => void): readonly Section[] {
  if (!("DataProviders" in root)) warnOfMisspelling(root, warn);
  const providers = dataProvidersOf(file, root);
  const modern = Object.entries(providers).flatMap(([key, body]) => sectionOf(key, body, "title", warn));
  const legacy = Object.entries(root).flatMap(([key, body]) => sectionOf(key, body, "legacy", warn));
  return [...modern, ...legacy.filter((section) => !isReplaced(section, modern, warn))];
}

function dataProvidersOf(file: string, root: Mapping): Mapping {
  const providers = root["DataProviders"] ?? {};
  if (isMapping(providers)) return providers;
  // An empty list occurs in real files of MSTICPy users.
  if (Array.isArray(providers) && providers.length === 0) return {};
  throw new ConfigError(`${file}, section DataProviders: not a mapping of providers.`, {
    nextStep: "Write MicrosoftDefender: below DataProviders:, indented, with its keys below Args:.",
  });
}

function sectionOf(
  key: string,
  body: unknown,
  spelling: "title" | "legacy",
  warn: (problem: string) => void,
): Section[] {
  const path = spelling === "title" ? `DataProviders.${key}` : key;
  for (const kind of kinds) {
    const title = kind[spelling];
    if (!key.toLowerCase().startsWith(title.toLowerCase())) continue;
    const rest = key.slice(title.length);
    const name = kind.nameOf(key, rest.slice(1).trim());
    if (NAME.test(name) && /^(?:-.+)?$/.test(rest)) {
      return [{ name, section: key, path, body, defaultProvider: kind.defaultProvider }];
    }
    warn(`section ${quoted(path, 80)} is ignored: write ${title}, or ${title}-Name with a name of letters and digits.`);
    return [];
  }
  const meant = spelling === "title" ? nearestName(key.split("-")[0] ?? "", titles, 2) : undefined;
  if (meant) warn(`section ${quoted(path, 80)} is ignored; did you mean ${meant}?`);
  return [];
}

/** MSTICPy looks at a legacy section only when the modern one of the same provider and instance is missing. */
function isReplaced(legacy: Section, modern: readonly Section[], warn: (problem: string) => void): boolean {
  const suffix = suffixOf(legacy);
  const instead = modern.find(
    (section) => section.defaultProvider === legacy.defaultProvider && suffixOf(section) === suffix,
  );
  if (instead) warn(`section ${legacy.path} is ignored, because ${instead.path} takes its place.`);
  return instead !== undefined;
}

function suffixOf({ section }: Section): string {
  const suffix = section.split("-").slice(1).join("-").toLowerCase();
  return suffix === "default" ? "" : suffix;
}

function warnOfMisspelling(root: Mapping, warn: (problem: string) => void): void {
  const found = Object.keys(root).find((key) => nearestName(key, ["DataProviders"], 2));
  if (found !== undefined) warn(`section ${quoted(found, 80)} is ignored; did you mean DataProviders?`);
}
