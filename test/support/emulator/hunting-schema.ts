import { graphError, REQUEST_ID } from "./faults.ts";
import { json, type ReceivedRequest, type Reply } from "./http.ts";
import { accessError, type Gate } from "./hunting.ts";

/** A table as Graph's beta lists it; `dataType` in Graph's words (`DateTime`, `String` …). */
export interface ListedTable {
  readonly name: string;
  readonly description?: string;
  readonly columns: readonly { readonly name: string; readonly dataType: string; readonly description?: string }[];
}

/** Answers `GET /beta/security/getHuntingSchemaTables`; a tenant without tables to list is one whose cloud lacks the function. */
export function answerHuntingSchema(
  request: ReceivedRequest,
  gate: Gate,
  tables: readonly ListedTable[] | undefined,
): Reply {
  const refused = accessError(request, "graph", gate);
  if (refused !== undefined) return refused;
  if (tables === undefined)
    return graphError(404, "ResourceNotFound", "Resource not found for the segment 'getHuntingSchemaTables'.");
  const context = "https://graph.microsoft.com/beta/$metadata#Collection(microsoft.graph.security.huntingSchemaTable)";
  return json(200, { "@odata.context": context, value: tables }, { "request-id": REQUEST_ID });
}
