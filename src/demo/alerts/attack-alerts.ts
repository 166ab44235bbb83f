import { INCIDENT } from "../story/adversary.ts";
import { cloudAlerts } from "./cloud-alerts.ts";
import type { DemoAlert } from "./demo-alert.ts";
import { deviceAlerts } from "./device-alerts.ts";
import { type Scene, alertOf } from "./draft.ts";

/** The alerts of the attack, all of one incident, in the order in which they were raised. */
export function attackAlerts(scene: Scene): readonly DemoAlert[] {
  return [...cloudAlerts(scene), ...deviceAlerts(scene)]
    .map((draft) => alertOf(draft, INCIDENT, scene.world))
    .toSorted((a, b) => a.raised - b.raised);
}
