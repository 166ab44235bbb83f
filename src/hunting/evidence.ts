import type { JsonObject } from "../defender/reply-schema.ts";
import { textAt } from "./graph-text.ts";

interface EvidenceKind {
  /** Paths of properties; the first that holds a text names the entity. */
  readonly names: readonly string[];
  /** Hunting tables in which the entity's doings are found. */
  readonly tables: readonly string[];
}

/** By the name of Graph's evidence type without its namespace and `Evidence`. Source: `alertEvidence` and its derived types, Graph v1.0. */
const kinds: Readonly<Record<string, EvidenceKind>> = {
  user: {
    names: ["userAccount.userPrincipalName", "userAccount.accountName", "userAccount.userSid"],
    tables: ["EntraIdSignInEvents", "IdentityLogonEvents", "CloudAppEvents", "DeviceLogonEvents"],
  },
  device: {
    names: ["deviceDnsName", "hostName", "mdeDeviceId"],
    tables: ["DeviceProcessEvents", "DeviceNetworkEvents", "DeviceFileEvents", "DeviceLogonEvents"],
  },
  process: {
    names: ["processCommandLine", "imageFile.fileName"],
    tables: ["DeviceProcessEvents", "DeviceNetworkEvents"],
  },
  file: { names: ["fileDetails.fileName", "fileDetails.sha256"], tables: ["DeviceFileEvents", "DeviceProcessEvents"] },
  registryKey: { names: ["registryKey"], tables: ["DeviceRegistryEvents"] },
  registryValue: { names: ["registryKey", "registryValueName"], tables: ["DeviceRegistryEvents"] },
  ip: { names: ["ipAddress"], tables: ["DeviceNetworkEvents", "EntraIdSignInEvents", "CloudAppEvents"] },
  url: { names: ["url"], tables: ["UrlClickEvents", "EmailUrlInfo", "DeviceNetworkEvents"] },
  mailbox: { names: ["primaryAddress", "upn"], tables: ["EmailEvents", "CloudAppEvents"] },
  analyzedMessage: {
    names: ["networkMessageId", "subject"],
    tables: ["EmailEvents", "EmailUrlInfo", "EmailAttachmentInfo", "EmailPostDeliveryEvents"],
  },
  mailCluster: { names: ["networkMessageIds", "query"], tables: ["EmailEvents", "EmailPostDeliveryEvents"] },
  oauthApplication: {
    names: ["displayName", "appId"],
    tables: ["OAuthAppInfo", "CloudAppEvents", "GraphAPIAuditEvents"],
  },
  cloudApplication: { names: ["displayName", "appId"], tables: ["CloudAppEvents"] },
  securityGroup: { names: ["displayName", "securityGroupId"], tables: ["IdentityDirectoryEvents"] },
};

/** An entity of an alert. */
export interface EvidenceView {
  /** E.g. `device`; `unknown` where the service names no type. */
  readonly type: string;
  /** What it is called; empty where nothing of it is known. */
  readonly name: string;
  readonly tables: readonly string[];
}

export function viewEvidence(evidence: JsonObject): EvidenceView {
  const type = /\.(\w+)Evidence$/.exec(textAt(evidence, "@odata.type"))?.[1] ?? "unknown";
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  const name = kind?.names.map((path) => textAt(evidence, ...path.split("."))).find((text) => text !== "");
  return { type, name: name ?? "", tables: kind?.tables ?? [] };
}
