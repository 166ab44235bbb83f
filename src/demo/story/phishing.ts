import { emailEvents } from "../noise/email-events.ts";
import { emailAttachmentInfo, emailPostDeliveryEvents, emailUrlInfo } from "../noise/email-parts.ts";
import { type Click, clickRow } from "../noise/url-click-events.ts";
import type { Rows } from "../rows.ts";
import { type Mail, type Recipient, deliveries, insideRecipient } from "../world/mail.ts";
import type { Random } from "../world/random.ts";
import type { Workplace, World } from "../world/world.ts";
import { lure } from "./adversary.ts";
import { type Cast, PHISHED } from "./cast.ts";

/** Of the mails, those that a stricter policy kept out. */
const BLOCKED = 2;

/** The mail that begins everything: one mail, fourteen recipients. */
export function phishingMail(world: World, { finance }: Cast): Mail {
  const { calendar } = world;
  const random = world.random("phishing mail");
  const zapped = calendar.attackTime(0, "10:58");
  const recipients = finance.map(({ person }, index): Recipient => {
    if (index >= PHISHED - BLOCKED) return insideRecipient(person, deliveries.quarantine);
    const time = zapped + random.int(0, 90_000);
    const moved = { time, type: "Phish ZAP", action: "Moved to quarantine", delivery: deliveries.quarantine } as const;
    return { ...insideRecipient(person), moved };
  });
  return {
    id: random.guid(),
    time: calendar.attackTime(0, "07:42:13"),
    sender: {
      name: lure.senderName,
      address: lure.senderAddress,
      mailFrom: lure.mailFrom,
      ip: lure.mailServer,
      objectId: "",
    },
    recipients,
    subject: lure.subject,
    direction: "Inbound",
    urls: [{ url: lure.url, location: "Body" }],
    attachments: [{ name: lure.attachment, type: "docm;office", content: lure.attachment }],
    verdict: { threat: "Phish", detection: "URL detonation", confidence: "High", name: "Phish: credential relay" },
    authentication: "fail",
    clusterId: 3_188_213_077,
    language: "en",
  };
}

/** The mail, and who followed its link. */
export function phishing(world: World, cast: Cast): Rows {
  const mail = phishingMail(world, cast);
  const random = world.random("phishing");
  return {
    ...mailRows([mail], random),
    UrlClickEvents: clicks(world, cast, mail).map((click) => clickRow(click, "Email", random)),
  };
}

/** The rows that mails leave in the four tables about them. */
export function mailRows(mails: readonly Mail[], random: Random): Rows {
  return {
    EmailEvents: emailEvents(mails, random),
    EmailUrlInfo: emailUrlInfo(mails, random),
    EmailAttachmentInfo: emailAttachmentInfo(mails, random),
    EmailPostDeliveryEvents: emailPostDeliveryEvents(mails, random),
  };
}

function clicks({ calendar }: World, cast: Cast, mail: Mail): readonly Click[] {
  const on = (time: string, { person }: Workplace) => ({
    time: calendar.attackTime(0, time),
    person,
    url: lure.url,
    mail,
  });
  const hasty = cast.finance[6] ?? cast.cautious;
  return [
    { ...on("08:05:31", cast.victim), action: "ClickAllowed", chain: [lure.url, lure.relayUrl] },
    { ...on("08:40:02", hasty), action: "UrlScanInProgress" },
    { ...on("11:31:47", cast.cautious), action: "ClickBlocked", threat: "Phish" },
  ];
}
