import type { AnyRow, TableName } from "../rows.ts";
import type { World } from "../world/world.ts";
import { cloudAppEvents } from "./cloud-app-events.ts";
import { deviceEvents } from "./device-events.ts";
import { deviceFileCertificateInfo } from "./device-file-certificate-info.ts";
import { deviceFileEvents } from "./device-file-events.ts";
import { deviceImageLoadEvents } from "./device-image-load-events.ts";
import { deviceInfo } from "./device-info.ts";
import { deviceLogonEvents } from "./device-logon-events.ts";
import { deviceNetworkEvents } from "./device-network-events.ts";
import { deviceNetworkInfo } from "./device-network-info.ts";
import { deviceProcessEvents } from "./device-process-events.ts";
import { deviceRegistryEvents } from "./device-registry-events.ts";
import { emailEvents } from "./email-events.ts";
import { emailAttachmentInfo, emailPostDeliveryEvents, emailUrlInfo } from "./email-parts.ts";
import { formerSignInRow } from "./entra-sign-ins.ts";
import { everydaySignIns } from "./everyday-sign-ins.ts";
import { exposureGraphNodes } from "./exposure-graph-nodes.ts";
import { graphApiAuditEvents } from "./graph-api-audit-events.ts";
import { identityDirectoryEvents } from "./identity-directory-events.ts";
import { identityInfo } from "./identity-info.ts";
import { identityLogonEvents } from "./identity-logon-events.ts";
import { identityQueryEvents } from "./identity-query-events.ts";
import { oauthAppInfo } from "./oauth-app-info.ts";
import { spnSignIns } from "./spn-sign-ins.ts";
import { urlClickEvents } from "./url-click-events.ts";
import { softwareInventory, softwareVulnerabilities, vulnerabilityKnowledge } from "./vulnerability-management.ts";

/** The ordinary rows of each table, in no order. */
export const noise: { readonly [T in TableName]: (world: World) => readonly AnyRow<T>[] } = {
  AADSignInEventsBeta: (world) => everydaySignIns(world).map(formerSignInRow),
  AlertEvidence: () => [],
  AlertInfo: () => [],
  CloudAppEvents: cloudAppEvents,
  DeviceEvents: deviceEvents,
  DeviceFileCertificateInfo: deviceFileCertificateInfo,
  DeviceFileEvents: deviceFileEvents,
  DeviceImageLoadEvents: deviceImageLoadEvents,
  DeviceInfo: deviceInfo,
  DeviceLogonEvents: deviceLogonEvents,
  DeviceNetworkEvents: deviceNetworkEvents,
  DeviceNetworkInfo: deviceNetworkInfo,
  DeviceProcessEvents: deviceProcessEvents,
  DeviceRegistryEvents: deviceRegistryEvents,
  DeviceTvmSoftwareInventory: softwareInventory,
  DeviceTvmSoftwareVulnerabilities: softwareVulnerabilities,
  DeviceTvmSoftwareVulnerabilitiesKB: vulnerabilityKnowledge,
  EmailAttachmentInfo: (world) => emailAttachmentInfo(world.mails(), world.random("EmailAttachmentInfo")),
  EmailEvents: (world) => emailEvents(world.mails(), world.random("EmailEvents")),
  EmailPostDeliveryEvents: (world) => emailPostDeliveryEvents(world.mails(), world.random("EmailPostDeliveryEvents")),
  EmailUrlInfo: (world) => emailUrlInfo(world.mails(), world.random("EmailUrlInfo")),
  EntraIdSignInEvents: everydaySignIns,
  EntraIdSpnSignInEvents: spnSignIns,
  ExposureGraphNodes: exposureGraphNodes,
  GraphAPIAuditEvents: graphApiAuditEvents,
  IdentityDirectoryEvents: identityDirectoryEvents,
  IdentityInfo: identityInfo,
  IdentityLogonEvents: identityLogonEvents,
  IdentityQueryEvents: identityQueryEvents,
  OAuthAppInfo: oauthAppInfo,
  UrlClickEvents: urlClickEvents,
};
