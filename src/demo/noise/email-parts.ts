import type { Row } from "../rows.ts";
import { timeCell } from "../world/calendar.ts";
import { type Attachment, type Mail, internetMessageId } from "../world/mail.ts";
import { fileIdentity } from "../world/program.ts";
import type { Random } from "../world/random.ts";

/** One row a link of a mail. */
export function emailUrlInfo(mails: readonly Mail[], random: Random): readonly Row<"EmailUrlInfo">[] {
  return mails.flatMap(({ id, time, urls }) =>
    urls.map(({ url, location }) => ({
      Timestamp: timeCell(time),
      NetworkMessageId: id,
      Url: url,
      UrlDomain: new URL(url).hostname,
      UrlLocation: location,
      ReportId: `${id}-${random.int(1, 9_999_999_999)}`,
    })),
  );
}

/** One row an attachment and recipient. */
export function emailAttachmentInfo(mails: readonly Mail[], random: Random): readonly Row<"EmailAttachmentInfo">[] {
  return mails.flatMap((mail) =>
    mail.attachments.flatMap((attachment) =>
      mail.recipients.map(({ address, person }) => ({
        Timestamp: timeCell(mail.time),
        NetworkMessageId: mail.id,
        SenderFromAddress: mail.sender.address,
        SenderDisplayName: mail.sender.name,
        SenderObjectId: mail.sender.objectId,
        RecipientEmailAddress: address,
        RecipientObjectId: person?.account.objectId ?? "",
        ...attachmentCells(attachment),
        ...threatCells(mail),
        ReportId: `${mail.id}-${random.int(1, 9_999_999_999)}`,
      })),
    ),
  );
}

function attachmentCells({ name, type, content }: Attachment): Row<"EmailAttachmentInfo"> {
  const { sha256, size } = fileIdentity(content);
  return {
    FileName: name,
    FileType: type,
    SHA256: sha256,
    FileSize: size,
    FileExtension: name.slice(name.lastIndexOf(".") + 1),
  };
}

/** Attachments carry the verdict only of malware; other threats are the mail's. */
function threatCells({ verdict }: Mail): Row<"EmailAttachmentInfo"> {
  if (verdict?.threat !== "Malware") return {};
  const { threat, detection, name } = verdict;
  return { ThreatTypes: threat, ThreatNames: name ?? "", DetectionMethods: JSON.stringify({ [threat]: [detection] }) };
}

/** One row a mail and recipient that was moved after delivery. */
export function emailPostDeliveryEvents(
  mails: readonly Mail[],
  random: Random,
): readonly Row<"EmailPostDeliveryEvents">[] {
  return mails.flatMap((mail) =>
    mail.recipients.flatMap(({ address, delivery, moved }) =>
      moved === undefined
        ? []
        : [
            {
              Timestamp: timeCell(moved.time),
              NetworkMessageId: mail.id,
              InternetMessageId: internetMessageId(mail),
              Action: moved.action,
              ActionType: moved.type,
              ActionTrigger: moved.type === "Manual remediation" ? "AdminAction" : "SpecialAction",
              ActionResult: "Success",
              RecipientEmailAddress: address,
              DeliveryLocation: moved.delivery.location,
              SourceLocation: delivery.location,
              ThreatTypes: mail.verdict?.threat ?? "",
              DetectionMethods:
                mail.verdict === undefined ? "" : JSON.stringify({ [mail.verdict.threat]: [mail.verdict.detection] }),
              ReportId: `${mail.id}-${random.int(1, 9_999_999_999)}`,
              SenderFromAddress: mail.sender.address,
              EmailDirection: mail.direction,
            },
          ],
    ),
  );
}
