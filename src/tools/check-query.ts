import { z } from "zod";
import type { QueryCheck } from "../hunting/query-checker.ts";
import type { Diagnostic } from "../kql/diagnostic.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Instance } from "../instances/instance.ts";
import { portalQueryLink } from "../instances/portal-link.ts";
import { MAX_QUERY_CHARS } from "./run-hunting-query.ts";
import { defineTool } from "./tool.ts";

/** Most names of columns shown beside an unknown one that has no near name. */
const MOST_COLUMNS = 80;

const diagnosticOutput = z.object({
  severity: z.string(),
  code: z.string(),
  message: z.string(),
  line: z.int(),
  column: z.int(),
  length: z.int(),
  suggestions: z.array(z.string()),
  columns_here: z.array(z.string()).optional(),
});

export const checkOutput = z.object({
  valid: z.boolean(),
  diagnostics: z.array(diagnosticOutput),
  tables: z.array(z.string()),
  columns: z.array(z.string()),
  functions: z.array(z.string()),
  result_columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  guard: z.object({ allowed: z.boolean(), reasons: z.array(z.string()) }),
  warnings: z.array(z.string()),
  portal_url: z.string().optional(),
});

/** A check as the tool answers it. */
export function checkAnswer(check: QueryCheck): z.infer<typeof checkOutput> {
  return {
    valid: check.valid,
    diagnostics: check.diagnostics.map(diagnosticAnswer),
    tables: [...check.tables],
    columns: [...check.columns],
    functions: [...check.functions],
    ...(check.resultColumns === undefined ? {} : { result_columns: check.resultColumns.map((c) => ({ ...c })) }),
    guard: { allowed: check.guard.allowed, reasons: [...new Set(check.guard.reasons.map(({ message }) => message))] },
    warnings: [...check.warnings.map(({ message }) => message), ...check.notes],
  };
}

function diagnosticAnswer({
  columnsInScope = [],
  suggestions,
  ...diagnostic
}: Diagnostic): z.infer<typeof diagnosticOutput> {
  const isLost = suggestions.length === 0 && columnsInScope.length > 0;
  return {
    ...diagnostic,
    suggestions: [...suggestions],
    ...(isLost ? { columns_here: columnsInScope.slice(0, MOST_COLUMNS) } : {}),
  };
}

export const checkQueryTool = defineTool({
  name: "check_query",
  title: "Check query",
  description:
    "Checks KQL without running it: syntax, tables, columns and types, with the right names; the columns of its answer; its cost; a portal link. Costs no quota. run_hunting_query checks by itself.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({
    query: z.string().min(1).max(MAX_QUERY_CHARS).describe("KQL"),
    instance: z.string().optional().describe("Check against this tenant's tables"),
  }),
  output: checkOutput,
  aliases: { kql: "query", kqlQuery: "query" },
  async run({ query, instance: name }, { checker, instances }, call) {
    const instance = name === undefined ? undefined : instances.resolve(name);
    const check = await checker.check(query, { instance, mayAsk: true }, call);
    const link = check.valid && check.guard.allowed ? linkOf(query, instance, instances) : undefined;
    return { kind: "record", data: { ...checkAnswer(check), ...(link === undefined ? {} : { portal_url: link }) } };
  },
});

function linkOf(query: string, named: Instance | undefined, instances: InstanceDirectory): string | undefined {
  const instance = named ?? instances.list().find((each) => instances.isDefault(each));
  return instance === undefined ? undefined : portalQueryLink(instance, query);
}
