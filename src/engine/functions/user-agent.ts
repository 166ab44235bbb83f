import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { load } from "js-yaml";
import { LocalQueryError } from "../errors.ts";
import { dynamicText } from "../values/convert.ts";
import { createRegex } from "../values/regex.ts";
import { type Dynamic, isArray } from "../values/value.ts";
import { type FunctionTable, type ScalarFunction, strict } from "./scalar-function.ts";

/** One pattern of uap-core's `regexes.yaml`; its replacements stand under keys that differ from section to section. */
type Pattern = Readonly<Record<string, string>>;

/** A part of the answer: the field's name, the key of its replacement, and the group it is taken from without one. */
type Field = readonly [name: string, replacement: string, group: number];

interface Section {
  readonly answer: string;
  readonly patterns: string;
  readonly fields: readonly Field[];
}

/** uap-core, docs/specification.md. */
const sections: Readonly<Record<string, Section>> = {
  browser: {
    answer: "Browser",
    patterns: "user_agent_parsers",
    fields: [
      ["Family", "family_replacement", 1],
      ["MajorVersion", "v1_replacement", 2],
      ["MinorVersion", "v2_replacement", 3],
      ["Patch", "v3_replacement", 4],
    ],
  },
  os: {
    answer: "OperatingSystem",
    patterns: "os_parsers",
    fields: [
      ["Family", "os_replacement", 1],
      ["MajorVersion", "os_v1_replacement", 2],
      ["MinorVersion", "os_v2_replacement", 3],
      ["Patch", "os_v3_replacement", 4],
      ["PatchMinor", "os_v4_replacement", 5],
    ],
  },
  device: {
    answer: "Device",
    patterns: "device_parsers",
    fields: [
      ["Family", "device_replacement", 1],
      ["Brand", "brand_replacement", 0],
      ["Model", "model_replacement", 1],
    ],
  },
};

type Matcher = (text: string) => Dynamic;

/** The matcher of a section; each pattern is compiled when it is first tried. */
function createMatcher({ fields }: Section, patterns: readonly Pattern[]): Matcher {
  const compiled = patterns.map((pattern) => {
    let regex: ReturnType<typeof createRegex> | undefined;
    const flags = pattern["regex_flag"] === "i" ? "(?i)" : "";
    return { pattern, find: (text: string) => (regex ??= createRegex(flags + (pattern["regex"] ?? ""))).find(text) };
  });
  return (text) => {
    for (const { pattern, find } of compiled) {
      const groups = find(text)?.groups;
      if (groups !== undefined) return answerOf(fields, pattern, groups);
    }
    return answerOf(fields, {}, [null, "Other"]);
  };
}

function answerOf(fields: readonly Field[], pattern: Pattern, groups: readonly (string | null)[]): Dynamic {
  return Object.fromEntries(
    fields.map(([name, key, group]) => {
      const replacement = pattern[key];
      const text =
        replacement === undefined
          ? group === 0
            ? ""
            : (groups[group] ?? "")
          : replacement.replaceAll(/\$(\d)/g, (_, digit: string) => groups[Number(digit)] ?? "");
      return [name, text.trim()];
    }),
  );
}

function readPatterns(): Readonly<Record<string, readonly Pattern[]>> {
  const file = createRequire(import.meta.url).resolve("uap-core/regexes.yaml");
  return load(readFileSync(file, "utf8")) as Readonly<Record<string, readonly Pattern[]>>;
}

/** `parse_user_agent(text, "browser")`, or with an array of `browser`, `os`, `device`. Slow by nature: texts seen before are remembered. */
const parseUserAgent: ScalarFunction = (call) => {
  let patterns: ReturnType<typeof readPatterns> | undefined;
  const matchers = new Map<string, Matcher>();
  const matcherFor = (wanted: string) => {
    const section = sections[wanted.toLowerCase()];
    if (section === undefined) {
      throw new LocalQueryError("parse_user_agent() looks for something it does not know.", {
        nextStep: 'Pass "browser", "os" or "device", or an array of them.',
      });
    }
    patterns ??= readPatterns();
    const matcher = matchers.get(wanted) ?? createMatcher(section, patterns[section.patterns] ?? []);
    matchers.set(wanted, matcher);
    return [section.answer, matcher] as const;
  };
  const known = new Map<string, Dynamic>();
  return strict(["string", "dynamic"], "dynamic", (text, wanted) => {
    const targets = (isArray(wanted) ? wanted : [wanted]).map(dynamicText);
    const key = [...targets, text].join("\n");
    const answer =
      known.get(key) ??
      Object.fromEntries(
        targets.map((target) => {
          const [name, match] = matcherFor(target);
          return [name, match(text)];
        }),
      );
    known.set(key, answer);
    return answer;
  })(call);
};

/** User agents. */
export const userAgentFunctions: FunctionTable = { parse_user_agent: parseUserAgent };
