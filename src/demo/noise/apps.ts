/** An application people sign in to. */
export interface App {
  readonly name: string;
  /** The application (client) id: Microsoft's own apps under their published ids. */
  readonly id: string;
  readonly resource: string;
  readonly resourceId: string;
}

const EXCHANGE = ["Office 365 Exchange Online", "00000002-0000-0ff1-ce00-000000000000"] as const;
const SHAREPOINT = ["Office 365 SharePoint Online", "00000003-0000-0ff1-ce00-000000000000"] as const;
const GRAPH = ["Microsoft Graph", "00000003-0000-0000-c000-000000000000"] as const;

const app = (name: string, id: string, [resource, resourceId]: readonly [string, string]): App => ({
  name,
  id,
  resource,
  resourceId,
});

export const apps = {
  officeHome: app("OfficeHome", "4765445b-32c6-49b0-83e6-1d93765276ca", GRAPH),
  outlook: app("One Outlook Web", "9199bf20-a13f-4107-85dc-02114787ef48", EXCHANGE),
  outlookMobile: app("Outlook Mobile", "27922004-5251-4030-b22d-91ecd9a37ea4", EXCHANGE),
  office: app("Microsoft Office", "d3590ed6-52b3-4102-aeff-aad2292ab01c", EXCHANGE),
  teams: app("Microsoft Teams", "1fec8e78-bce4-4aaf-ab1b-5451cc387264", GRAPH),
  sharePoint: app("Office 365 SharePoint Online", "00000003-0000-0ff1-ce00-000000000000", SHAREPOINT),
  azurePortal: app("Azure Portal", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", GRAPH),
  wagonette: app("Wagonette TMS", "7f1c0de0-1111-4000-8000-00000000a001", GRAPH),
} as const satisfies Record<string, App>;
