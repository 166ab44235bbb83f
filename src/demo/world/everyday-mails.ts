import { type Calendar, DAY_MS, anyTime, soonAfter, workingTime } from "./calendar.ts";
import { type Correspondent, bulkSenders, nuisances, partners } from "./correspondents.ts";
import { fill } from "./fill.ts";
import {
  type Attachment,
  type Mail,
  type MailUrl,
  type Recipient,
  type Sender,
  type Verdict,
  deliveries,
  insideRecipient,
  insideSender,
} from "./mail.ts";
import { givenNames, surnames } from "./names.ts";
import type { Person } from "./people.ts";
import type { Random } from "./random.ts";

/** Mails in the whole time. */
const COUNT = 4800;

interface Office {
  readonly calendar: Calendar;
  readonly people: readonly Person[];
  readonly random: Random;
}

type MakeMail = (office: Office) => Mail;

/** What the organisation writes and gets day by day, in no order. */
export function createEverydayMails(calendar: Calendar, people: readonly Person[], random: Random): readonly Mail[] {
  const office = { calendar, people, random };
  return Array.from({ length: COUNT }, () => random.weighted(kinds)(office));
}

const kinds: readonly (readonly [MakeMail, number])[] = [
  [fromPartner, 36],
  [internal, 28],
  [toPartner, 18],
  [newsletter, 9],
  [spam, 6],
  [lateSpam, 0.7],
  [caughtPhish, 1.6],
  [caughtMalware, 0.5],
];

const subjects = ["%topic%", "RE: %topic%", "RE: %topic% %n%", "FW: %topic%", "Shipment %n% - %topic%", "Booking %n%"];
const languages = [
  ["en", 70],
  ["nl", 18],
  ["pt", 8],
  ["de", 4],
] as const;

function baseMail({ random }: Office, time: number) {
  return {
    id: random.guid(),
    time,
    subject: fill(random.pick(subjects), random),
    clusterId: random.int(1e8, 4e9),
    language: random.weighted(languages),
    urls: random.chance(0.45) ? [bodyUrl(random.pick(partners), random)] : [],
    attachments: random.chance(0.2) ? [document(random)] : [],
    authentication: "pass" as const,
  };
}

function bodyUrl({ domain }: Correspondent, random: Random): MailUrl {
  return {
    url: `https://www.${domain}/${random.pick(["track", "doc", "meet", "unsubscribe", "order"])}/${random.hex(8)}`,
    location: "Body",
  };
}

function document(random: Random): Attachment {
  const [extension, type] = random.pick([
    ["pdf", "pdf"],
    ["docx", "office"],
    ["xlsx", "office"],
    ["png", "image"],
    ["zip", "zip"],
  ] as const);
  const name = `${fill("%topic% %n%", random)}.${extension}`;
  return { name, type: `${extension};${type}`, content: name };
}

function outsideSender({ name, domain, ip }: Correspondent, local: string): Sender {
  const address = `${local}@${domain}`;
  return { name, address, mailFrom: address, ip, objectId: "" };
}

function contact(random: Random): readonly [name: string, local: string] {
  const [given, surname] = [random.pick(givenNames), random.pick(surnames)];
  return [`${given} ${surname}`, `${given}.${surname}`.toLowerCase()];
}

/** One to four different people, mostly one. */
function someOf(people: readonly Person[], random: Random): readonly Person[] {
  const count = random.weighted([
    [1, 70],
    [2, 15],
    [3, 10],
    [4, 5],
  ] as const);
  return [...new Set(Array.from({ length: count }, () => random.pick(people)))];
}

const officeTime = ({ calendar, random }: Office) => workingTime(calendar, random, 1);

function fromPartner(office: Office): Mail {
  const { random, people } = office;
  const [name, local] = contact(random);
  const sender = { ...outsideSender(random.pick(partners), local), name };
  const recipients = someOf(people, random).map((person) => insideRecipient(person));
  return { ...baseMail(office, officeTime(office)), sender, recipients, direction: "Inbound" };
}

function internal(office: Office): Mail {
  const { random, people } = office;
  const sender = insideSender(random.pick(people));
  const recipients = someOf(people, random).map((person) => insideRecipient(person));
  return { ...baseMail(office, officeTime(office)), sender, recipients, direction: "Intra-org" };
}

function toPartner(office: Office): Mail {
  const { random, people } = office;
  const [, local] = contact(random);
  const recipient: Recipient = {
    address: `${local}@${random.pick(partners).domain}`,
    person: undefined,
    delivery: deliveries.outside,
  };
  const sender = insideSender(random.pick(people));
  return { ...baseMail(office, officeTime(office)), sender, recipients: [recipient], direction: "Outbound" };
}

function newsletter(office: Office): Mail {
  const { random, people } = office;
  const from = random.pick(bulkSenders);
  const sender = { ...outsideSender(from, "news"), mailFrom: `bounce-${random.hex(6)}@${from.domain}` };
  const recipients = someOf(people, random).map((person) => insideRecipient(person));
  const base = baseMail(office, anyTime(office.calendar, random));
  const subject = `${from.name}: ${base.subject}`;
  return {
    ...base,
    sender,
    recipients,
    subject,
    direction: "Inbound",
    urls: [bodyUrl(from, random)],
    bulkLevel: random.int(3, 7),
  };
}

function nuisance(office: Office, subject: string, verdict: Verdict, delivery: Recipient["delivery"]): Mail {
  const { random, people, calendar } = office;
  const from = random.pick(nuisances);
  const sender = { ...outsideSender(from, "info"), mailFrom: `bounce@mta${random.int(1, 9)}.${from.domain}` };
  const recipients = [insideRecipient(random.pick(people), delivery)];
  const base = {
    ...baseMail(office, anyTime(calendar, random)),
    subject,
    attachments: [],
    urls: [bodyUrl(from, random)],
  };
  return { ...base, sender, recipients, verdict, direction: "Inbound", authentication: "none", bulkLevel: 8 };
}

function spam(office: Office): Mail {
  const subject = office.random.pick([
    "You are a winner",
    "Cheap coins today",
    "Better sleep guaranteed",
    "Loan approved",
  ]);
  return nuisance(
    office,
    subject,
    { threat: "Spam", detection: "Advanced filter", confidence: "Normal" },
    deliveries.junk,
  );
}

/** Spam that was recognised after it had been delivered. */
function lateSpam(office: Office): Mail {
  const mail = { ...spam(office) };
  const time = soonAfter(office.calendar, office.random, mail.time, DAY_MS / 2);
  const moved = { time, type: "Spam ZAP", action: "Moved to junk folder", delivery: deliveries.junk } as const;
  return { ...mail, recipients: mail.recipients.map((to) => ({ ...to, delivery: deliveries.inbox, moved })) };
}

function caughtPhish(office: Office): Mail {
  const subject = office.random.pick([
    "Your parcel is waiting",
    "Mailbox almost full",
    "Shared document",
    "Password expires today",
  ]);
  const verdict = { threat: "Phish", detection: "URL malicious reputation", confidence: "High" } as const;
  return nuisance(office, subject, verdict, deliveries.quarantine);
}

function caughtMalware(office: Office): Mail {
  const verdict = {
    threat: "Malware",
    detection: "File detonation",
    confidence: "High",
    name: "Trojan:Win32/Example.A",
  } as const;
  const mail = nuisance(office, "Scanned copy", verdict, deliveries.quarantine);
  return {
    ...mail,
    attachments: [{ name: `scan${office.random.int(100, 999)}.zip`, type: "zip;zip", content: "everyday malware" }],
  };
}
