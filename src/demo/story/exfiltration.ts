import { type CloudActivity, cloudActivityRow, siteDocument } from "../noise/cloud-app-events.ts";
import { deviceEvent } from "../noise/device-events.ts";
import { fileEvent } from "../noise/device-file-events.ts";
import { connection } from "../noise/device-network-events.ts";
import { processCreated } from "../noise/device-process-events.ts";
import { userAgents } from "../noise/user-agents.ts";
import type { Rows } from "../rows.ts";
import { fill } from "../world/fill.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { dropHost, operatorHost, traces } from "./adversary.ts";
import type { Cast } from "./cast.ts";
import { type Intrusion, folders } from "./intrusion.ts";

/** Files taken from the finance site. */
export const DOWNLOADS = 412;
/** Parts of the archive, and connections that carry them out. */
export const ARCHIVE_PARTS = 8;
export const UPLOADS = 37;

const DOWNLOAD_STEP_MS = 10_000;
const UPLOAD_STEP_MS = 210_000;

/** What leaves: documents of the finance site by the stolen session, the finance share by a renamed copy tool. */
export function exfiltration(world: World, cast: Cast, intrusion: Intrusion): Rows {
  const random = world.random("exfiltration");
  const { archiver, sender } = intrusion.onServer;
  return {
    CloudAppEvents: downloads(world, cast, random).map((activity) => cloudActivityRow(activity, random)),
    DeviceProcessEvents: [archiver, sender].map((process) => processCreated(process, random)),
    DeviceFileEvents: staged(intrusion, random),
    DeviceNetworkEvents: Array.from({ length: UPLOADS }, (_, index) =>
      connection({ process: sender, time: sender.created + 2000 + index * UPLOAD_STEP_MS }, dropHost, random),
    ),
    DeviceEvents: [
      deviceEvent(
        { process: sender, time: sender.created + 1500 },
        "DnsQueryResponse",
        { RemoteUrl: dropHost[0] },
        random,
        { DnsQueryString: dropHost[0] },
      ),
    ],
  };
}

function downloads({ calendar }: World, { victim }: Cast, random: Random): readonly CloudActivity[] {
  return Array.from({ length: DOWNLOADS }, (_, index) => ({
    time: calendar.attackTime(0, "22:10:12") + index * DOWNLOAD_STEP_MS + random.int(0, 4000),
    account: victim.person.account,
    place: operatorHost,
    userAgent: userAgents.script,
    application: "Microsoft SharePoint Online",
    action: "FileDownloaded",
    activity: "Download",
    ...siteDocument("Finance", fill(`%topic% ${1000 + index}.xlsx`, random)),
  }));
}

function staged({ onServer: { archiver, sender } }: Intrusion, random: Random) {
  const parts = Array.from({ length: ARCHIVE_PARTS }, (_, index) => {
    const name = `${traces.archive}.${String(index + 1).padStart(3, "0")}`;
    const file = { action: "FileCreated", folder: folders.staging, name };
    return fileEvent({ process: archiver, time: archiver.created + (index + 1) * 95_000 }, file, random);
  });
  const content = `${sender.program.originalName} ${sender.program.version}`;
  const tool = { action: "FileCreated", folder: folders.staging, name: traces.copyTool, content };
  return [...parts, fileEvent({ process: sender.parent ?? sender, time: sender.created - 40_000 }, tool, random)];
}
