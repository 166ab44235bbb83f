import type { JsonValue } from "../../table/table.ts";
import type { Row } from "../rows.ts";
import { timeCell, workingTime } from "../world/calendar.ts";
import { fill } from "../world/fill.ts";
import { organisation } from "../world/organisation.ts";
import type { Account } from "../world/account.ts";
import { type Place, homePlace, officePlace } from "../world/places.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { userAgents } from "./user-agents.ts";

const COUNT = 7000;

/** Defender for Cloud Apps' numbers of the connected apps. */
const applications = {
  "Microsoft Exchange Online": 20_893,
  "Microsoft SharePoint Online": 20_892,
  "Microsoft OneDrive for Business": 15_600,
  "Microsoft Teams": 28_375,
  "Microsoft 365": 11_161,
} as const;

export interface CloudActivity {
  readonly time: number;
  readonly account: Account;
  readonly place: Place;
  readonly application: keyof typeof applications;
  /** The operation in the application's own words. */
  readonly action: string;
  /** Cloud Apps' coarser word for it. */
  readonly activity: string;
  readonly object?: { readonly type: string; readonly name: string; readonly id?: string };
  readonly userAgent?: string;
  readonly byAdmin?: boolean;
  /** The application's own record; operation, user and address are added. */
  readonly raw?: { readonly [key: string]: JsonValue };
  readonly oauthAppId?: string;
}

/** The row of an activity, with the application's own record in `RawEventData`. */
export function cloudActivityRow(activity: CloudActivity, random: Random): Row<"CloudAppEvents"> {
  const { application, byAdmin = false, oauthAppId = "" } = activity;
  return {
    Timestamp: timeCell(activity.time),
    ActionType: activity.action,
    ActivityType: activity.activity,
    Application: application,
    ApplicationId: applications[application],
    AppInstanceId: 0,
    AccountType: byAdmin ? "Admin" : "Regular",
    IsAdminOperation: byAdmin,
    ...actorCells(activity.account),
    ...clientCells(activity),
    ...objectCells(activity),
    ReportId: random.guid(),
    AuditSource: "Defender for Cloud Apps app connector",
    OAuthAppId: oauthAppId,
    RawEventData: rawRecord(activity),
    AdditionalFields: {},
    UncommonForUser: [],
  };
}

function actorCells({ objectId, displayName }: Account): Row<"CloudAppEvents"> {
  return {
    AccountObjectId: objectId,
    AccountId: objectId,
    AccountDisplayName: displayName,
    IsExternalUser: false,
    IsImpersonated: false,
  };
}

function objectCells({ account, object }: CloudActivity): Row<"CloudAppEvents"> {
  const actor = { type: "User", role: "Actor", name: account.displayName, id: account.objectId };
  if (object === undefined) return { ActivityObjects: [actor] };
  const { type, name, id = "" } = object;
  return {
    ActivityObjects: [actor, { type, role: "Target object", name, id }],
    ObjectName: name,
    ObjectType: type,
    ObjectId: id,
  };
}

function clientCells({ place, userAgent = userAgents.edge }: CloudActivity): Row<"CloudAppEvents"> {
  const hosted = place.category !== "Corporate" && place.category !== "Residential";
  return {
    IPAddress: place.ip,
    CountryCode: place.country,
    City: place.city,
    Isp: place.isp,
    ISP: place.isp,
    IPCategory: place.category,
    IPTags: place.category === "Corporate" ? ["Corporate"] : [],
    IsAnonymousProxy: place.category === "Risky",
    UserAgent: userAgent,
    UserAgentTags: hosted && userAgent === userAgents.script ? ["Robot"] : [],
    DeviceType: userAgent === userAgents.mobile ? "Mobile" : "Desktop",
    OSPlatform: userAgent === userAgents.mac ? "Mac" : userAgent === userAgents.script ? "" : "Windows",
  };
}

function rawRecord({ time, account, place, application, action, userAgent, raw }: CloudActivity): JsonValue {
  return {
    CreationTime: timeCell(time),
    Operation: action,
    OrganizationId: organisation.tenantId,
    UserId: account.upn,
    UserKey: account.objectId,
    ClientIP: place.ip,
    Workload: application.replace(/^Microsoft (\w+).*$/, "$1"),
    ResultStatus: "Succeeded",
    UserAgent: userAgent ?? userAgents.edge,
    ...raw,
  };
}

