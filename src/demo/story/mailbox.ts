import { type CloudActivity, cloudActivityRow } from "../noise/cloud-app-events.ts";
import { type GraphCall, graphCallRow } from "../noise/graph-api-audit-events.ts";
import { appStateRow } from "../noise/oauth-app-info.ts";
import { userAgents } from "../noise/user-agents.ts";
import type { Rows } from "../rows.ts";
import { DAY_MS, MINUTE_MS } from "../world/calendar.ts";
import type { World } from "../world/world.ts";
import { operatorHost, rogueApp, traces } from "./adversary.ts";
import type { Cast } from "./cast.ts";

/** Searches and messages that the rogue application reads. */
export const GRAPH_CALLS = 96;

/** The rule that hides replies, the application that keeps the door open, and what it reads. */
export function mailbox(world: World, cast: Cast): Rows {
  const random = world.random("mailbox");
  const { calendar } = world;
  const added = calendar.attackTime(0, "08:31:17");
  return {
    CloudAppEvents: [inboxRule(world, cast), consent(cast, added)].map((activity) =>
      cloudActivityRow(activity, random),
    ),
    OAuthAppInfo: [added + 30 * MINUTE_MS, added + DAY_MS, calendar.now - 9 * MINUTE_MS].map((time) =>
      appStateRow({ time, app: rogueApp, added, status: "Enabled" }, random),
    ),
    GraphAPIAuditEvents: Array.from({ length: GRAPH_CALLS }, (_, index) => {
      const time = calendar.attackTime(0, "08:36") + index * MINUTE_MS + random.int(0, MINUTE_MS);
      return graphCallRow(reading(index, time, cast), random);
    }),
  };
}

const byOperator = ({ victim }: Cast) =>
  ({ account: victim.person.account, place: operatorHost, userAgent: userAgents.script }) as const;

function inboxRule({ calendar }: World, cast: Cast): CloudActivity {
  return {
    ...byOperator(cast),
    time: calendar.attackTime(0, "08:24:09"),
    application: "Microsoft Exchange Online",
    action: "New-InboxRule",
    activity: "Create",
    object: { type: "Inbox rule", name: traces.inboxRule },
    raw: {
      Parameters: [
        { Name: "Name", Value: traces.inboxRule },
        { Name: "SubjectOrBodyContainsWords", Value: "invoice;statement;payment;phish;password;helpdesk" },
        { Name: "MoveToFolder", Value: "RSS Feeds" },
        { Name: "MarkAsRead", Value: "True" },
        { Name: "StopProcessingRules", Value: "True" },
      ],
    },
  };
}

function consent(cast: Cast, time: number): CloudActivity {
  return {
    ...byOperator(cast),
    time,
    application: "Microsoft 365",
    action: "Consent to application.",
    activity: "Basic",
    object: { type: "Application", name: rogueApp.name, id: rogueApp.id },
    oauthAppId: rogueApp.id,
    raw: {
      Target: [{ ID: rogueApp.name, Type: 1 }],
      ModifiedProperties: [
        { Name: "ConsentContext.IsAdminConsent", NewValue: "False" },
        { Name: "ConsentAction.Permissions", NewValue: rogueApp.permissions.join(" ") },
      ],
    },
  };
}

function reading(index: number, time: number, { victim }: Cast): GraphCall {
  const searches = ["invoice", "bank", "password", "contract"];
  const search = searches[index % (searches.length * 2)];
  const path =
    search === undefined
      ? `/v1.0/me/messages/AAMkDemo${String(index).padStart(4, "0")}?$expand=attachments`
      : `/v1.0/me/messages?$search="${search}"&$top=100`;
  return {
    time,
    applicationId: rogueApp.id,
    accountObjectId: victim.person.account.objectId,
    ip: operatorHost.ip,
    method: "GET",
    path,
    workload: "Microsoft.Exchange",
    scopes: rogueApp.permissions.join(" "),
    responseBytes: 180_000 + index * 1000,
  };
}
