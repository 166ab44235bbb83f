import type { Kusto } from "../kusto.ts";
import type { GlobalState, KustoCode, SyntaxNode } from "../kusto-types.ts";
import { gapAt, type Gap } from "./syntax-findings.ts";

/** A query as far as the parser can follow it. */
export interface Reading {
  /** The tree of the whole text, without meaning. */
  readonly parsed: KustoCode;
  /** The first syntax error. */
  readonly gap: Gap | undefined;
  /** Where the sound part of the text ends: before the operator or statement that has the syntax error. */
  readonly end: number;
}

/** Parses a query. */
export function readQuery(query: string, kusto: Kusto): Reading {
  const parsed = kusto.parse(query);
  const [first] = kusto.syntaxDiagnostics(parsed).toSorted((a, b) => a.Start - b.Start);
  if (first === undefined) return { parsed, gap: undefined, end: query.length };
  const gap = gapAt(query, first);
  const border = gap.lexemes.slice(0, gap.at).findLast(({ text }) => text === "|" || text === ";");
  return { parsed, gap, end: border?.start ?? 0 };
}

/** The sound part of a query with its names bound. */
export interface BoundQuery {
  readonly reading: Reading;
  readonly code: KustoCode;
  /** Every node, in the order of the text: gathered once, because walking the tree costs as much as parsing. */
  readonly nodes: readonly SyntaxNode[];
}

/** Gives names in the sound part their meaning; what comes after a syntax error would only add errors that follow from it. */
export function bindReading(reading: Reading, globals: GlobalState, kusto: Kusto): BoundQuery {
  const { parsed, gap, end } = reading;
  const code = gap === undefined ? parsed.Analyze(globals) : kusto.analyse(parsed.Text.slice(0, end), globals);
  return { reading, code, nodes: [...kusto.descendants(code.Syntax)] };
}
