import type { Row } from "../rows.ts";
import { anyTime, timeCell, workingTime } from "../world/calendar.ts";
import { officePlace } from "../world/places.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { apps } from "./apps.ts";
import { type OAuthApp, everydayApps } from "./everyday-apps.ts";

const COUNT = 3200;

export interface GraphCall {
  readonly time: number;
  readonly applicationId: string;
  /** Empty for calls that an application makes as itself. */
  readonly accountObjectId: string;
  readonly servicePrincipalId?: string;
  readonly ip: string;
  readonly method: "GET" | "POST" | "PATCH";
  /** Path and query after `https://graph.microsoft.com`. */
  readonly path: string;
  readonly workload: string;
  readonly scopes: string;
  readonly status?: number;
  readonly responseBytes?: number;
  readonly tokenId?: string;
}

/** The row of a request to Microsoft Graph. */
export function graphCallRow(call: GraphCall, random: Random): Row<"GraphAPIAuditEvents"> {
  const id = random.guid();
  return {
    Timestamp: timeCell(call.time),
    IdentityProvider: "https://sts.windows.net",
    ApiVersion: call.path.startsWith("/beta") ? "beta" : "v1.0",
    ApplicationId: call.applicationId,
    AccountObjectId: call.accountObjectId,
    ServicePrincipalId: call.servicePrincipalId ?? "",
    EntityType: call.accountObjectId === "" ? "application" : "user",
    ClientRequestId: random.guid(),
    OperationId: id,
    RequestId: id,
    ReportId: random.guid(),
    Location: "West Europe",
    RequestDuration: String(random.int(20, 900)),
    RequestMethod: call.method,
    RequestUri: `https://graph.microsoft.com${call.path}`,
    ResponseStatusCode: String(call.status ?? 200),
    ResponseSize: call.responseBytes ?? random.int(300, 40_000),
    Scopes: call.scopes,
    TargetWorkload: call.workload,
    IpAddress: call.ip,
    IPAddress: call.ip,
    UniqueTokenIdentifier: call.tokenId ?? random.hex(22),
  };
}

const userPaths = [
  ["/v1.0/me", "Microsoft.DirectoryServices"],
  ["/v1.0/me/calendarView?startDateTime=today", "Microsoft.Exchange"],
  ["/v1.0/me/messages?$top=25", "Microsoft.Exchange"],
  ["/v1.0/me/drive/recent", "Microsoft.FileServices"],
  ["/v1.0/me/joinedTeams", "Microsoft.Teams"],
  ["/beta/me/presence", "Microsoft.Teams"],
] as const;

const appPaths = [
  ["/v1.0/users?$select=id,displayName&$top=100", "Microsoft.DirectoryServices"],
  ["/v1.0/devices?$top=100", "Microsoft.DirectoryServices"],
  ["/v1.0/sites/root/drives", "Microsoft.FileServices"],
  ["/v1.0/reports/getOffice365ActiveUserDetail(period='D7')", "Microsoft.Reports"],
] as const;

/** What clients and applications ask Graph day by day. */
export function graphApiAuditEvents(world: World): readonly Row<"GraphAPIAuditEvents">[] {
  const random = world.random("GraphAPIAuditEvents");
  const automatic = everydayApps.filter(({ adminConsent }) => adminConsent);
  return Array.from({ length: COUNT }, () => {
    const call = random.chance(0.6) ? byPerson(world, random) : byApp(random.pick(automatic), world, random);
    const status = random.weighted([
      [200, 96],
      [403, 1.5],
      [404, 1.5],
      [429, 1],
    ] as const);
    return graphCallRow({ ...call, status }, random);
  });
}

function byPerson({ people, calendar }: World, random: Random): GraphCall {
  const { account, office } = random.pick(people);
  const [path, workload] = random.pick(userPaths);
  return {
    time: workingTime(calendar, random, office.utcOffset),
    applicationId: random.pick([apps.teams, apps.outlook, apps.officeHome]).id,
    accountObjectId: account.objectId,
    ip: officePlace(office).ip,
    method: "GET",
    path,
    workload,
    scopes: "User.Read Calendars.Read Files.Read Mail.Read",
  };
}

function byApp(app: OAuthApp, { calendar }: World, random: Random): GraphCall {
  const [path, workload] = random.pick(appPaths);
  return {
    time: anyTime(calendar, random),
    applicationId: app.id,
    accountObjectId: "",
    servicePrincipalId: app.servicePrincipalId,
    ip: "198.51.100.120",
    method: "GET",
    path,
    workload,
    scopes: app.permissions.join(" "),
  };
}
