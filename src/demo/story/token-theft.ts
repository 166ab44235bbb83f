import { type CloudActivity, cloudActivityRow } from "../noise/cloud-app-events.ts";
import { type App, apps } from "../noise/apps.ts";
import { type SignIn, formerSignInRow, signInRow } from "../noise/entra-sign-ins.ts";
import { userAgents } from "../noise/user-agents.ts";
import type { Rows } from "../rows.ts";
import { MINUTE_MS } from "../world/calendar.ts";
import { officePlace } from "../world/places.ts";
import { createRandom } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { operatorHost, registeredDevice, relayHost } from "./adversary.ts";
import type { Cast } from "./cast.ts";

/** The session that the sign-in page behind the link steals. */
export const stolenSession = createRandom("stolen session").guid();
/** Times that the service desk engineer refuses to approve a sign-in. */
export const REFUSALS = 11;

/** The victim's session is relayed, then used from a second country; later the engineer is asked for approvals that he refuses. */
export function tokenTheft(world: World, cast: Cast): Rows {
  const random = world.random("token theft");
  const signIns = [...victimSignIns(world, cast), ...fatigue(world, cast)].map((signIn) => signInRow(signIn, random));
  return {
    EntraIdSignInEvents: signIns,
    AADSignInEventsBeta: signIns.map(formerSignInRow),
    CloudAppEvents: registrations(world, cast).map((activity) => cloudActivityRow(activity, random)),
  };
}

function victimSignIns({ calendar }: World, { victim }: Cast): readonly SignIn[] {
  const { account, office, passwordChanged } = victim.person;
  const stolen = { account, passwordChanged, sessionId: stolenSession, device: undefined, mfa: true };
  const relayed = (time: string): SignIn => ({
    ...stolen,
    time: calendar.attackTime(0, time),
    app: apps.officeHome,
    place: relayHost,
    interactive: true,
    userAgent: userAgents.relay,
    risk: 50,
    riskEvents: ["anonymizedIPAddress", "unfamiliarFeatures"],
  });
  const replayed = (day: number, time: string, app: App): SignIn => ({
    ...stolen,
    time: calendar.attackTime(day, time),
    app,
    place: operatorHost,
    interactive: false,
    userAgent: userAgents.script,
    risk: 100,
    riskEvents: ["anomalousToken", "unlikelyTravel"],
  });
  return [
    {
      ...stolen,
      time: calendar.attackTime(0, "07:36:20"),
      app: apps.outlook,
      place: officePlace(office),
      device: victim.device,
      sessionId: createRandom("the victim's own session").guid(),
      interactive: true,
      mfa: false,
    },
    { ...relayed("08:06:58"), errorCode: 50_074 },
    relayed("08:07:22"),
    replayed(0, "08:13:05", apps.outlook),
    replayed(0, "08:30:51", apps.azurePortal),
    replayed(0, "12:02:11", apps.sharePoint),
    replayed(0, "16:44:37", apps.outlook),
    replayed(0, "22:09:40", apps.sharePoint),
    replayed(1, "00:15:09", apps.outlook),
  ];
}

/** Requests for approval, two minutes apart; the one that is approved in the end is stopped by conditional access. */
function fatigue({ calendar }: World, { serviceDesk }: Cast): readonly SignIn[] {
  const { account, passwordChanged } = serviceDesk.person;
  const attempt = (number: number, errorCode: number): SignIn => ({
    time: calendar.attackTime(0, "20:40") + number * 2 * MINUTE_MS,
    account,
    app: apps.azurePortal,
    place: operatorHost,
    device: undefined,
    sessionId: createRandom(`fatigue ${number}`).guid(),
    interactive: true,
    userAgent: userAgents.relay,
    mfa: true,
    errorCode,
    risk: 50,
    riskEvents: ["unfamiliarFeatures"],
    passwordChanged,
  });
  return [...Array.from({ length: REFUSALS }, (_, number) => attempt(number, 500_121)), attempt(REFUSALS, 53_003)];
}

function registrations({ calendar }: World, { victim }: Cast): readonly CloudActivity[] {
  const { account } = victim.person;
  const by = { account, place: operatorHost, application: "Microsoft 365", userAgent: userAgents.script } as const;
  return [
    {
      ...by,
      time: calendar.attackTime(0, "08:19:33"),
      action: "User registered security info.",
      activity: "Edit",
      object: { type: "User", name: account.displayName, id: account.objectId },
      raw: { ModifiedProperties: [{ Name: "StrongAuthenticationMethod", NewValue: "PhoneAppOTP" }] },
    },
    {
      ...by,
      time: calendar.attackTime(0, "08:27:48"),
      action: "Add registered owner to device.",
      activity: "Edit",
      object: { type: "Device", name: registeredDevice.name, id: registeredDevice.id },
    },
  ];
}
