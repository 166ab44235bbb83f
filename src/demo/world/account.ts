import { organisation } from "./organisation.ts";
import type { Random } from "./random.ts";

/** An account as Windows and Entra ID know it. Empty texts where one of them does not know it. */
export interface Account {
  /** sAMAccountName. */
  readonly name: string;
  /** NetBIOS domain, lower case; `nt authority` for the system's own accounts. */
  readonly domain: string;
  readonly sid: string;
  readonly upn: string;
  readonly objectId: string;
  readonly displayName: string;
}

const builtIn = (name: string, sid: string): Account => ({
  name,
  domain: "nt authority",
  sid,
  upn: "",
  objectId: "",
  displayName: name,
});

/** The accounts that Windows itself runs as. */
export const systemAccounts = {
  system: builtIn("system", "S-1-5-18"),
  localService: builtIn("local service", "S-1-5-19"),
  networkService: builtIn("network service", "S-1-5-20"),
} as const;

/** An account of the organisation's domain. @param rid the last part of its SID, unique */
export function domainAccount(name: string, displayName: string, rid: number, random: Random): Account {
  return {
    name,
    domain: organisation.netbios,
    sid: `${organisation.domainSid}-${rid}`,
    upn: `${name}@${organisation.mailDomain}`,
    objectId: random.guid(),
    displayName,
  };
}

/** Names and purposes of the accounts that no person uses. */
export const serviceAccounts: readonly (readonly [name: string, purpose: string])[] = [
  ["svc-backup", "Backup jobs"],
  ["svc-scan", "Vulnerability scanner"],
  ["svc-sql", "Database engine"],
  ["svc-deploy", "Software deployment"],
  ["svc-print", "Print services"],
  ["svc-erp", "ERP interface"],
  ["svc-monitor", "Monitoring"],
  ["svc-adsync", "Directory synchronisation"],
];
