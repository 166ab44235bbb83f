/** An application of others or of the organisation's own that people let into the tenant. */
export interface OAuthApp {
  readonly name: string;
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly permissions: readonly string[];
  readonly level: "High" | "Medium" | "Low";
  readonly consents: number;
  readonly adminConsent: boolean;
  readonly publisher: string;
  readonly origin: "Internal" | "External";
}

const app = (
  number: number,
  name: string,
  permissions: string,
  level: OAuthApp["level"],
  consents: number,
  publisher = "",
): OAuthApp => ({
  name,
  id: `7f1c0de0-2222-4000-8000-${String(number).padStart(12, "0")}`,
  servicePrincipalId: `7f1c0de0-3333-4000-8000-${String(number).padStart(12, "0")}`,
  permissions: permissions.split(" "),
  level,
  consents,
  adminConsent: consents === 0,
  publisher,
  origin: publisher === "" ? "Internal" : "External",
});

export const everydayApps: readonly OAuthApp[] = [
  app(1, "Wagonette TMS", "User.Read Calendars.Read", "Low", 0, "Wagonette BV"),
  app(2, "Parley for Outlook", "User.Read Calendars.ReadWrite", "Medium", 148, "Parley Inc"),
  app(3, "Rigger Endpoint Sync", "Device.Read.All Directory.Read.All", "High", 0, "Rigger Systems"),
  app(4, "Safekeep for Microsoft 365", "Mail.Read Files.Read.All Sites.Read.All", "High", 0, "Safekeep GmbH"),
  app(5, "Halvern Intranet", "User.Read Sites.Read.All", "Medium", 0),
  app(6, "Halvern Reporting", "Reports.Read.All User.Read.All", "Medium", 0),
  app(7, "Shift Planner", "User.Read Calendars.Read", "Low", 62, "Planwell Oy"),
  app(8, "Sign-It", "User.Read Files.ReadWrite.Selected", "Low", 21, "Sign-It SA"),
  app(9, "Mindmap Pad", "User.Read", "Low", 7, "Mindmap Pad"),
  app(10, "Expense Snap", "User.Read Mail.Send", "Medium", 33, "Expense Snap Ltd"),
  app(11, "Halvern Data Lake Loader", "Sites.Read.All", "Medium", 0),
  app(12, "Mailmerge Helper", "User.Read Mail.ReadWrite Mail.Send", "High", 4, "Freeware"),
  app(13, "Customs Connector", "User.Read", "Low", 0, "Port Authority"),
  app(14, "Kiosk Sign-in", "User.Read", "Low", 0),
];
