import type { Row } from "../rows.ts";
import { DAY_MS, timeCell } from "../world/calendar.ts";
import { organisation } from "../world/organisation.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { type OAuthApp, everydayApps } from "./everyday-apps.ts";

export interface AppState {
  readonly time: number;
  readonly app: OAuthApp;
  /** When it was let into the tenant, ms since 1970. */
  readonly added: number;
  readonly status: "Enabled" | "DisabledByUser";
}

/** What app governance knows of an application at a time. */
export function appStateRow({ time, app, added, status }: AppState, random: Random): Row<"OAuthAppInfo"> {
  const external = app.origin === "External";
  return {
    ReportId: random.guid(),
    Timestamp: timeCell(time),
    OAuthAppId: app.id,
    ServicePrincipalId: app.servicePrincipalId,
    AppName: app.name,
    AddedOnTime: timeCell(added),
    LastModifiedTime: timeCell(added),
    LastUsedTime: timeCell(time),
    AppStatus: status,
    VerifiedPublisher:
      external && app.level !== "High" ? { displayName: app.publisher, verifiedPublisherId: "100001" } : {},
    PrivilegeLevel: app.level,
    Permissions: app.permissions.map((name) => ({
      PermissionName: name,
      PermissionValue: name,
      PermissionType: app.adminConsent ? "Application" : "Delegated",
      PrivilegeLevel: name.includes(".All") || name.startsWith("Mail.") ? "High" : "Low",
      TargetAppDisplayName: "Microsoft Graph",
      UsageStatus: "InUse",
    })),
    ConsentedUsersCount: app.adminConsent ? null : app.consents,
    IsAdminConsented: app.adminConsent,
    AppOrigin: app.origin,
    AppOwnerTenantId: external ? `7f1c0de0-4444-4000-8000-${app.id.slice(-12)}` : organisation.tenantId,
    RiskScore: app.level === "High" ? 45 : 10,
    AssignedRoles: [],
  };
}

/** Every app, three times in the thirty days. */
export function oauthAppInfo({ calendar, random }: World): readonly Row<"OAuthAppInfo">[] {
  const stream = random("OAuthAppInfo");
  return everydayApps.flatMap((app) => {
    const added = calendar.start - stream.int(20, 900) * DAY_MS;
    return [28, 14, 1].map((age) => {
      const time = calendar.now - age * DAY_MS + stream.int(0, DAY_MS / 2);
      return appStateRow({ time, app, added, status: "Enabled" }, stream);
    });
  });
}
