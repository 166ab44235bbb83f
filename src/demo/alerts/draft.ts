import type { Cast } from "../story/cast.ts";
import type { Intrusion } from "../story/intrusion.ts";
import type { Mail } from "../world/mail.ts";
import { createRandom } from "../world/random.ts";
import type { World } from "../world/world.ts";
import type { DemoAlert } from "./demo-alert.ts";

type Said = "title" | "description" | "category" | "severity" | "techniques" | "source" | "evidence";

/** A time of the story: days after the first day of the attack, and the time of day. */
export type StoryTime = readonly [day: number, time: string];

/** What is to be said of one alert. */
export interface Draft extends Pick<DemoAlert, Said> {
  readonly first: StoryTime;
  readonly raised: StoryTime;
  /** `suspicious` unless given. */
  readonly verdict?: DemoAlert["verdict"];
  readonly resolution?: Omit<NonNullable<DemoAlert["resolution"]>, "time">;
}

/** What the chapters of the story give as evidence. */
export interface Scene {
  readonly world: World;
  readonly cast: Cast;
  readonly intrusion: Intrusion;
  readonly mail: Mail;
}

const HALF_DAY_MS = 43_200_000;

/** An alert of an incident, with an id that follows from its title. Those that were resolved were so half a day later. */
export function alertOf({ first, raised, resolution, ...draft }: Draft, incident: number, world: World): DemoAlert {
  const { calendar } = world;
  const [began, known] = [calendar.attackTime(...first), calendar.attackTime(...raised)];
  return {
    verdict: "suspicious",
    ...draft,
    id: `${draft.source.idPrefix}${createRandom(`${incident} ${draft.title}`).guid()}_1`,
    incident,
    first: began,
    last: Math.max(began, known - 60_000),
    raised: known,
    ...(resolution === undefined ? {} : { resolution: { ...resolution, time: known + HALF_DAY_MS } }),
  };
}
