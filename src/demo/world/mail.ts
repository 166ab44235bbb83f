import { organisation } from "./organisation.ts";
import type { Person } from "./people.ts";

export type ThreatType = "Phish" | "Spam" | "Malware";

/** What delivery did with a mail, in the words of EmailEvents. */
export interface Delivery {
  readonly action: "Delivered" | "Junked" | "Blocked";
  readonly location: "Inbox/folder" | "Junk folder" | "Quarantine" | "On-premises/external" | "Deleted items";
}

export const deliveries = {
  inbox: { action: "Delivered", location: "Inbox/folder" },
  junk: { action: "Junked", location: "Junk folder" },
  quarantine: { action: "Blocked", location: "Quarantine" },
  outside: { action: "Delivered", location: "On-premises/external" },
} as const satisfies Record<string, Delivery>;

export interface Sender {
  readonly name: string;
  /** What people see. */
  readonly address: string;
  /** The envelope. */
  readonly mailFrom: string;
  /** The server that relayed it. */
  readonly ip: string;
  /** Entra's id, of senders inside. */
  readonly objectId: string;
}

export interface Recipient {
  readonly address: string;
  /** Undefined for recipients outside. */
  readonly person: Person | undefined;
  readonly delivery: Delivery;
  /** Where the mail is now, where something moved it after delivery. */
  readonly moved?: MovedMail;
}

/** What happened to a mail after its delivery. */
export interface MovedMail {
  /** ms since 1970. */
  readonly time: number;
  readonly type: "Phish ZAP" | "Spam ZAP" | "Malware ZAP" | "Manual remediation";
  readonly action: "Moved to quarantine" | "Moved to junk folder" | "Soft delete";
  readonly delivery: Delivery;
}

export interface Attachment {
  readonly name: string;
  readonly type: string;
  /** What names its content: equal texts are equal files. */
  readonly content: string;
}

export interface MailUrl {
  readonly url: string;
  readonly location: "Body" | "Attachment" | "QRCode";
}

export interface Verdict {
  readonly threat: ThreatType;
  readonly detection: string;
  readonly confidence: "High" | "Normal";
  /** The family or campaign, where it has a name. */
  readonly name?: string;
}

/** One mail, to all its recipients. */
export interface Mail {
  /** NetworkMessageId. */
  readonly id: string;
  /** ms since 1970. */
  readonly time: number;
  readonly sender: Sender;
  readonly recipients: readonly Recipient[];
  readonly subject: string;
  readonly direction: "Inbound" | "Outbound" | "Intra-org";
  readonly urls: readonly MailUrl[];
  readonly attachments: readonly Attachment[];
  /** The verdict that counts now. */
  readonly verdict?: Verdict;
  /** Whether the sender's domain vouches for the mail. */
  readonly authentication: "pass" | "fail" | "none";
  /** 0 to 9; absent for mail that is not sent in bulk. */
  readonly bulkLevel?: number;
  /** Shared by mails of similar content. */
  readonly clusterId: number;
  readonly language: string;
}

/** A sender inside the organisation. */
export function insideSender({ account, office }: Person): Sender {
  const { displayName, upn, objectId } = account;
  return { name: displayName, address: upn, mailFrom: upn, ip: office.publicIp, objectId };
}

/** A recipient inside the organisation; the mail goes to the inbox unless said otherwise. */
export function insideRecipient(person: Person, delivery: Delivery = deliveries.inbox): Recipient {
  return { address: person.account.upn, person, delivery };
}

export const domainOf = (address: string) => address.slice(address.indexOf("@") + 1);

/** The `Message-ID` header of a mail. */
export function internetMessageId({ id, sender, direction }: Mail): string {
  const host = direction === "Inbound" ? domainOf(sender.mailFrom) : `mail.${organisation.mailDomain}`;
  return `<${id.replaceAll("-", "")}@${host}>`;
}
