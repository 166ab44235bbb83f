import type { Person } from "./people.ts";
import { type Office, offices, organisation } from "./organisation.ts";
import type { Random } from "./random.ts";

export type DeviceRole = "workstation" | "domain controller" | "server";

export interface OperatingSystem {
  readonly platform: "Windows10" | "Windows11" | "WindowsServer2019" | "WindowsServer2022" | "Linux" | "macOS";
  readonly version: string;
  readonly build: number;
  readonly revision: string;
  /** Marketing version, e.g. 23H2. */
  readonly info: string;
  readonly distribution: string;
}

export interface Device {
  /** 40 hexadecimal digits. */
  readonly id: string;
  /** FQDN, lower case. */
  readonly name: string;
  /** The name without its domain. */
  readonly shortName: string;
  readonly entraId: string;
  readonly role: DeviceRole;
  readonly os: OperatingSystem;
  readonly office: Office;
  /** Private address (RFC 1918). */
  readonly ip: string;
  /** Twelve hexadecimal digits, upper case. */
  readonly mac: string;
  readonly model: string;
  readonly vendor: string;
  /** Who works on it; undefined for servers. */
  readonly owner: Person | undefined;
  readonly isWindows: boolean;
  /** Reachable from the internet. */
  readonly exposed: boolean;
}

const system = (
  platform: OperatingSystem["platform"],
  version: string,
  build: number,
  revision: string,
  info: string,
): OperatingSystem => ({ platform, version, build, revision, info, distribution: platform });

export const operatingSystems = {
  windows11: system("Windows11", "10.0", 26_100, "4351", "24H2"),
  windows11Old: system("Windows11", "10.0", 22_631, "5472", "23H2"),
  windows10: system("Windows10", "10.0", 19_045, "5965", "22H2"),
  server2022: system("WindowsServer2022", "10.0", 20_348, "3807", "21H2"),
  server2019: system("WindowsServer2019", "10.0", 17_763, "7434", "1809"),
  linux: { ...system("Linux", "24.4", 0, "", "24.04"), distribution: "Ubuntu" },
  mac: system("macOS", "15.5", 24, "", "15.5"),
} as const;

const workstationSystems: readonly (readonly [OperatingSystem, number])[] = [
  [operatingSystems.windows11, 48],
  [operatingSystems.windows11Old, 24],
  [operatingSystems.windows10, 20],
  [operatingSystems.mac, 8],
];

/** Servers: name, role, system. Those named `web` face the internet. */
const servers: readonly (readonly [name: string, role: DeviceRole, os: OperatingSystem])[] = [
  ["hv-dc-01", "domain controller", operatingSystems.server2022],
  ["hv-dc-02", "domain controller", operatingSystems.server2022],
  ...["hv-fs-01", "hv-fs-02", "hv-app-01", "hv-app-02", "hv-app-03", "hv-app-04", "hv-sql-01", "hv-sql-02"].map(
    (name) => [name, "server", operatingSystems.server2022] as const,
  ),
  ...["hv-print-01", "hv-jump-01", "hv-bkp-01", "hv-wsus-01", "hv-web-01", "hv-app-05"].map(
    (name) => [name, "server", operatingSystems.server2019] as const,
  ),
  ...["hv-web-02", "hv-lnx-01", "hv-lnx-02", "hv-lnx-03"].map(
    (name) => [name, "server", operatingSystems.linux] as const,
  ),
];

/** One workstation a person, in the order of the people, then the servers. */
export function createDevices(people: readonly Person[], random: Random): readonly Device[] {
  const workstations = people.map((owner, index) => {
    const fixed = owner.department === "Finance" || owner.department === "IT";
    const os = fixed ? operatingSystems.windows11 : random.weighted(workstationSystems);
    const place = { name: `hv-wks-${String(index + 101).padStart(4, "0")}`, role: "workstation" as const };
    return createDevice({ ...place, os, owner, office: owner.office, ip: workstationIp(owner.office, index) }, random);
  });
  return [
    ...workstations,
    ...servers.map(([name, role, os], index) => {
      const office = offices.utrecht;
      return createDevice(
        { name, role, os, owner: undefined, office, ip: `10.${office.octet}.0.${index + 11}` },
        random,
      );
    }),
  ];
}

const workstationIp = ({ octet }: Office, index: number) =>
  `10.${octet}.${8 + (index % 4)}.${20 + Math.floor(index / 4)}`;

type Place = Pick<Device, "name" | "role" | "os" | "office" | "ip" | "owner">;

function createDevice(place: Place, random: Random): Device {
  const isMac = place.os.platform === "macOS";
  const [vendor, model] = place.role === "workstation" ? hardwareOf(isMac, random) : ["Virtual", "Virtual machine"];
  return {
    ...place,
    id: random.hex(40),
    name: `${place.name}.${organisation.adDomain}`,
    shortName: place.name,
    entraId: random.guid(),
    mac: random.hex(12).toUpperCase(),
    vendor,
    model,
    isWindows: place.os.platform.startsWith("Windows"),
    exposed: place.name.startsWith("hv-web"),
  };
}

function hardwareOf(isMac: boolean, random: Random): readonly [vendor: string, model: string] {
  return isMac ? ["Quince", "Quince Air 13"] : ["Norbeck", random.pick(["Norbeck T14", "Norbeck T16", "Norbeck D7"])];
}
