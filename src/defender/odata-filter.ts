/** What a list is narrowed to; times are ISO 8601 instants of ours. */
export interface SecurityFilters {
  readonly severity?: string | undefined;
  readonly status?: string | undefined;
  /** A user name; the empty text for what nobody is assigned to. */
  readonly assignedTo?: string | undefined;
  /** Alerts only. */
  readonly serviceSource?: string | undefined;
  readonly createdFrom?: string | undefined;
  readonly createdTo?: string | undefined;
}

/** The filters as OData `$filter`, every value a literal of its type; undefined without any. */
export function odataFilter(filters: SecurityFilters): string | undefined {
  const { severity, status, assignedTo, serviceSource, createdFrom, createdTo } = filters;
  const parts = [
    ...comparison("severity", severity),
    ...comparison("status", status),
    ...(assignedTo === "" ? ["assignedTo eq null"] : comparison("assignedTo", assignedTo)),
    ...comparison("serviceSource", serviceSource),
    ...(createdFrom === undefined ? [] : [`createdDateTime ge ${instantLiteral(createdFrom)}`]),
    ...(createdTo === undefined ? [] : [`createdDateTime le ${instantLiteral(createdTo)}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(" and ");
}

const comparison = (property: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`${property} eq ${textLiteral(value)}`];

/** OData doubles a quotation mark within a text. */
const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

// Written anew from the time, so that nothing but a time can stand there.
const instantLiteral = (text: string): string => new Date(text).toISOString();
