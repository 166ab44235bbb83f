import type { Office } from "./organisation.ts";
import type { Person } from "./people.ts";

/** Where an address is, as geolocation sees it. */
export interface Place {
  readonly ip: string;
  readonly city: string;
  readonly state: string;
  /** Two letters. */
  readonly country: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly isp: string;
  /** Cloud Apps' word for the kind of address. */
  readonly category: "Corporate" | "Residential" | "Cloud provider" | "Risky" | "VPN";
}

/** An office's address, as the internet sees it. */
export function officePlace({ city, state, country, latitude, longitude, isp, publicIp }: Office): Place {
  return { ip: publicIp, city, state, country, latitude, longitude, isp, category: "Corporate" };
}

/** Somebody's address at home, in the city of the office. */
export function homePlace({ office, homeIp }: Person): Place {
  return { ...officePlace(office), ip: homeIp, isp: "Example Broadband (AS64503)", category: "Residential" };
}

/** The exit of a commercial VPN. */
export const vpnExit: Place = {
  ip: "203.0.113.20",
  city: "Chicago",
  state: "Illinois",
  country: "US",
  latitude: "41.88",
  longitude: "-87.63",
  isp: "Example Privacy VPN (AS64505)",
  category: "VPN",
};

/** A hoster from which somebody tries passwords, without success. */
export const sprayingHost: Place = {
  ip: "203.0.113.45",
  city: "Warsaw",
  state: "Mazowieckie",
  country: "PL",
  latitude: "52.23",
  longitude: "21.01",
  isp: "Example Hosting (AS64506)",
  category: "Cloud provider",
};
