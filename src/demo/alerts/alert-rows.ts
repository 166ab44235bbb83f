import type { Row, Rows } from "../rows.ts";
import { accountCells } from "../process-cells.ts";
import { timeCell } from "../world/calendar.ts";
import type { Account } from "../world/account.ts";
import type { Device } from "../world/devices.ts";
import type { Process } from "../world/process.ts";
import type { DemoAlert, Evidence, EvidenceKind, FileEvidence } from "./demo-alert.ts";

/** The alerts as the tables AlertInfo and AlertEvidence hold them. */
export function alertRows(alerts: readonly DemoAlert[]): Rows {
  return {
    AlertInfo: alerts.map((alert) => ({
      Timestamp: timeCell(alert.raised),
      ...sharedCells(alert),
      Category: alert.category,
      Severity: alert.severity,
    })),
    AlertEvidence: alerts.flatMap((alert) => alert.evidence.map((evidence) => evidenceRow(alert, evidence))),
  };
}

function sharedCells({ id, title, source, techniques }: DemoAlert) {
  return {
    AlertId: id,
    Title: title,
    ServiceSource: source.service,
    DetectionSource: source.detection,
    AttackTechniques:
      techniques.length === 0 ? "" : JSON.stringify(techniques.map(([name, number]) => `${name} (${number})`)),
  };
}

function evidenceRow(alert: DemoAlert, evidence: Evidence): Row<"AlertEvidence"> {
  return {
    Timestamp: timeCell(alert.raised),
    ...sharedCells(alert),
    Categories: JSON.stringify([alert.category]),
    Severity: alert.severity,
    EvidenceRole: evidence.impacted === true ? "Impacted" : "Related",
    AdditionalFields: {},
    ...entityCells(evidence),
  };
}

const deviceCells = ({ id, name, ip }: Device) => ({ DeviceId: id, DeviceName: name, LocalIP: ip });
const userCells = (account: Account) => ({
  ...accountCells(account),
  AccountUpn: account.upn,
  AccountObjectId: account.objectId,
});

type Cells = Row<"AlertEvidence">;

const cellsOf: { readonly [K in EvidenceKind]: (evidence: Evidence<K>) => Cells } = {
  user: ({ account }) => ({ EntityType: "User", ...userCells(account) }),
  device: ({ device }) => ({ EntityType: "Machine", ...deviceCells(device) }),
  process: ({ process }) => ({ EntityType: "Process", ...processCells(process) }),
  file: ({ file }) => ({ EntityType: "File", ...fileCells(file) }),
  registry: ({ value: { key, name, data }, device }) => ({
    EntityType: "RegistryValue",
    RegistryKey: key,
    RegistryValueName: name,
    RegistryValueData: data,
    ...deviceCells(device),
  }),
  ip: ({ ip }) => ({ EntityType: "Ip", RemoteIP: ip }),
  url: ({ url }) => ({ EntityType: "Url", RemoteUrl: url }),
  mail: ({ mail, recipient }) => ({
    EntityType: "MailMessage",
    NetworkMessageId: mail.id,
    EmailSubject: mail.subject,
    ...userCells(recipient),
  }),
  app: ({ app }) => ({ EntityType: "OAuthApplication", Application: app.name, OAuthApplicationId: app.id }),
};

function entityCells<K extends EvidenceKind>(evidence: Evidence<K>): Cells {
  return cellsOf[evidence.kind](evidence);
}

function processCells({ device, program, path, commandLine, account }: Process) {
  const { sha1, sha256, size, fileName } = program;
  const image = { FileName: fileName, FolderPath: path, SHA1: sha1, SHA256: sha256, FileSize: size };
  return { ...image, ProcessCommandLine: commandLine, ...deviceCells(device), ...accountCells(account) };
}

function fileCells({ device, name, folder, identity }: FileEvidence) {
  const { sha1, sha256, size } = identity;
  return { FileName: name, FolderPath: folder, SHA1: sha1, SHA256: sha256, FileSize: size, ...deviceCells(device) };
}
