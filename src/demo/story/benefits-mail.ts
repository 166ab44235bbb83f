import { type Click, clickRow } from "../noise/url-click-events.ts";
import type { Rows } from "../rows.ts";
import { HOUR_MS } from "../world/calendar.ts";
import { type Mail, insideRecipient } from "../world/mail.ts";
import type { World } from "../world/world.ts";
import { mailRows } from "./phishing.ts";

export const benefits = {
  subject: "Action needed: choose your Workwell benefits by Friday",
  address: "hello@workwell-benefits.example.com",
  url: "https://choose.workwell-benefits.example.com/e/halvern",
} as const;

/** Looks like a phishing campaign, and is the benefits provider: a mail to everybody, with haste, a link and a foreign envelope. */
export function benefitsMail(world: World): Rows {
  const random = world.random("benefits mail");
  const mail: Mail = {
    id: random.guid(),
    time: world.calendar.attackTime(-1, "08:59:30"),
    sender: {
      name: "Workwell Benefits",
      address: benefits.address,
      mailFrom: "bounces+halvern@sender.bulkmail.example.net",
      ip: "203.0.113.120",
      objectId: "",
    },
    recipients: world.people.map((person) => insideRecipient(person)),
    subject: benefits.subject,
    direction: "Inbound",
    urls: [{ url: benefits.url, location: "Body" }],
    attachments: [],
    authentication: "pass",
    bulkLevel: 6,
    clusterId: 2_044_811_390,
    language: "en",
  };
  const clicks = world.people
    .filter(() => random.chance(0.4))
    .map((person): Click => {
      const time = mail.time + random.int(60_000, 9 * HOUR_MS);
      return { time, person, url: benefits.url, mail, action: "ClickAllowed" };
    });
  return { ...mailRows([mail], random), UrlClickEvents: clicks.map((click) => clickRow(click, "Email", random)) };
}
