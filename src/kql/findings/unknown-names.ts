import { nearestNames } from "../../schema/nearest-names.ts";
import type { Finding } from "../diagnostic.ts";
import { foreignFunctions } from "../foreign-functions.ts";
import { allowedPlugins } from "../guard/policy.ts";
import type { HuntingLanguage } from "../hunting-language.ts";
import { didYouMean, localNames, placeOf, type UnknownName } from "./unknown-name.ts";

/** No known table has this name. A warning: custom and workspace tables exist. */
export function unknownTable(unknown: UnknownName, language: HuntingLanguage): Finding {
  const { name, code, node } = unknown;
  const locals = nearestNames(name, localNames(code, node, language));
  const suggestions = [...new Set([...locals, ...language.catalogue.suggestTables(name)])].slice(0, 5);
  const near = suggestions.length > 0 ? `${didYouMean(suggestions)} Otherwise it` : " It";
  return {
    severity: "warning",
    code: "unknown_table",
    message: `\`${name}\` is none of the known hunting tables.${near} must be a custom or workspace table of the tenant; its columns are not checked.`,
    ...placeOf(unknown),
    suggestions,
  };
}

/** No known function has this name. A warning: tenants save functions of their own. */
export function unknownFunction(unknown: UnknownName, { kusto, globals, catalogue }: HuntingLanguage): Finding {
  const known = [globals.Functions, globals.Aggregates, globals.Database.Functions].flatMap((list) =>
    kusto.list(list).map((f) => f.Name),
  );
  const visible = known.filter((name) => !name.startsWith("__"));
  const suggestions = nearestNames(unknown.name, [...visible, ...catalogue.functions.map((f) => f.name)]);
  return {
    severity: "warning",
    code: "unknown_function",
    message: functionMessage(unknown.name, suggestions),
    ...placeOf(unknown),
    suggestions,
  };
}

function functionMessage(name: string, suggestions: readonly string[]): string {
  const instead = foreignFunctions[name.toLowerCase()];
  if (instead !== undefined) return `\`${name}\` is no function of KQL. Write \`${instead}\`.`;
  const [best] = suggestions;
  if (best?.toLowerCase() === name.toLowerCase())
    return `\`${name}\` is written \`${best}\`: names are case-sensitive in KQL.`;
  return `\`${name}\` is no function of KQL or Defender.${didYouMean(suggestions)} It can only be a function that the tenant or a workspace has saved.`;
}

export function unknownPlugin(unknown: UnknownName): Finding {
  const suggestions = nearestNames(unknown.name, allowedPlugins);
  return {
    severity: "error",
    code: "unknown_plugin",
    message: `\`evaluate ${unknown.name}\`: there is no such plug-in.${didYouMean(suggestions)}`,
    ...placeOf(unknown),
    suggestions,
  };
}
