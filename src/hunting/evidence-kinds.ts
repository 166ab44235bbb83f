/** What is known of a type of Graph's alert evidence. */
export interface EvidenceKind {
  /** Paths of properties; the first that holds a text names the entity. */
  readonly names: readonly string[];
  /** Path of a property that keeps two entities of one name apart. */
  readonly apart?: string;
  /** What a reader needs of it beside the name: paths of properties by the name to show. */
  readonly facts: Readonly<Record<string, string>>;
  /** Hunting tables in which the entity's doings are found. */
  readonly tables: readonly string[];
  /** Queries of the library that follow the entity. */
  readonly queries: readonly string[];
}

const accountFacts = {
  display_name: "userAccount.displayName",
  object_id: "userAccount.azureAdUserId",
  sid: "userAccount.userSid",
};
const mailTables = ["EmailEvents", "EmailUrlInfo", "EmailAttachmentInfo", "EmailPostDeliveryEvents"];

/** By the name of Graph's evidence type without its namespace and `Evidence`. Source: `alertEvidence` and its derived types, Graph v1.0. */
export const evidenceKinds: Readonly<Record<string, EvidenceKind>> = {
  user: {
    names: ["userAccount.userPrincipalName", "userAccount.accountName", "userAccount.userSid"],
    facts: accountFacts,
    tables: ["EntraIdSignInEvents", "IdentityLogonEvents", "CloudAppEvents", "DeviceLogonEvents"],
    queries: ["sweep-account"],
  },
  device: {
    names: ["deviceDnsName", "hostName", "mdeDeviceId"],
    facts: { device_id: "mdeDeviceId", system: "osPlatform", address: "lastIpAddress", risk: "riskScore" },
    tables: ["DeviceProcessEvents", "DeviceNetworkEvents", "DeviceFileEvents", "DeviceLogonEvents"],
    queries: ["sweep-device", "device-timeline"],
  },
  process: {
    names: ["processCommandLine", "imageFile.fileName"],
    apart: "processId",
    facts: {
      process_id: "processId",
      started: "processCreationDateTime",
      folder: "imageFile.filePath",
      sha256: "imageFile.sha256",
      parent: "parentProcessImageFile.fileName",
      account: "userAccount.accountName",
    },
    tables: ["DeviceProcessEvents", "DeviceNetworkEvents"],
    queries: ["process-tree", "sweep-hash"],
  },
  file: {
    names: ["fileDetails.fileName", "fileDetails.sha256"],
    apart: "fileDetails.sha256",
    facts: { folder: "fileDetails.filePath", sha256: "fileDetails.sha256", sha1: "fileDetails.sha1" },
    tables: ["DeviceFileEvents", "DeviceProcessEvents"],
    queries: ["sweep-hash", "sweep-file-name"],
  },
  registryKey: { names: ["registryKey"], facts: {}, tables: ["DeviceRegistryEvents"], queries: ["device-timeline"] },
  registryValue: {
    names: ["registryKey", "registryValueName"],
    apart: "registryValueName",
    facts: { hive: "registryHive", value: "registryValueName", data: "registryValue" },
    tables: ["DeviceRegistryEvents"],
    queries: ["device-timeline"],
  },
  ip: {
    names: ["ipAddress"],
    facts: { country: "countryLetterCode" },
    tables: ["DeviceNetworkEvents", "EntraIdSignInEvents", "CloudAppEvents"],
    queries: ["sweep-ip"],
  },
  url: {
    names: ["url"],
    facts: {},
    tables: ["UrlClickEvents", "EmailUrlInfo", "DeviceNetworkEvents"],
    queries: ["sweep-url", "sweep-domain"],
  },
  mailbox: {
    names: ["primaryAddress", "upn"],
    facts: { display_name: "displayName" },
    tables: ["EmailEvents", "CloudAppEvents"],
    queries: ["sweep-account"],
  },
  analyzedMessage: {
    names: ["networkMessageId", "subject"],
    apart: "recipientEmailAddress",
    facts: {
      recipient: "recipientEmailAddress",
      sender: "p2Sender.emailAddress",
      subject: "subject",
      delivery: "deliveryAction",
    },
    tables: mailTables,
    queries: ["mail-campaign", "mail-contents"],
  },
  mailCluster: {
    names: ["networkMessageIds", "query"],
    facts: { mails: "emailCount" },
    tables: ["EmailEvents", "EmailPostDeliveryEvents"],
    queries: ["mail-campaign"],
  },
  oauthApplication: {
    names: ["displayName", "appId"],
    apart: "appId",
    facts: { app_id: "appId", publisher: "publisher" },
    tables: ["OAuthAppInfo", "CloudAppEvents", "GraphAPIAuditEvents"],
    queries: ["oauth-app-risk", "oauth-app-graph-reading"],
  },
  cloudApplication: {
    names: ["displayName", "appId"],
    apart: "appId",
    facts: { app_id: "appId" },
    tables: ["CloudAppEvents"],
    queries: [],
  },
  securityGroup: {
    names: ["displayName", "securityGroupId"],
    facts: { group_id: "securityGroupId" },
    tables: ["IdentityDirectoryEvents"],
    queries: ["privileged-group-changed"],
  },
};
