import type { Row } from "../rows.ts";
import { DAY_MS, timeCell } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import { organisation } from "../world/organisation.ts";
import type { World } from "../world/world.ts";

/** Days between two reports of a device. */
const INTERVAL = 5;

/** Every device's adapter, every five days and today. */
export function deviceNetworkInfo({ devices, calendar, random }: World): readonly Row<"DeviceNetworkInfo">[] {
  const stream = random("DeviceNetworkInfo");
  const ages = calendar.days.map((_, index) => index).filter((index) => index % INTERVAL === 0 && index < 30);
  return devices.flatMap((device) => {
    const cells = { ...adapterCells(device), NetworkAdapterName: `{${stream.guid().toUpperCase()}}` };
    return ages.map((age) => ({
      Timestamp: timeCell(calendar.now - age * DAY_MS - stream.int(0, DAY_MS / 2)),
      ReportId: stream.int(1000, 9_999_999),
      ...cells,
    }));
  });
}

function adapterCells({ id, name, mac, office, ip, role }: Device): Row<"DeviceNetworkInfo"> {
  const gateway = `10.${office.octet}.0.1`;
  return {
    DeviceId: id,
    DeviceName: name,
    MacAddress: mac,
    NetworkAdapterType: role === "workstation" ? "Wireless80211" : "Ethernet",
    NetworkAdapterStatus: "Up",
    TunnelType: "None",
    ConnectedNetworks: [
      { Name: organisation.adDomain, Description: organisation.name, IsConnectedToInternet: true, Category: "Domain" },
    ],
    DnsAddresses: ["10.20.0.11", "10.20.0.12"],
    IPv4Dhcp: gateway,
    DefaultGateways: [gateway],
    IPAddresses: [{ IPAddress: ip, SubnetPrefix: 16, AddressType: "Private" }],
    NetworkAdapterVendor: "Norbeck",
    OnboardingStatus: "Onboarded",
    NetworkAdapterDnsSuffix: organisation.adDomain,
  };
}
