import type { Catalogue } from "../../schema/catalogue.ts";
import { nearestNames } from "../../schema/nearest-names.ts";
import type { SchemaTable } from "../../schema/schema-table.ts";
import { foreignFunctions } from "../foreign-functions.ts";
import { lex, unquote, type Lexeme } from "../lexer.ts";
import { translations } from "../keywords.ts";

/** A rejection by the service, put beside the query that caused it. */
export interface LocatedError {
  /** The word of the query that the service stumbled over. */
  readonly name: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Names to write instead, best first. */
  readonly suggestions: readonly string[];
  /** What to tell: where, what to write instead, the columns at hand. Our words and the query's own, none of the service's. */
  readonly advice: string;
}

const MOST_TABLES = 3;

/**
 * Finds the piece of the query that a 400 of the hunting service is about, e.g. `Failed to resolve scalar expression named 'X'`, and what to
 * write instead. Needs no parser, so it works for texts that were sent unchecked.
 * @param message the service's own words; used for finding the place only
 * @returns undefined when the message names nothing that occurs in the query
 */
export function locateServiceError(query: string, message: string, catalogue: Catalogue): LocatedError | undefined {
  const lexemes = [...lex(query)];
  const culprit = culpritOf(lexemes, query, message);
  if (culprit === undefined) return undefined;
  const name = unquote(culprit.text);
  const tables = tablesIn(lexemes, catalogue);
  const suggestions = suggest(name, tables, catalogue);
  const lines = query.slice(0, culprit.start).split(/\r\n?|\n/);
  const line = lines.length;
  const column = (lines.at(-1) ?? "").length + 1;
  const where = `The service stumbles over \`${name}\` (line ${line}, column ${column}).`;
  const meant = suggestions[0] === undefined ? "" : ` Did you mean \`${suggestions[0]}\`?`;
  return { name, line, column, suggestions, advice: `${where}${meant}${columnsAtHand(tables)}` };
}

/** The lexeme that the message names or points at. */
function culpritOf(lexemes: readonly Lexeme[], query: string, message: string): Lexeme | undefined {
  const offset = offsetOf(query, message);
  const pointed = offset === undefined ? undefined : lexemes.find((l) => l.start + l.text.length > offset);
  for (const [, name] of message.matchAll(/(?<!\w)['"`‘]([^'"`’]{1,100})['"`’]/g)) {
    const found = lexemes.filter((l, i) => (l.kind === "name" ? l.text === name : isBracketedName(lexemes, i, name)));
    // The first quoted word is often the operator ('where' operator: Failed to resolve … 'X'): names come before keywords.
    if (found.length > 0 && !isOperatorWord(message, name)) return found.find((l) => l === pointed) ?? found[0];
  }
  return pointed;
}

const isBracketedName = (lexemes: readonly Lexeme[], i: number, name: string | undefined) =>
  lexemes[i]?.kind === "string" && lexemes[i - 1]?.text === "[" && unquote(lexemes[i]?.text ?? "") === name;

const isOperatorWord = (message: string, word: string | undefined) =>
  word !== undefined && new RegExp(`['"]${word.replaceAll(/[^\w-]/g, ".")}['"] operator`).test(message);

/** `[line:position=3:14]`, `on line [3,14]`, `line 3, column 14`: lines from 1, positions from 0 or 1. */
function offsetOf(query: string, message: string): number | undefined {
  const [, line, position] = /line[^\d]{1,20}(\d{1,6})[^\d]{1,12}(\d{1,6})/i.exec(message) ?? [];
  if (line === undefined || position === undefined) return undefined;
  const before = query.split("\n").slice(0, Number(line) - 1);
  if (before.length < Number(line) - 1) return undefined;
  return before.join("\n").length + (before.length > 0 ? 1 : 0) + Math.max(0, Number(position) - 1);
}

function tablesIn(lexemes: readonly Lexeme[], catalogue: Catalogue): readonly SchemaTable[] {
  const names = new Set(lexemes.filter(({ kind }) => kind === "name").map(({ text }) => text));
  return catalogue.tables.filter(({ name }) => names.has(name));
}

function suggest(name: string, tables: readonly SchemaTable[], catalogue: Catalogue): readonly string[] {
  const foreign = foreignFunctions[name.toLowerCase()];
  const translated = translations[name.toLowerCase()] ?? (foreign === undefined ? undefined : [foreign]);
  if (translated !== undefined) return translated;
  const columns = tables.flatMap((table) => table.columns.map((column) => column.name)).filter((c) => c !== name);
  const functions = nearestNames(
    name,
    catalogue.functions.map((f) => f.name),
  );
  const others = catalogue.table(name) === undefined ? catalogue.suggestTables(name) : [];
  return [...new Set([...catalogue.suggestColumns(name, columns), ...others, ...functions])].slice(0, 5);
}

function columnsAtHand(tables: readonly SchemaTable[]): string {
  const lists = tables
    .slice(0, MOST_TABLES)
    .map((table) => `${table.name}: ${table.columns.map((column) => column.name).join(", ")}`);
  return lists.length === 0 ? "" : `\nColumns of ${lists.join("\nColumns of ")}`;
}
