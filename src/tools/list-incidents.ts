import { z } from "zod";
import { listSecurity, securityInput, securityOutput } from "./security-list.ts";
import { defineTool } from "./tool.ts";

export const listIncidentsTool = defineTool({
  name: "list_incidents",
  title: "List incidents",
  description: "Lists incidents; with id, one with alerts, evidence, and where to hunt next.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input: z.strictObject(securityInput),
  output: securityOutput,
  run: (wish, deps, call) => listSecurity("incidents", wish, deps, call),
});
