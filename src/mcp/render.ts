import type { Redactor } from "../secrets.ts";
import { rowText } from "../table/row-text.ts";
import type { JsonValue } from "../table/table.ts";
import { libraryText } from "../tools/library-text.ts";
import { schemaText } from "../tools/schema-text.ts";
import type { Outcome } from "../tools/outcomes.ts";
import type { ToolAnswer } from "../tools/tool.ts";
import { outcomesText } from "./outcomes-text.ts";
import { signInText } from "./sign-in-text.ts";
import { tableText } from "./table-text.ts";
import { visibleObject } from "./visible-value.ts";

/** An answer in its two forms. Hosts show the model one of them, so each is complete. */
export interface RenderedAnswer {
  readonly text: string;
  readonly structured: Record<string, JsonValue>;
}

/** What rendering needs beside the answer. */
export interface RenderContext {
  /** At least 96 random bits as letters and digits, for the fence around rows. */
  readonly randomId: () => string;
  readonly redactor: Redactor;
}

/** Both forms of a tool's answer. */
export function renderAnswer(answer: ToolAnswer, { randomId, redactor }: RenderContext): RenderedAnswer {
  const clean = withoutSecrets(answer, redactor);
  return { text: textOf(clean, randomId), structured: visibleObject(clean.data) };
}

/** A service's message may quote what was sent to it. Rows stay as they are: what looks like a credential there is evidence. */
function withoutSecrets(answer: ToolAnswer, redactor: Redactor): ToolAnswer {
  const clean = (outcome: Outcome): Outcome =>
    outcome.error === undefined ? outcome : { ...outcome, error: redactor.redact(outcome.error) };
  if (answer.kind === "outcomes")
    return { ...answer, data: { ...answer.data, outcomes: answer.data.outcomes.map(clean) } };
  if (answer.kind !== "table" || answer.data.outcomes === undefined) return answer;
  return { ...answer, data: { ...answer.data, outcomes: answer.data.outcomes.map(clean) } };
}

function textOf(answer: ToolAnswer, randomId: () => string): string {
  if (answer.kind === "table") return tableText(answer.data, randomId);
  if (answer.kind === "outcomes") return outcomesText(answer.data);
  if (answer.kind === "schema") return schemaText(answer.data);
  if (answer.kind === "library") return libraryText(answer.data);
  if (answer.kind === "document") return answer.data.text;
  if (answer.kind === "sign_in") return signInText(answer.data);
  return rowText(JSON.parse(JSON.stringify(answer.data)));
}
