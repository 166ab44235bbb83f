import { cloudNames, type CloudName } from "./instance.ts";

/** One row of the cloud table: four separate values, none derived from another. Origins without a trailing slash. */
export interface Cloud {
  readonly graph: string;
  readonly login: string;
  readonly mde: string | undefined;
  /** The resource a token for the MDE API is for; on the commercial hosts not the host that is called. */
  readonly mdeAudience: string | undefined;
  /** The Defender portal, for people. */
  readonly portal: string | undefined;
  /** Why nothing can be hunted there; undefined where hunting works. */
  readonly refusal?: string;
}

export type NamedCloud = Exclude<CloudName, "custom">;

const commercial = {
  graph: "https://graph.microsoft.com",
  login: "https://login.microsoftonline.com",
  // Microsoft's own samples: some calls answer 403 to a token of another audience, whichever regional host is called.
  mdeAudience: "https://api.securitycenter.microsoft.com",
  portal: "https://security.microsoft.com",
};
const usGovernmentLogin = "https://login.microsoftonline.us";
const usGovernmentMde = "https://api-gov.securitycenter.microsoft.us";
const gccMde = "https://api-gcc.securitycenter.microsoft.us";

/**
 * Hosts of every cloud. Sources: Microsoft Graph "National cloud deployments", Defender for Endpoint "US Government customers" and
 * "Use Defender for Endpoint APIs"; portals: Microsoft 365 endpoints of each cloud. `global us eu uk` keep the host names that MSTICPy calls. Regions never change the Graph host.
 * The audience of the government MDE hosts is not documented; the host itself is what MSTICPy asks for.
 */
export const clouds: Readonly<Record<NamedCloud, Cloud>> = {
  global: { ...commercial, mde: "https://api.securitycenter.microsoft.com" },
  us: { ...commercial, mde: "https://api-us.securitycenter.microsoft.com" },
  eu: { ...commercial, mde: "https://api-eu.securitycenter.microsoft.com" },
  uk: { ...commercial, mde: "https://api-uk.securitycenter.microsoft.com" },
  au: { ...commercial, mde: "https://au.api.security.microsoft.com" },
  swa: { ...commercial, mde: "https://swa.api.security.microsoft.com" },
  ina: { ...commercial, mde: "https://ina.api.security.microsoft.com" },
  aea: { ...commercial, mde: "https://aea.api.security.microsoft.com" },
  gcc: { ...commercial, mde: gccMde, mdeAudience: gccMde },
  "gcc-high": {
    graph: "https://graph.microsoft.us",
    login: usGovernmentLogin,
    mde: usGovernmentMde,
    mdeAudience: usGovernmentMde,
    portal: "https://security.microsoft.us",
  },
  dod: {
    graph: "https://dod-graph.microsoft.us",
    login: usGovernmentLogin,
    mde: usGovernmentMde,
    mdeAudience: usGovernmentMde,
    portal: "https://security.apps.mil",
  },
  china: {
    graph: "https://microsoftgraph.chinacloudapi.cn",
    login: "https://login.partner.microsoftonline.cn",
    mde: undefined,
    mdeAudience: undefined,
    portal: undefined,
    refusal:
      "Microsoft offers no advanced hunting API in the cloud china (21Vianet), neither through Graph nor through MDE",
  },
};

/** Other names of clouds: MSTICPy's and Azure's. */
export const cloudAliases: ReadonlyMap<string, CloudName> = new Map([
  ["public", "global"],
  ["usgov", "gcc-high"],
  ["gov", "gcc-high"],
  ["gcchigh", "gcc-high"],
  ["cn", "china"],
]);

/** The cloud a person means, letter case, aliases and `_` for `-` aside; undefined when there is none of that name. */
export function cloudNamed(text: string): CloudName | undefined {
  const wanted = text.trim().toLowerCase().replaceAll("_", "-");
  return cloudNames.find((name) => name === wanted) ?? cloudAliases.get(wanted);
}
