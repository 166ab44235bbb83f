import type { Row } from "../rows.ts";
import { createRandom } from "../world/random.ts";
import type { World } from "../world/world.ts";

const nodeId = (text: string) => createRandom(`node ${text}`).guid();

/** Devices and people as nodes of the exposure graph. */
export function exposureGraphNodes({ devices, people }: World): readonly Row<"ExposureGraphNodes">[] {
  return [
    ...devices.map(({ id, name, entraId, role, exposed, os }) => ({
      NodeId: nodeId(id),
      NodeLabel: "device",
      NodeName: name,
      Categories: ["compute", "device"],
      NodeProperties: {
        rawData: {
          deviceName: name,
          osPlatform: os.platform,
          isInternetFacing: exposed,
          criticalityLevel: { criticalityLevel: role === "domain controller" ? 0 : 3 },
        },
      },
      EntityIds: [
        { type: "DeviceInventoryId", id },
        { type: "EntraDeviceId", id: entraId },
      ],
    })),
    ...people.map(({ account, department, jobTitle }) => ({
      NodeId: nodeId(account.objectId),
      NodeLabel: "user",
      NodeName: account.displayName,
      Categories: ["identity"],
      NodeProperties: {
        rawData: {
          accountUpn: account.upn,
          department,
          jobTitle,
          criticalityLevel: { criticalityLevel: department === "Management" ? 1 : 3 },
        },
      },
      EntityIds: [
        { type: "AadObjectId", id: account.objectId },
        { type: "SecurityIdentifier", id: account.sid },
      ],
    })),
  ];
}
