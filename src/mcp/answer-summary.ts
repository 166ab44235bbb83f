import type { AnswerSummary } from "../telemetry/call-observer.ts";
import type { ToolAnswer } from "../tools/tool.ts";

/** What observers are told of an answer. @param text as it goes to the caller; undefined when a sign-in page goes instead. */
export function summaryOf(answer: ToolAnswer, text: string | undefined): AnswerSummary {
  const textBytes = Buffer.byteLength(text ?? "");
  if (answer.kind !== "table") return { outcome: outcomeOf(answer), textBytes };
  const { result_id: resultId, total_rows, shown_rows, truncated, stats } = answer.data;
  const table = {
    resultId,
    totalRows: total_rows,
    shownRows: shown_rows,
    responseBytes: stats.response_bytes,
    truncatedBy: truncated?.by,
  };
  return { outcome: "ok", textBytes, table };
}

function outcomeOf(answer: ToolAnswer): AnswerSummary["outcome"] {
  if (answer.kind === "outcomes") return "sign_in_required";
  if (answer.kind !== "sign_in" || answer.data.status === "connected") return "ok";
  return answer.data.status === "failed" ? "sign_in_failed" : "sign_in_required";
}
