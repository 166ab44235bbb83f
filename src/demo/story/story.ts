import { alertRows } from "../alerts/alert-rows.ts";
import { attackAlerts } from "../alerts/attack-alerts.ts";
import type { DemoAlert } from "../alerts/demo-alert.ts";
import { otherAlerts } from "../alerts/other-alerts.ts";
import type { Rows } from "../rows.ts";
import type { World } from "../world/world.ts";
import { benefitsMail } from "./benefits-mail.ts";
import { castOf } from "./cast.ts";
import { maintenance, passwordSpray, vpnUser } from "./decoys.ts";
import { endpoint } from "./endpoint.ts";
import { exfiltration } from "./exfiltration.ts";
import { hostileRows } from "./hostile-texts.ts";
import { createIntrusion } from "./intrusion.ts";
import { lateralMovement } from "./lateral-movement.ts";
import { mailbox } from "./mailbox.ts";
import { phishing, phishingMail } from "./phishing.ts";
import { tokenTheft } from "./token-theft.ts";

/** What happens in the demo tenant beside the ordinary. */
export interface Story {
  /** The rows of each chapter, by table. */
  readonly chapters: readonly Rows[];
  readonly alerts: readonly DemoAlert[];
}

/** The attack, the decoys, the hostile texts and the alerts about them. */
export function createStory(world: World): Story {
  const cast = castOf(world);
  const intrusion = createIntrusion(world, cast);
  const scene = { world, cast, intrusion, mail: phishingMail(world, cast) };
  const alerts = [...attackAlerts(scene), ...otherAlerts(scene)];
  const attack = [
    phishing(world, cast),
    tokenTheft(world, cast),
    mailbox(world, cast),
    endpoint(world, cast, intrusion),
    lateralMovement(world, cast, intrusion),
    exfiltration(world, cast, intrusion),
  ];
  const decoys = [maintenance(world, cast), vpnUser(world, cast), passwordSpray(world), benefitsMail(world)];
  return { chapters: [...attack, ...decoys, hostileRows(world), alertRows(alerts)], alerts };
}
