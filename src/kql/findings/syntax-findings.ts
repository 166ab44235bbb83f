import type { DiagnosticCode, Finding } from "../diagnostic.ts";
import type { ServiceDiagnostic } from "../kusto-types.ts";
import { lex, type Lexeme } from "../lexer.ts";
import { habitRules } from "./habit-rules.ts";
import { quotingRules, syntaxRules } from "./syntax-rules.ts";

/** The place of a syntax error: between two pieces of the text. */
export interface Gap {
  readonly text: string;
  readonly lexemes: readonly Lexeme[];
  /** Index in `lexemes` of the piece behind the gap; the number of lexemes at the end of the text. */
  readonly at: number;
  readonly before: Lexeme | undefined;
  readonly after: Lexeme | undefined;
  /** What the parser expected or met, in its own words. */
  readonly raw: ServiceDiagnostic;
}

/** How a mistake is told. */
export interface Wording {
  readonly message: string;
  readonly code?: DiagnosticCode;
  /** The piece to point at, where it is not the one behind the gap. */
  readonly piece?: Pick<Lexeme, "start" | "text">;
  readonly suggestions?: readonly string[];
}

/** The gap that the parser complains of. */
export function gapAt(text: string, raw: ServiceDiagnostic): Gap {
  const lexemes = [...lex(text)];
  const index = lexemes.findIndex((lexeme) => lexeme.start + lexeme.text.length > raw.Start);
  const at = index === -1 ? lexemes.length : index;
  return { text, lexemes, at, before: lexemes[at - 1], after: lexemes[at], raw };
}

/** A syntax error in plain words: the first rule that recognises the mistake tells it. */
export function syntaxFinding(gap: Gap): Finding {
  for (const rule of [...quotingRules, ...habitRules, ...syntaxRules]) {
    const wording = rule(gap);
    if (wording !== undefined) return findingOf(wording, gap);
  }
  return findingOf({ message: `${gap.raw.Message.replace(/\.$/, "")}.` }, gap);
}

function findingOf({ message, code = "syntax", piece, suggestions = [] }: Wording, { text, after }: Gap): Finding {
  const place = piece ?? after ?? { start: text.length, text: "" };
  return { severity: "error", code, message, start: place.start, length: place.text.length, suggestions };
}
