import type { Row } from "../rows.ts";
import { DAY_MS, HOUR_MS, soonAfter, timeCell, workingTime } from "../world/calendar.ts";
import type { Mail, ThreatType } from "../world/mail.ts";
import type { Person } from "../world/people.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { webHosts } from "./hosts.ts";

export interface Click {
  readonly time: number;
  readonly person: Person;
  readonly url: string;
  /** The mail in which the link was; absent for links in Teams and Office. */
  readonly mail?: Mail;
  readonly action: "ClickAllowed" | "ClickBlocked" | "UrlErrorPage" | "UrlScanInProgress";
  /** Absent: true for clicks that were allowed. */
  readonly clickedThrough?: boolean;
  /** The verdict at the time of the click. */
  readonly threat?: ThreatType;
  readonly chain?: readonly string[];
}

/** The row of a click that Safe Links saw. */
export function clickRow(click: Click, workload: "Email" | "Teams" | "Office", random: Random): Row<"UrlClickEvents"> {
  const { time, person, url, action, threat } = click;
  return {
    Timestamp: timeCell(time),
    Url: url,
    ActionType: action,
    AccountUpn: person.account.upn,
    Workload: workload,
    NetworkMessageId: click.mail?.id ?? "",
    ThreatTypes: threat ?? "",
    DetectionMethods: threat === undefined ? "" : JSON.stringify({ [threat]: ["URL detonation"] }),
    IPAddress: person.office.publicIp,
    IsClickedThrough: click.clickedThrough ?? action === "ClickAllowed",
    UrlChain: JSON.stringify(click.chain ?? [url]),
    ReportId: random.guid(),
    AppName: workload === "Email" ? "Mail" : workload,
    AppVersion: "0.0.0000",
  };
}

/** Share of the recipients that click on a link of a mail. */
const CLICK_RATE = 0.18;
const OTHER_CLICKS = 350;

/** Clicks on links of everyday mails, and of Teams and Office. */
export function urlClickEvents(world: World): readonly Row<"UrlClickEvents">[] {
  const random = world.random("UrlClickEvents");
  const inMail = world.mails().flatMap((mail) => clicksOn(mail, world, random));
  const elsewhere = Array.from({ length: OTHER_CLICKS }, () => {
    const person = random.pick(world.people);
    const [host] = random.pick(webHosts);
    const time = workingTime(world.calendar, random, person.office.utcOffset);
    const click = { time, person, url: `https://${host}/${random.hex(6)}`, action: "ClickAllowed" } as const;
    return clickRow(click, random.pick(["Teams", "Office"]), random);
  });
  return [...inMail, ...elsewhere];
}

function clicksOn(mail: Mail, { calendar }: World, random: Random): readonly Row<"UrlClickEvents">[] {
  return mail.urls.flatMap(({ url }) =>
    mail.recipients.flatMap(({ person, delivery }) => {
      if (person === undefined || delivery.action === "Blocked" || !random.chance(CLICK_RATE)) return [];
      const time = soonAfter(calendar, random, mail.time, random.chance(0.8) ? 2 * HOUR_MS : DAY_MS);
      const action = actionOn(mail, random);
      const click: Click = { time, person, url, mail, action, clickedThrough: action === "ClickAllowed" };
      return [
        clickRow(mail.verdict === undefined ? click : { ...click, threat: mail.verdict.threat }, "Email", random),
      ];
    }),
  );
}

function actionOn({ verdict }: Mail, random: Random): Click["action"] {
  if (verdict !== undefined) return "ClickBlocked";
  return random.weighted([
    ["ClickAllowed", 95],
    ["UrlScanInProgress", 3],
    ["UrlErrorPage", 2],
  ] as const);
}
