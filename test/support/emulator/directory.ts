import { createClientCertificate, type TestClientCertificate } from "./certificates.ts";

export interface Tenant {
  readonly id: string;
  readonly domain: string;
  readonly name: string;
}

export interface User {
  readonly tenantId: string;
  readonly objectId: string;
  readonly userName: string;
  readonly name: string;
}

/** Permission names by API, as an administrator consented to them. */
type Consent = Readonly<Record<ApiName, readonly string[]>>;
export type ApiName = "graph" | "mde";

/** An app registration as Entra knows it. Tests may change every field while the emulator runs. */
export interface AppRegistration {
  readonly clientId: string;
  readonly name: string;
  /** Tenants in which the app can be used. */
  tenantIds: readonly string[];
  /** "Allow public client flows". */
  publicClient: boolean;
  secrets: readonly string[];
  expiredSecrets: readonly string[];
  /** PEM certificates. */
  certificates: readonly string[];
  delegated: Consent;
  application: Consent;
  /** Application ID URI of an app that is itself an API (the HTTP server). */
  identifierUri?: string;
}

export interface Directory {
  readonly tenants: Tenant[];
  readonly users: User[];
  readonly apps: AppRegistration[];
}

export const CONTOSO: Tenant = {
  id: "11111111-1111-4111-8111-111111111111",
  domain: "contoso.example",
  name: "Contoso",
};
export const FABRIKAM: Tenant = {
  id: "22222222-2222-4222-8222-222222222222",
  domain: "fabrikam.example",
  name: "Fabrikam",
};

const user = (tenant: Tenant, n: string, first: string): User => ({
  tenantId: tenant.id,
  objectId: `aaaaaaaa-0000-4000-8000-${n.padStart(12, "0")}`,
  userName: `${first.toLowerCase()}@${tenant.domain}`,
  name: `${first} of ${tenant.name}`,
});

export const ALICE = user(CONTOSO, "1", "Alice");
export const BOB = user(CONTOSO, "2", "Bob");
export const EVE = user(FABRIKAM, "3", "Eve");

/** Client id of the public app (device code, browser). */
export const PUBLIC_APP = "33333333-3333-4333-8333-333333333333";
/** Client id of the confidential app (secret, certificate). */
export const DAEMON_APP = "44444444-4444-4444-8444-444444444444";

/** The daemon app's secret. */
export const DAEMON_SECRET = "canary-client-secret~Q8~emulator";

/** A directory of two tenants, three users and two app registrations, everything consented. */
export async function createDirectory(): Promise<Directory & { daemonCertificate: TestClientCertificate }> {
  const daemonCertificate = await createClientCertificate("Hunting daemon");
  const none = { graph: [], mde: [] };
  const common = { tenantIds: [CONTOSO.id, FABRIKAM.id], expiredSecrets: [] };
  return {
    daemonCertificate,
    tenants: [CONTOSO, FABRIKAM],
    users: [ALICE, BOB, EVE],
    apps: [
      {
        ...common,
        clientId: PUBLIC_APP,
        name: "Hunting (emulator)",
        publicClient: true,
        secrets: [],
        certificates: [],
        delegated: {
          graph: ["ThreatHunting.Read.All", "SecurityAlert.Read.All", "SecurityIncident.Read.All", "User.Read"],
          mde: ["AdvancedQuery.Read"],
        },
        application: none,
      },
      {
        ...common,
        clientId: DAEMON_APP,
        name: "Hunting daemon (emulator)",
        publicClient: false,
        secrets: [DAEMON_SECRET],
        certificates: [daemonCertificate.certPem],
        delegated: none,
        application: {
          graph: ["ThreatHunting.Read.All", "SecurityAlert.Read.All", "SecurityIncident.Read.All"],
          mde: ["AdvancedQuery.Read.All"],
        },
      },
    ],
  };
}
