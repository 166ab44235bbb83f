import type { Row } from "../rows.ts";
import { DAY_MS, workingTime } from "../world/calendar.ts";
import type { Person } from "../world/people.ts";
import { homePlace, officePlace } from "../world/places.ts";
import { createRandom, type Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { apps } from "./apps.ts";
import { type SignIn, signInRow } from "./entra-sign-ins.ts";
import { userAgents } from "./user-agents.ts";

const COUNT = 8000;

const usedApps = [
  [apps.outlook, 20],
  [apps.office, 22],
  [apps.teams, 24],
  [apps.sharePoint, 16],
  [apps.officeHome, 8],
  [apps.outlookMobile, 8],
  [apps.wagonette, 18],
] as const;

/** Entra's error numbers and how often they come: wrong password, MFA asked for, "stay signed in?", expired session, denied MFA. */
const errorCodes = [
  [0, 955],
  [50_126, 16],
  [50_074, 8],
  [50_140, 10],
  [70_043, 6],
  [500_121, 3],
  [50_053, 1],
  [50_055, 1],
] as const;

/** Sign-ins of people from the office, from home and by phone, some of which fail. */
export function everydaySignIns(world: World): readonly (readonly Row<"EntraIdSignInEvents">[])[] {
  const random = world.random("EntraIdSignInEvents");
  return Array.from({ length: COUNT }, () => signInRow(everydaySignIn(world, random), random));
}

function everydaySignIn(world: World, random: Random): SignIn {
  const { person, device } = random.pick(world.workplaces);
  const time = workingTime(world.calendar, random, person.office.utcOffset);
  const app = random.weighted(usedApps);
  const atHome = random.chance(0.25);
  const mobile = app === apps.outlookMobile;
  const errorCode = random.weighted(errorCodes);
  return {
    time,
    account: person.account,
    app,
    place: atHome || mobile ? homePlace(person) : officePlace(person.office),
    device: mobile ? undefined : device,
    sessionId: sessionIdOf(person, time, mobile ? "mobile" : atHome ? "home" : "office"),
    interactive: errorCode !== 0 || random.chance(0.25),
    userAgent: mobile ? userAgents.mobile : device.isWindows ? userAgents.edge : userAgents.mac,
    mfa: atHome || mobile,
    errorCode,
    passwordChanged: person.passwordChanged,
  };
}

/** A session lasts a week, and belongs to one client in one place. */
function sessionIdOf({ account }: Person, time: number, client: "mobile" | "home" | "office"): string {
  return createRandom(`session ${account.objectId} ${client} ${Math.floor(time / (7 * DAY_MS))}`).guid();
}
