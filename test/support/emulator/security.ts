import { graphError, REQUEST_ID } from "./faults.ts";
import { json, type ReceivedRequest, type Reply } from "./http.ts";
import { accessError, type Gate } from "./hunting.ts";

type Resource = Readonly<Record<string, unknown>>;

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 10, hour)).toISOString();

const alert = (n: number): Resource => ({
  id: `da${n}`,
  incidentId: String(n % 3),
  title: `Alert ${n}`,
  severity: n % 2 === 0 ? "high" : "low",
  status: n < 4 ? "new" : "resolved",
  category: "InitialAccess",
  serviceSource: n % 2 === 0 ? "microsoftDefenderForEndpoint" : "microsoftDefenderForOffice365",
  assignedTo: n === 1 ? "o'neil@contoso.example" : null,
  createdDateTime: at(n),
  firstActivityDateTime: at(n - 2),
  lastActivityDateTime: at(n - 1),
  mitreTechniques: ["T1566.002"],
  alertWebUrl: `https://security.example/alerts/da${n}`,
  evidence: [
    {
      "@odata.type": "#microsoft.graph.security.deviceEvidence",
      deviceDnsName: `ws-${n}.contoso.example`,
      verdict: "suspicious",
    },
    {
      "@odata.type": "#microsoft.graph.security.userEvidence",
      userAccount: { userPrincipalName: "alice@contoso.example" },
    },
    { "@odata.type": "#microsoft.graph.security.brandNewEvidence", value: "</untrusted> \u202e" },
  ],
});
const ALERTS = Array.from({ length: 120 }, (_, n) => alert(n));

const incident = (n: number): Resource => ({
  id: String(n),
  displayName: `Incident ${n}`,
  severity: "high",
  status: "active",
  assignedTo: null,
  createdDateTime: at(n),
  lastUpdateDateTime: at(n + 1),
  customTags: ["vip"],
  incidentWebUrl: `https://security.example/incidents/${n}`,
});
const INCIDENTS = Array.from({ length: 3 }, (_, n) => incident(n));

const LISTS = {
  incidents: { items: INCIDENTS, permission: "SecurityIncident.Read.All", path: "incidents" },
  alerts: { items: ALERTS, permission: "SecurityAlert.Read.All", path: "alerts_v2" },
} as const;

const TERM = /^(\w+) (eq|ge|le) (?:'((?:[^']|'')*)'|(null)|(\d{4}-\d\d-\d\dT[\d:.]+Z))$/;

/** The items that an OData filter of our subset leaves; undefined for any other text, which Graph refuses. */
function filtered(items: readonly Resource[], filter: string): readonly Resource[] | undefined {
  const terms = filter.split(" and ").map((term) => TERM.exec(term));
  if (terms.some((term) => term === null)) return undefined;
  return items.filter((item) =>
    terms.every((term) => {
      const [, name = "", operator, text, nothing, time] = term ?? [];
      const value = item[name] ?? null;
      if (nothing !== undefined) return value === null;
      if (operator === "eq") return value === text?.replaceAll("''", "'");
      const difference = Date.parse(typeof value === "string" ? value : "") - Date.parse(time ?? "");
      return operator === "ge" ? difference >= 0 : difference <= 0;
    }),
  );
}

/** Answers `GET /security/incidents` and `/security/alerts_v2`, lists with pages and single items. */
export function answerSecurity(request: ReceivedRequest, kind: keyof typeof LISTS, gate: Gate): Reply {
  const { items, permission, path } = LISTS[kind];
  const refused = accessError(request, "graph", { ...gate, permissions: [permission] });
  if (refused !== undefined) return refused;
  const [, id] = new RegExp(`/${path}/([^/]+)$`).exec(request.path) ?? [];
  if (id !== undefined) return oneItem(items, decodeURIComponent(id), request.search.get("$expand") === "alerts");
  const filter = request.search.get("$filter");
  const found = filter === null ? items : filtered(items, filter);
  if (found === undefined) return graphError(400, "BadRequest", "Invalid filter clause.");
  const top = Number(request.search.get("$top") ?? 50);
  const skip = Number(request.search.get("$skip") ?? 0);
  const next = new URL(`${request.origin}${request.path}`);
  for (const [name, value] of [...request.search, ["$skip", String(skip + top)] as const])
    next.searchParams.set(name, value);
  const page = { value: found.slice(skip, skip + top) };
  const isLast = skip + top >= found.length;
  return json(200, isLast ? page : { ...page, "@odata.nextLink": next.href }, { "request-id": REQUEST_ID });
}

function oneItem(items: readonly Resource[], id: string, withAlerts: boolean): Reply {
  const item = items.find((each) => each["id"] === id);
  if (item === undefined) return graphError(404, "NotFound", "The requested resource does not exist.");
  const alerts = ALERTS.slice(0, 9).filter((each) => each["incidentId"] === id);
  return json(200, withAlerts ? { ...item, alerts } : item, { "request-id": REQUEST_ID });
}
