import type { Row } from "../rows.ts";
import { DAY_MS, HOUR_MS, timeCell } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";

/** Every device once a day, the last time within three hours before now. */
export function deviceInfo({ devices, calendar, random }: World): readonly Row<"DeviceInfo">[] {
  const stream = random("DeviceInfo");
  return devices.flatMap((device) => {
    const cells = stateCells(device, stream);
    return calendar.days.slice(1).map((_, age) => ({
      Timestamp: timeCell(calendar.now - age * DAY_MS - stream.int(0, 3 * HOUR_MS)),
      ReportId: stream.int(1000, 9_999_999),
      ...cells,
    }));
  });
}

function stateCells(device: Device, random: Random): Row<"DeviceInfo"> {
  return {
    DeviceId: device.id,
    DeviceName: device.name,
    ClientVersion: "10.8805.27857.1005",
    AadDeviceId: device.entraId,
    JoinType: device.isWindows ? "Hybrid Azure AD Join" : "AAD Registered",
    IsAzureADJoined: device.isWindows,
    LoggedOnUsers: loggedOn(device),
    OnboardingStatus: "Onboarded",
    SensorHealthState: random.chance(0.03) ? "Inactive" : "Active",
    ExposureLevel: random.weighted([
      ["Low", 60],
      ["Medium", 30],
      ["High", 10],
    ] as const),
    AssetValue: device.role === "domain controller" ? "High" : "Normal",
    ConnectivityType: "Streamlined",
    MitigationStatus: "",
    IsExcluded: false,
    IsTransient: false,
    ...systemCells(device),
    ...placeCells(device, random),
  };
}

function loggedOn({ owner }: Device) {
  if (owner === undefined) return [];
  const { name, domain, sid } = owner.account;
  return [{ UserName: name, DomainName: domain, Sid: sid }];
}

function systemCells({ os, role, vendor, model }: Device): Row<"DeviceInfo"> {
  return {
    OSArchitecture: "64-bit",
    OSPlatform: os.platform,
    OSBuild: os.build,
    OSVersion: os.version,
    OSVersionInfo: os.info,
    OSDistribution: os.distribution,
    OsBuildRevision: os.revision,
    DeviceCategory: "Endpoint",
    DeviceType: role === "workstation" ? "Workstation" : "Server",
    Vendor: vendor,
    Model: model,
    AdditionalFields: {},
  };
}

function placeCells({ office, exposed, role, owner }: Device, random: Random): Row<"DeviceInfo"> {
  const tags = [
    ...(owner === undefined ? [] : [owner.department]),
    ...(role === "domain controller" ? ["Tier 0"] : []),
  ];
  return {
    PublicIP: office.publicIp,
    IsInternetFacing: exposed,
    MachineGroup: `${role === "workstation" ? "Workstations" : "Servers"} ${office.city}`,
    Site: office.city,
    DeviceManualTags: JSON.stringify(tags),
    DeviceDynamicTags: "[]",
    HardwareUuid: random.guid(),
  };
}
