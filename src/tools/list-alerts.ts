import { z } from "zod";
import { listSecurity, securityInput, securityOutput } from "./security-list.ts";
import { defineTool } from "./tool.ts";

export const listAlertsTool = defineTool({
  name: "list_alerts",
  title: "List alerts",
  description: "Lists alerts; with id, one with evidence, and where to hunt next.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.strictObject({ ...securityInput, service_source: z.string().optional() }),
  output: securityOutput,
  run: (wish, deps, call) => listSecurity("alerts", wish, deps, call),
});
