import { rowText } from "../table/row-text.ts";
import type { JsonValue } from "../table/table.ts";
import { libraryText } from "../tools/library-text.ts";
import { schemaText } from "../tools/schema-text.ts";
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

/** Both forms of a tool's answer. @param randomId at least 96 random bits as letters and digits, for the fence around rows. */
export function renderAnswer(answer: ToolAnswer, randomId: () => string): RenderedAnswer {
  return { text: textOf(answer, randomId), structured: visibleObject(answer.data) };
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
