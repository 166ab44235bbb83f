import type { CheckResult } from "../kql/check/check-result.ts";
import type { Dialect } from "../kql/hunting-language.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import type { SchemaTable } from "../schema/schema-table.ts";

/** Tables that a Microsoft Sentinel workspace has and Defender has not: the ones that hunting queries name most. */
const workspaceTables: ReadonlySet<string> = new Set(
  [
    "AADManagedIdentitySignInLogs AADNonInteractiveUserSignInLogs AADRiskyUsers AADServicePrincipalSignInLogs AADUserRiskEvents",
    "AWSCloudTrail Anomalies AuditLogs AzureActivity AzureDiagnostics BehaviorAnalytics CommonSecurityLog ContainerLogV2 DnsEvents",
    "Event GCPAuditLogs Heartbeat MicrosoftGraphActivityLogs OfficeActivity Perf SecurityAlert SecurityEvent SecurityIncident",
    "SigninLogs StorageBlobLogs Syslog ThreatIntelIndicators ThreatIntelligenceIndicator Usage VMConnection W3CIISLog WindowsEvent",
  ].flatMap((line) => line.split(" ")),
);

/** Watchlists and the parsers of the security information model (ASIM) are a workspace's as well. */
const WORKSPACE_FUNCTION = /^_(?:GetWatchlist|Im_|ASim_)/;

/**
 * The dialect of an instance: a workspace is attached where the tenant has shown `TimeGenerated` in a table for which it is not documented.
 * A tenant that has shown tables without it has none; the bundled tables say nothing.
 */
export function dialectOf(catalogue: Catalogue, bundled: Catalogue): Dialect {
  const shown = catalogue.tables.filter(({ source }) => source.kind === "live");
  return shown.some((table) => hasTime(table) && !hasTime(bundled.table(table.name))) ? "workspace" : "defender";
}

const hasTime = (table: SchemaTable | undefined) =>
  table?.columns.some(({ name }) => name === "TimeGenerated") === true;

/** True for a query that only a tenant with a workspace can run, whatever is known of the tenant: it reads a workspace's tables or functions. */
export function needsWorkspace({ tables, functions }: CheckResult, catalogue: Catalogue): boolean {
  const isForeign = (name: string) =>
    catalogue.table(name) === undefined && (workspaceTables.has(name) || isCustom(name));
  return tables.some(isForeign) || functions.some((name) => WORKSPACE_FUNCTION.test(name));
}

const isCustom = (name: string) => name.endsWith("_CL");
