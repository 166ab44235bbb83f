import type AADSignInEventsBeta from "../schema/tables/AADSignInEventsBeta.json";
import type AlertEvidence from "../schema/tables/AlertEvidence.json";
import type AlertInfo from "../schema/tables/AlertInfo.json";
import type CloudAppEvents from "../schema/tables/CloudAppEvents.json";
import type DeviceEvents from "../schema/tables/DeviceEvents.json";
import type DeviceFileCertificateInfo from "../schema/tables/DeviceFileCertificateInfo.json";
import type DeviceFileEvents from "../schema/tables/DeviceFileEvents.json";
import type DeviceImageLoadEvents from "../schema/tables/DeviceImageLoadEvents.json";
import type DeviceInfo from "../schema/tables/DeviceInfo.json";
import type DeviceLogonEvents from "../schema/tables/DeviceLogonEvents.json";
import type DeviceNetworkEvents from "../schema/tables/DeviceNetworkEvents.json";
import type DeviceNetworkInfo from "../schema/tables/DeviceNetworkInfo.json";
import type DeviceProcessEvents from "../schema/tables/DeviceProcessEvents.json";
import type DeviceRegistryEvents from "../schema/tables/DeviceRegistryEvents.json";
import type DeviceTvmSoftwareInventory from "../schema/tables/DeviceTvmSoftwareInventory.json";
import type DeviceTvmSoftwareVulnerabilities from "../schema/tables/DeviceTvmSoftwareVulnerabilities.json";
import type DeviceTvmSoftwareVulnerabilitiesKB from "../schema/tables/DeviceTvmSoftwareVulnerabilitiesKB.json";
import type EmailAttachmentInfo from "../schema/tables/EmailAttachmentInfo.json";
import type EmailEvents from "../schema/tables/EmailEvents.json";
import type EmailPostDeliveryEvents from "../schema/tables/EmailPostDeliveryEvents.json";
import type EmailUrlInfo from "../schema/tables/EmailUrlInfo.json";
import type EntraIdSignInEvents from "../schema/tables/EntraIdSignInEvents.json";
import type EntraIdSpnSignInEvents from "../schema/tables/EntraIdSpnSignInEvents.json";
import type ExposureGraphNodes from "../schema/tables/ExposureGraphNodes.json";
import type GraphAPIAuditEvents from "../schema/tables/GraphAPIAuditEvents.json";
import type IdentityDirectoryEvents from "../schema/tables/IdentityDirectoryEvents.json";
import type IdentityInfo from "../schema/tables/IdentityInfo.json";
import type IdentityLogonEvents from "../schema/tables/IdentityLogonEvents.json";
import type IdentityQueryEvents from "../schema/tables/IdentityQueryEvents.json";
import type OAuthAppInfo from "../schema/tables/OAuthAppInfo.json";
import type UrlClickEvents from "../schema/tables/UrlClickEvents.json";
import type { Cell } from "../table/table.ts";

/** The files of the catalogue whose tables the demo tenant fills. Types only: nothing is loaded. */
interface Files {
  AADSignInEventsBeta: typeof AADSignInEventsBeta;
  AlertEvidence: typeof AlertEvidence;
  AlertInfo: typeof AlertInfo;
  CloudAppEvents: typeof CloudAppEvents;
  DeviceEvents: typeof DeviceEvents;
  DeviceFileCertificateInfo: typeof DeviceFileCertificateInfo;
  DeviceFileEvents: typeof DeviceFileEvents;
  DeviceImageLoadEvents: typeof DeviceImageLoadEvents;
  DeviceInfo: typeof DeviceInfo;
  DeviceLogonEvents: typeof DeviceLogonEvents;
  DeviceNetworkEvents: typeof DeviceNetworkEvents;
  DeviceNetworkInfo: typeof DeviceNetworkInfo;
  DeviceProcessEvents: typeof DeviceProcessEvents;
  DeviceRegistryEvents: typeof DeviceRegistryEvents;
  DeviceTvmSoftwareInventory: typeof DeviceTvmSoftwareInventory;
  DeviceTvmSoftwareVulnerabilities: typeof DeviceTvmSoftwareVulnerabilities;
  DeviceTvmSoftwareVulnerabilitiesKB: typeof DeviceTvmSoftwareVulnerabilitiesKB;
  EmailAttachmentInfo: typeof EmailAttachmentInfo;
  EmailEvents: typeof EmailEvents;
  EmailPostDeliveryEvents: typeof EmailPostDeliveryEvents;
  EmailUrlInfo: typeof EmailUrlInfo;
  EntraIdSignInEvents: typeof EntraIdSignInEvents;
  EntraIdSpnSignInEvents: typeof EntraIdSpnSignInEvents;
  ExposureGraphNodes: typeof ExposureGraphNodes;
  GraphAPIAuditEvents: typeof GraphAPIAuditEvents;
  IdentityDirectoryEvents: typeof IdentityDirectoryEvents;
  IdentityInfo: typeof IdentityInfo;
  IdentityLogonEvents: typeof IdentityLogonEvents;
  IdentityQueryEvents: typeof IdentityQueryEvents;
  OAuthAppInfo: typeof OAuthAppInfo;
  UrlClickEvents: typeof UrlClickEvents;
}

export type TableName = keyof Files;

type ColumnOf<T extends TableName> =
  keyof Files[T]["columns"] | (Files[T] extends { readonly observed: infer Observed } ? keyof Observed : never);

/** Cells of one row by column; a column that is not named is empty. */
export type Row<T extends TableName> = { readonly [C in ColumnOf<T>]?: Cell };

/** A row, whole or in parts of which none names a column of another. Wide rows stay in parts: merging them costs more than all else. */
export type AnyRow<T extends TableName> = Row<T> | readonly Row<T>[];

/** Rows by table. */
export type Rows = { readonly [T in TableName]?: readonly AnyRow<T>[] };
