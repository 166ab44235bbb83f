import type { Catalogue } from "../../schema/catalogue.ts";
import type { SchemaTable } from "../../schema/schema-table.ts";
import type { CheckResult, Comparison } from "../check/check-result.ts";

const MOST_HINTS = 4;

type Hint = (comparison: Comparison, table: SchemaTable | undefined) => string | undefined;

/**
 * Cheap guesses why a query that is right found nothing, the likeliest first, at most four. An empty answer is often simply true: the words
 * say "may".
 * @param isLicensed whether the tenant is known to have the data, so that no licence can be missing
 */
export function zeroRowHints(
  check: CheckResult,
  catalogue: Catalogue,
  { isLicensed = false }: { readonly isLicensed?: boolean } = {},
): readonly string[] {
  const hints = new Set<string>();
  for (const hint of comparisonHints) {
    for (const comparison of check.comparisons) {
      const text = hint(comparison, catalogue.table(comparison.table));
      if (text !== undefined) hints.add(text);
    }
  }
  for (const hint of [isLicensed ? undefined : unlicensed(check, catalogue), timeRange(check)])
    if (hint !== undefined) hints.add(hint);
  return [...hints].slice(0, MOST_HINTS);
}

const example = ({ values: [value = ""] }: Comparison) => `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
const isEquality = ({ operator }: Comparison) => /^(?:==|in)$/.test(operator);
const isExact = ({ operator }: Comparison) => /^(?:==|=~|in~?)$/.test(operator);

const isHostName = ({ column }: Comparison) => column.endsWith("DeviceName");

const hostName: Hint = (comparison) =>
  isHostName(comparison) &&
  isExact(comparison) &&
  comparison.values.some((value) => value !== "" && !value.includes("."))
    ? `${comparison.column} mostly holds the full name (host.domain): try \`${comparison.column} startswith ${example(comparison)}\`.`
    : undefined;

const letterCase: Hint = (comparison) =>
  isEquality(comparison) && comparison.values.some((value) => /\p{L}/u.test(value))
    ? `\`${comparison.column} ${comparison.operator} …\` heeds upper and lower case: try \`${comparison.operator === "in" ? "in~" : "=~"}\`.`
    : undefined;

const exactPath: Hint = (comparison) =>
  isExact(comparison) && /(?:CommandLine|Path|Url|Subject)$/.test(comparison.column)
    ? `\`${comparison.column} ${comparison.operator}\` compares the whole text: try \`has\` or \`contains\`.`
    : undefined;

const term: Hint = (comparison) =>
  /^has(?:_any|_all|_cs)?$/.test(comparison.operator) &&
  comparison.values.some((value) => value.length > 0 && value.length < 4)
    ? `\`${comparison.operator} ${example(comparison)}\` finds whole words only: try \`contains\` for a part of a word.`
    : undefined;

const pitfall: Hint = (comparison, table) =>
  isHostName(comparison) ? undefined : table?.pitfalls.find(({ columns }) => columns.includes(comparison.column))?.text;

const comparisonHints: readonly Hint[] = [hostName, pitfall, letterCase, exactPath, term];

function timeRange({ timeBound, tables }: CheckResult): string | undefined {
  if (tables.length === 0) return undefined;
  return timeBound
    ? "The time range may be too short, or the time zone another: times are UTC."
    : "Only the last 30 days are searched.";
}

const LICENCES: readonly (readonly [RegExp, string])[] = [
  [/^DeviceTvm|^DeviceBaseline/, "Defender Vulnerability Management"],
  [/^Device/, "Defender for Endpoint"],
  [/^(?:Email|Message|UrlClick|Campaign)/, "Defender for Office 365"],
  [/^Identity/, "Defender for Identity"],
  [/^CloudApp|^Behavior|^OAuthApp/, "Defender for Cloud Apps"],
  [/^Cloud/, "Defender for Cloud"],
  [/^EntraId|^AADS/, "Entra ID P2"],
  [/^Exposure/, "Security Exposure Management"],
];

function unlicensed({ tables }: CheckResult, catalogue: Catalogue): string | undefined {
  for (const name of tables) {
    const product = catalogue.table(name) && LICENCES.find(([shape]) => shape.test(name))?.[1];
    if (product !== undefined) return `${name} stays empty without ${product}; \`${name} | count\` tells.`;
  }
  return undefined;
}
