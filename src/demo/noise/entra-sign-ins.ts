import type { Row } from "../rows.ts";
import { timeCell } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import type { Account } from "../world/account.ts";
import type { Place } from "../world/places.ts";
import type { Random } from "../world/random.ts";
import { userAgents } from "./user-agents.ts";
import type { App } from "./apps.ts";

export interface SignIn {
  readonly time: number;
  readonly account: Account;
  readonly app: App;
  readonly place: Place;
  /** Undefined for devices that Entra does not know. */
  readonly device: Device | undefined;
  readonly sessionId: string;
  readonly interactive: boolean;
  readonly userAgent?: string;
  readonly mfa?: boolean;
  /** Entra's number; 0 unless given. */
  readonly errorCode?: number;
  /** 1 none, 10 low, 50 medium, 100 high; 1 unless given. */
  readonly risk?: 1 | 10 | 50 | 100;
  readonly riskEvents?: readonly string[];
  /** Id of the token, which Graph's audit names too. */
  readonly tokenId?: string;
  readonly passwordChanged?: number;
}

/** The row of EntraIdSignInEvents. */
export function signInRow(signIn: SignIn, random: Random): readonly Row<"EntraIdSignInEvents">[] {
  return [
    tokenCells(signIn, random),
    accountCells(signIn.account),
    deviceCells(signIn),
    placeCells(signIn.place),
    authenticationCells(signIn),
  ];
}

function tokenCells(signIn: SignIn, random: Random): Row<"EntraIdSignInEvents"> {
  return {
    Timestamp: timeCell(signIn.time),
    Application: signIn.app.name,
    ApplicationId: signIn.app.id,
    ResourceDisplayName: signIn.app.resource,
    ResourceId: signIn.app.resourceId,
    LogonType: JSON.stringify([signIn.interactive ? "interactiveUser" : "nonInteractiveUser"]),
    ErrorCode: signIn.errorCode ?? 0,
    SessionId: signIn.sessionId,
    UniqueTokenId: signIn.tokenId ?? random.hex(22),
    CorrelationId: random.guid(),
    RequestId: random.guid(),
    ReportId: random.guid(),
    EndpointCall: signIn.interactive ? "OAuth2:Authorize" : "OAuth2:Token",
  };
}

function accountCells({ displayName, objectId, upn }: Account): Row<"EntraIdSignInEvents"> {
  return {
    AccountDisplayName: displayName,
    AccountObjectId: objectId,
    AccountUpn: upn,
    AlternateSignInName: upn,
    IsExternalUser: 0,
    IsGuestUser: false,
    IsConfidentialClient: false,
    ResourceTenantId: "",
  };
}

function deviceCells({ device, userAgent = userAgents.edge }: SignIn): Row<"EntraIdSignInEvents"> {
  const agent = { UserAgent: userAgent, ClientAppUsed: "Browser", Browser: browserOf(userAgent) };
  if (device === undefined) return { ...agent, DeviceName: "", EntraIdDeviceId: "", IsManaged: 0, IsCompliant: 0 };
  return {
    ...agent,
    DeviceName: device.shortName,
    EntraIdDeviceId: device.entraId,
    OSPlatform: device.os.platform,
    DeviceTrustType: device.isWindows ? "Hybrid Azure AD joined" : "Azure AD registered",
    IsManaged: 1,
    IsCompliant: 1,
  };
}

const browserOf = (userAgent: string) =>
  userAgent.includes("Edg/") ? "Edge 137.0.0" : userAgent.includes("Fernlake") ? "Fernlake" : "";

function placeCells(place: Place): Row<"EntraIdSignInEvents"> {
  const trusted = place.category === "Corporate";
  return {
    IPAddress: place.ip,
    Country: place.country,
    State: place.state,
    City: place.city,
    Latitude: place.latitude,
    Longitude: place.longitude,
    NetworkLocationDetails: trusted
      ? JSON.stringify([{ networkType: "trustedNamedLocation", networkNames: ["Offices"] }])
      : "[]",
  };
}

function authenticationCells({ mfa = false, errorCode = 0, risk = 1, riskEvents = [], passwordChanged }: SignIn) {
  const blocked = errorCode === 53_003;
  return {
    AuthenticationRequirement: mfa ? "multiFactorAuthentication" : "singleFactorAuthentication",
    AuthenticationProcessingDetails: "[]",
    TokenIssuerType: "0",
    ConditionalAccessPolicies: JSON.stringify([
      { displayName: "Require MFA outside offices", result: blocked ? "failure" : "success" },
    ]),
    ConditionalAccessStatus: blocked ? 1 : 0,
    RiskLevelAggregated: risk,
    RiskLevelDuringSignIn: risk,
    RiskDetails: 0,
    RiskState: risk >= 50 ? 4 : 0,
    RiskEventTypes: JSON.stringify(riskEvents),
    LastPasswordChangeTimestamp: passwordChanged === undefined ? null : timeCell(passwordChanged),
  } satisfies Row<"EntraIdSignInEvents">;
}

/** The same sign-in under the table's former name and columns. */
export function formerSignInRow(parts: readonly Row<"EntraIdSignInEvents">[]): readonly Row<"AADSignInEventsBeta">[] {
  return parts.map(({ UniqueTokenId: _token, IsConfidentialClient: _confidential, ...rest }) =>
    rest.EntraIdDeviceId === undefined ? rest : { ...rest, AadDeviceId: rest.EntraIdDeviceId },
  );
}
