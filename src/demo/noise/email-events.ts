import type { AnyRow, Row } from "../rows.ts";
import { timeCell } from "../world/calendar.ts";
import { type Mail, type Recipient, type ThreatType, domainOf, internetMessageId } from "../world/mail.ts";
import type { Random } from "../world/random.ts";

/** One row a mail and recipient. */
export function emailEvents(mails: readonly Mail[], random: Random): readonly AnyRow<"EmailEvents">[] {
  return mails.flatMap((mail) => {
    const cells = [senderCells(mail), contentCells(mail), verdictCells(mail)];
    return mail.recipients.map((recipient) => [
      ...cells,
      recipientCells(recipient),
      {
        ReportId: `${mail.id}-${random.int(1, 9_999_999_999)}`,
        EmailSize: 4000 + mail.attachments.length * 180_000 + random.int(0, 30_000),
        IsFirstContact: mail.direction === "Inbound" && mail.authentication !== "pass",
      },
    ]);
  });
}

function senderCells({ sender }: Mail): Row<"EmailEvents"> {
  return {
    SenderMailFromAddress: sender.mailFrom,
    SenderFromAddress: sender.address,
    SenderDisplayName: sender.name,
    SenderObjectId: sender.objectId,
    SenderMailFromDomain: domainOf(sender.mailFrom),
    SenderFromDomain: domainOf(sender.address),
    [sender.ip.includes(":") ? "SenderIPv6" : "SenderIPv4"]: sender.ip,
  };
}

function contentCells(mail: Mail): Row<"EmailEvents"> {
  const { authentication } = mail;
  const details = { SPF: authentication, DKIM: authentication, DMARC: authentication, CompAuth: authentication };
  return {
    Timestamp: timeCell(mail.time),
    NetworkMessageId: mail.id,
    InternetMessageId: internetMessageId(mail),
    Subject: mail.subject,
    EmailClusterId: mail.clusterId,
    EmailDirection: mail.direction,
    BulkComplaintLevel: mail.bulkLevel ?? null,
    AuthenticationDetails: mail.direction === "Inbound" ? JSON.stringify(details) : "",
    AttachmentCount: mail.attachments.length,
    UrlCount: mail.urls.length,
    EmailLanguage: mail.language,
    AdditionalFields: {},
    To: mail.recipients.map(({ address }) => address),
    Cc: [],
  };
}

function verdictCells({ verdict }: Mail): Row<"EmailEvents"> {
  if (verdict === undefined) return {};
  const { threat, detection, confidence, name } = verdict;
  return {
    ThreatTypes: threat,
    ThreatNames: name ?? "",
    DetectionMethods: JSON.stringify({ [threat]: [detection] }),
    ConfidenceLevel: JSON.stringify({ [threat]: confidence }),
    EmailActionPolicy: policies[threat],
  };
}

const policies: Readonly<Record<ThreatType, string>> = {
  Phish: "Antispam high-confidence phish",
  Spam: "Antispam spam",
  Malware: "Antimalware",
};

const emailActions: Readonly<Record<Recipient["delivery"]["action"], string>> = {
  Delivered: "No action taken",
  Junked: "Move message to junk mail folder",
  Blocked: "Send to quarantine",
};

function recipientCells({ address, person, delivery, moved }: Recipient): Row<"EmailEvents"> {
  return {
    RecipientEmailAddress: address,
    RecipientObjectId: person?.account.objectId ?? "",
    RecipientDomain: domainOf(address),
    DeliveryAction: delivery.action,
    DeliveryLocation: delivery.location,
    EmailAction: emailActions[delivery.action],
    LatestDeliveryAction: moved?.action ?? delivery.action,
    LatestDeliveryLocation: moved?.delivery.location ?? delivery.location,
  };
}
