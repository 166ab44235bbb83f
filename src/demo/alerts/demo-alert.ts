import type { OAuthApp } from "../noise/everyday-apps.ts";
import type { Account } from "../world/account.ts";
import type { Device } from "../world/devices.ts";
import type { Mail } from "../world/mail.ts";
import type { Process } from "../world/process.ts";
import type { FileIdentity } from "../world/program.ts";

/** The product that raised an alert, in the words of the tables and of Graph. */
export interface AlertSource {
  /** `ServiceSource` of AlertInfo. */
  readonly service: string;
  /** `DetectionSource` of AlertInfo. */
  readonly detection: string;
  /** `serviceSource` and `detectionSource` of Graph's alert. */
  readonly graphService: string;
  readonly graphDetection: string;
  /** What its alert ids begin with. */
  readonly idPrefix: string;
}

const source = (
  service: string,
  detection: string,
  graphService: string,
  graphDetection: string,
  idPrefix: string,
): AlertSource => ({ service, detection, graphService, graphDetection, idPrefix });

export const alertSources = {
  endpoint: source(
    "Microsoft Defender for Endpoint",
    "EDR",
    "microsoftDefenderForEndpoint",
    "microsoftDefenderForEndpoint",
    "da",
  ),
  antivirus: source("Microsoft Defender for Endpoint", "Antivirus", "microsoftDefenderForEndpoint", "antivirus", "da"),
  mail: source(
    "Microsoft Defender for Office 365",
    "Office 365",
    "microsoftDefenderForOffice365",
    "microsoftDefenderForOffice365",
    "fa",
  ),
  identity: source(
    "Microsoft Defender for Identity",
    "Microsoft Defender for Identity",
    "microsoftDefenderForIdentity",
    "microsoftDefenderForIdentity",
    "aa",
  ),
  cloudApps: source(
    "Microsoft Defender for Cloud Apps",
    "Cloud App Security",
    "microsoftDefenderForCloudApps",
    "microsoftDefenderForCloudApps",
    "ca",
  ),
  signIn: source(
    "AAD Identity Protection",
    "AAD Identity Protection",
    "azureAdIdentityProtection",
    "azureAdIdentityProtection",
    "ad",
  ),
  governance: source(
    "App Governance",
    "App Governance Detection",
    "microsoftAppGovernance",
    "appGovernanceDetection",
    "ma",
  ),
} as const satisfies Record<string, AlertSource>;

export interface FileEvidence {
  readonly device: Device;
  readonly name: string;
  readonly folder: string;
  readonly identity: FileIdentity;
}

export interface RegistryEvidence {
  readonly key: string;
  readonly name: string;
  readonly data: string;
}

/** What entities of alerts are made of, by kind. */
interface Entities {
  readonly user: { readonly account: Account };
  readonly device: { readonly device: Device };
  readonly process: { readonly process: Process };
  readonly file: { readonly file: FileEvidence };
  readonly registry: { readonly value: RegistryEvidence; readonly device: Device };
  readonly ip: { readonly ip: string; readonly country: string };
  readonly url: { readonly url: string };
  readonly mail: { readonly mail: Mail; readonly recipient: Account };
  readonly app: { readonly app: OAuthApp };
}

export type EvidenceKind = keyof Entities;

/** An entity of an alert. `impacted` ones are what the alert happened to. */
export type Evidence<K extends EvidenceKind = EvidenceKind> = {
  readonly [P in K]: { readonly kind: P; readonly impacted?: boolean } & Entities[P];
}[K];

export interface DemoAlert {
  readonly id: string;
  readonly incident: number;
  readonly title: string;
  readonly description: string;
  /** `InitialAccess`, `Persistence` and so on. */
  readonly category: string;
  readonly severity: "Informational" | "Low" | "Medium" | "High";
  /** ATT&CK techniques: name and number. */
  readonly techniques: readonly (readonly [name: string, number: string])[];
  readonly source: AlertSource;
  /** When it was raised, ms since 1970. */
  readonly raised: number;
  /** When what it tells of began and ended. */
  readonly first: number;
  readonly last: number;
  readonly verdict: "malicious" | "suspicious" | "noThreatsFound";
  /** What an analyst made of it; undefined for alerts that nobody has looked at. */
  readonly resolution?: Resolution;
  readonly evidence: readonly Evidence[];
}

/** Graph's words for how an alert or incident was closed. */
export interface Resolution {
  readonly classification: "falsePositive" | "informationalExpectedActivity" | "truePositive";
  readonly determination: "notMalicious" | "confirmedUserActivity" | "lineOfBusinessApplication" | "phishing" | "other";
  readonly time: number;
  readonly comment: string;
}