/** A document of a SharePoint site. */
export function siteDocument(site: string, fileName: string) {
  const url = `https://halvern.sharepoint.example/sites/${site}/Documents/${encodeURIComponent(fileName)}`;
  const siteUrl = `https://halvern.sharepoint.example/sites/${site}/`;
  return {
    object: { type: "File", name: fileName, id: url },
    raw: {
      SiteUrl: siteUrl,
      ObjectId: url,
      SourceFileName: fileName,
      SourceRelativeUrl: "Documents",
      ItemType: "File",
    },
  };
}

type Kind = readonly [application: CloudActivity["application"], action: string, activity: string, share: number];

const kinds: readonly Kind[] = [
  ["Microsoft Exchange Online", "MailItemsAccessed", "Basic", 22],
  ["Microsoft Exchange Online", "Send", "Basic", 8],
  ["Microsoft Exchange Online", "MoveToDeletedItems", "Basic", 6],
  ["Microsoft Exchange Online", "New-InboxRule", "Create", 0.15],
  ["Microsoft SharePoint Online", "FileAccessed", "View", 20],
  ["Microsoft SharePoint Online", "FileModified", "Edit", 9],
  ["Microsoft SharePoint Online", "FileDownloaded", "Download", 4],
  ["Microsoft SharePoint Online", "SearchQueryPerformed", "Search", 2],
  ["Microsoft OneDrive for Business", "FileAccessed", "View", 8],
  ["Microsoft OneDrive for Business", "FileSyncDownloadedFull", "Download", 3],
  ["Microsoft Teams", "MessageSent", "Basic", 10],
  ["Microsoft Teams", "TeamsSessionStarted", "Log on", 4],
  ["Microsoft 365", "UserLoggedIn", "Log on", 6],
  ["Microsoft 365", "Update user.", "Edit", 0.4],
  ["Microsoft 365", "Add member to group.", "Edit", 0.3],
  ["Microsoft 365", "Consent to application.", "Basic", 0.1],
  ["Microsoft 365", "User registered security info.", "Edit", 0.15],
];

/** What people do in Exchange, SharePoint, OneDrive and Teams day by day. */
export function cloudAppEvents(world: World): readonly Row<"CloudAppEvents">[] {
  const random = world.random("CloudAppEvents");
  const shares = kinds.map((kind) => [kind, kind[3]] as const);
  return Array.from({ length: COUNT }, () => {
    const person = random.pick(world.people);
    const [application, action, activity] = random.weighted(shares);
    const everyday = {
      time: workingTime(world.calendar, random, person.office.utcOffset),
      account: person.account,
      place: random.chance(0.25) ? homePlace(person) : officePlace(person.office),
    };
    return cloudActivityRow({ ...everyday, application, action, activity, ...detailsOf(action, random) }, random);
  });
}

function detailsOf(action: string, random: Random): Partial<CloudActivity> {
  if (action.startsWith("File")) {
    return siteDocument(random.pick(["Sales", "Operations", "HR", "Projects"]), fill("%topic% %n%.docx", random));
  }
  if (action === "New-InboxRule") return { raw: { Parameters: everydayRule(random) } };
  if (action === "Consent to application.") return { object: { type: "Application", name: "Parley for Outlook" } };
  if (action === "MailItemsAccessed") return { raw: { MailAccessType: "Bind", ClientInfoString: "Client=OWA" } };
  return {};
}

/** An inbox rule as people make them: mail from somebody goes to a folder. */
function everydayRule(random: Random): JsonValue {
  return [
    { Name: "Name", Value: random.pick(["Newsletters", "Customs", "Team", "Reports"]) },
    { Name: "From", Value: `news@${random.pick(["logisticsweekly.example.org", "tradefair.example.net"])}` },
    { Name: "MoveToFolder", Value: random.pick(["Newsletters", "Reading", "Archive"]) },
  ];
}
