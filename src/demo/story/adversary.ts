import type { OAuthApp } from "../noise/everyday-apps.ts";
import type { RemoteHost } from "../noise/hosts.ts";
import type { Place } from "../world/places.ts";

/** The adversary's own: names and addresses are reserved for examples. */
export const lure = {
  senderName: "Brightwater Freight Billing",
  senderAddress: "billing@brightwater-freight.example",
  mailFrom: "bounce@mta7.mail-relay.example.net",
  mailServer: "203.0.113.31",
  subject: "Overdue statement 88213 - please confirm before noon",
  url: "https://halvern-portal.example.net/s/88213",
  /** The page behind the link that looks like a sign-in and passes everything on. */
  relayUrl: "https://login.halvern-portal.example.net/common/oauth2/authorize",
  attachment: "Statement_88213.docm",
} as const;

/** Where the page behind the link signs in with what it is told. */
export const relayHost: Place = {
  ip: "203.0.113.66",
  city: "Bucharest",
  state: "Bucuresti",
  country: "RO",
  latitude: "44.43",
  longitude: "26.1",
  isp: "Example Hosting (AS64507)",
  category: "Cloud provider",
};

/** Where the stolen session is used. */
export const operatorHost: Place = {
  ip: "203.0.113.91",
  city: "Singapore",
  state: "Singapore",
  country: "SG",
  latitude: "1.35",
  longitude: "103.82",
  isp: "Example Anonymous Hosting (AS64508)",
  category: "Risky",
};

/** Where the implant reports to. */
export const commandHost: RemoteHost = ["cdn-telemetry.example.net", "203.0.113.77", 443];

/** Where the files go. */
export const dropHost: RemoteHost = ["filedrop.example.org", "203.0.113.140", 443];

/** The application that keeps the adversary in the mailbox after a change of password. */
export const rogueApp: OAuthApp = {
  name: "Mail Backup Sync",
  id: "7f1c0de0-5555-4000-8000-0000000000aa",
  servicePrincipalId: "7f1c0de0-5555-4000-8000-0000000000ab",
  permissions: ["User.Read", "Mail.ReadWrite", "Files.Read.All", "offline_access"],
  level: "High",
  consents: 1,
  adminConsent: false,
  publisher: "Unverified",
  origin: "External",
};

/** The device that the adversary registers in the victim's name. */
export const registeredDevice = { name: "DESKTOP-7QK2M1X", id: "7f1c0de0-6666-4000-8000-0000000000ba" } as const;

/** Names under which things are left behind. */
export const traces = {
  implant: "msupd.dll",
  dump: "~df17.dmp",
  runValue: "OneDriveSyncHelper",
  taskName: String.raw`\Microsoft\Windows\Sync\OneDrive Standalone Refresh`,
  inboxRule: "..",
  archive: "q3-backup.7z",
  /** What the copy of rclone.exe is called. */
  copyTool: "wuaupdt.exe",
  addedAccount: "svc-scan",
  group: "Backup Operators",
} as const;

/** The incident's number. */
export const INCIDENT = 4171;
