import type { JsonValue } from "../../table/table.ts";
import { timeCell } from "../world/calendar.ts";
import type { Account } from "../world/account.ts";
import type { Device } from "../world/devices.ts";
import type { Process } from "../world/process.ts";
import type { FileIdentity } from "../world/program.ts";
import type { DemoAlert, Evidence, EvidenceKind, RegistryEvidence } from "./demo-alert.ts";

/** A resource of Graph, as it comes in JSON. */
export type GraphObject = { readonly [property: string]: JsonValue };

/** An entity of an alert as Graph's `alertEvidence`. */
export function graphEvidence({ raised, verdict }: DemoAlert, evidence: Evidence): GraphObject {
  return {
    ...entity(evidence),
    createdDateTime: timeCell(raised),
    verdict: evidence.impacted === true ? "suspicious" : verdict,
    remediationStatus: "none",
    remediationStatusDetails: null,
    roles: [],
    detailedRoles: [],
    tags: [],
  };
}

const typed = (type: string, properties: GraphObject): GraphObject => ({
  "@odata.type": `#microsoft.graph.security.${type}`,
  ...properties,
});

const objectOf: { readonly [K in EvidenceKind]: (evidence: Evidence<K>) => GraphObject } = {
  user: ({ account }) => typed("userEvidence", { userAccount: userAccount(account), stream: null }),
  device: ({ device: { id, name, shortName, entraId, os, ip } }) =>
    typed("deviceEvidence", {
      mdeDeviceId: id,
      azureAdDeviceId: entraId,
      deviceDnsName: name,
      hostName: shortName,
      osPlatform: os.platform,
      osBuild: os.build,
      version: os.info,
      lastIpAddress: ip,
      healthStatus: "active",
      onboardingStatus: "onboarded",
      defenderAvStatus: "updated",
    }),
  process: ({ process }) => processEvidence(process),
  file: ({ file: { device, name, folder, identity } }) =>
    typed("fileEvidence", {
      fileDetails: fileDetails(name, folder, identity),
      detectionStatus: "detected",
      mdeDeviceId: device.id,
    }),
  registry: ({ value, device }) => registryEvidence(value, device),
  ip: ({ ip, country }) => typed("ipEvidence", { ipAddress: ip, countryLetterCode: country === "" ? null : country }),
  url: ({ url }) => typed("urlEvidence", { url }),
  mail: (evidence) => mailEvidence(evidence),
  app: ({ app: { id, name, publisher, servicePrincipalId } }) =>
    typed("oauthApplicationEvidence", { appId: id, displayName: name, objectId: servicePrincipalId, publisher }),
};

function entity<K extends EvidenceKind>(evidence: Evidence<K>): GraphObject {
  return objectOf[evidence.kind](evidence);
}

function registryEvidence({ key, name, data }: RegistryEvidence, { id }: Device): GraphObject {
  const [hive = "", ...rest] = key.split("\\");
  return typed("registryValueEvidence", {
    registryHive: hive,
    registryKey: rest.join("\\"),
    registryValueName: name,
    registryValue: data,
    registryValueType: "String",
    mdeDeviceId: id,
  });
}

function userAccount({ name, domain, sid, upn, objectId, displayName }: Account): GraphObject {
  return {
    accountName: name,
    domainName: domain,
    userSid: sid,
    azureAdUserId: objectId === "" ? null : objectId,
    userPrincipalName: upn === "" ? null : upn,
    displayName,
  };
}

function processEvidence({ program, path, commandLine, ...rest }: Process): GraphObject {
  const { parent, account, device: on } = rest;
  return typed("processEvidence", {
    processId: rest.id,
    processCommandLine: commandLine,
    processCreationDateTime: timeCell(rest.created),
    imageFile: fileDetails(program.fileName, path, program),
    parentProcessId: parent?.id ?? null,
    parentProcessImageFile:
      parent === undefined ? null : fileDetails(parent.program.fileName, parent.path, parent.program),
    userAccount: userAccount(account),
    mdeDeviceId: on.id,
    detectionStatus: "detected",
  });
}

function fileDetails(fileName: string, filePath: string, { sha1, sha256, size }: FileIdentity): GraphObject {
  return { fileName, filePath, sha1, sha256, fileSize: size, filePublisher: null, signer: null, issuer: null };
}

function mailEvidence({ mail: { id, sender, subject, time }, recipient }: Evidence<"mail">): GraphObject {
  return typed("analyzedMessageEvidence", {
    networkMessageId: id,
    subject,
    receivedDateTime: timeCell(time),
    recipientEmailAddress: recipient.upn,
    senderIp: sender.ip,
    p1Sender: { emailAddress: sender.mailFrom, displayName: null, domainName: sender.mailFrom.split("@")[1] ?? "" },
    p2Sender: {
      emailAddress: sender.address,
      displayName: sender.name,
      domainName: sender.address.split("@")[1] ?? "",
    },
  });
}
