import { connection } from "../noise/device-network-events.ts";
import { deviceEvent, processOpened } from "../noise/device-events.ts";
import { fileEvent } from "../noise/device-file-events.ts";
import { imageLoaded } from "../noise/device-image-load-events.ts";
import { processCreated } from "../noise/device-process-events.ts";
import { registryEvent } from "../noise/device-registry-events.ts";
import { directoryQueryRow } from "../noise/identity-query-events.ts";
import type { Rows } from "../rows.ts";
import { MINUTE_MS } from "../world/calendar.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { commandHost, lure, traces } from "./adversary.ts";
import type { Cast } from "./cast.ts";
import { IMPLANT_CONTENT, type Intrusion, folders, runValue } from "./intrusion.ts";

/** Times that the implant reports, some ten minutes apart. */
export const BEACONS = 84;

/** What the document does on the victim's workstation: implant, discovery, persistence, credentials. */
export function endpoint(world: World, cast: Cast, intrusion: Intrusion): Rows {
  const random = world.random("endpoint");
  const { word, script, implant, discovery, taskCreator, elevated, dumper } = intrusion;
  const processes = [word, script, implant, ...discovery, taskCreator, elevated, dumper];
  return {
    DeviceProcessEvents: processes.map((process) => processCreated(process, random)),
    DeviceFileEvents: files(world, intrusion, random),
    DeviceImageLoadEvents: images(intrusion, random),
    DeviceNetworkEvents: connections(intrusion, random),
    DeviceRegistryEvents: [runKey(world, cast, intrusion, random)],
    DeviceEvents: events(world, cast, intrusion, random),
    IdentityQueryEvents: queries(world, cast, random),
  };
}

function files({ calendar }: World, { word, script, dumper }: Intrusion, random: Random) {
  const time = (at: string) => calendar.attackTime(0, at);
  const attachment = {
    action: "FileCreated",
    folder: folders.attachment,
    name: lure.attachment,
    content: lure.attachment,
  };
  const implant = { action: "FileCreated", folder: folders.implant, name: traces.implant, content: IMPLANT_CONTENT };
  const dump = { action: "FileCreated", folder: folders.dump, name: traces.dump, content: "memory of lsass.exe" };
  const opener = word.parent ?? word;
  return [
    fileEvent({ process: opener, time: time("09:18:04") }, attachment, random),
    fileEvent({ process: script, time: time("09:19:21") }, implant, random),
    fileEvent({ process: dumper, time: time("10:12:39") }, dump, random),
  ];
}

function images({ word, implant, elevated }: Intrusion, random: Random) {
  const library = {
    name: traces.implant,
    folder: `C:\\Users\\${implant.account.name}\\AppData\\Local\\Temp`,
    content: IMPLANT_CONTENT,
  };
  return [
    imageLoaded({ process: word, time: word.created + 900 }, { name: "vbe7.dll" }, random),
    imageLoaded({ process: implant, time: implant.created + 120 }, library, random),
    imageLoaded({ process: elevated, time: elevated.created + 140 }, library, random),
  ];
}

function connections({ script, implant }: Intrusion, random: Random) {
  const beacons = Array.from({ length: BEACONS }, (_, index) => {
    const time = implant.created + 4000 + index * 10 * MINUTE_MS + random.int(0, 2 * MINUTE_MS);
    return connection({ process: implant, time }, commandHost, random);
  });
  return [connection({ process: script, time: script.created + 3100 }, commandHost, random), ...beacons];
}

function runKey({ calendar }: World, cast: Cast, { implant }: Intrusion, random: Random) {
  const deed = { process: implant, time: calendar.attackTime(0, "09:43:30") };
  return registryEvent(deed, { action: "RegistryValueSet", type: "String", ...runValue(cast) }, random);
}

function events(world: World, cast: Cast, { word, script, implant, taskCreator, dumper }: Intrusion, random: Random) {
  const lsass = world.residentsOf(cast.victim.device).get("lsass.exe");
  const rule = { RuleId: "d4f940ab-401b-4efc-aadc-ad5f3c50688a" };
  return [
    deviceEvent(
      { process: word, time: script.created },
      "AsrOfficeChildProcessAudited",
      { FileName: "powershell.exe" },
      random,
      rule,
    ),
    deviceEvent({ process: script, time: script.created + 2000 }, "AmsiScriptDetection", {}, random, {
      Description: "Suspicious script content",
    }),
    deviceEvent({ process: script, time: script.created + 2400 }, "PowerShellCommand", {}, random, {
      Command: "Invoke-WebRequest",
    }),
    deviceEvent({ process: taskCreator, time: taskCreator.created + 700 }, "ScheduledTaskCreated", {}, random, {
      TaskName: traces.taskName,
    }),
    deviceEvent(
      { process: implant, time: implant.created + 4200 },
      "DnsQueryResponse",
      { RemoteUrl: commandHost[0] },
      random,
      { DnsQueryString: commandHost[0] },
    ),
    ...(lsass === undefined
      ? []
      : [processOpened({ process: dumper, time: dumper.created + 300 }, lsass, 2_097_151, random)]),
  ];
}

function queries({ calendar }: World, { victim, controller }: Cast, random: Random) {
  const asked = { account: victim.person.account, from: victim.device, controller, action: "LDAP query" } as const;
  const texts = [
    ["09:25:02", "QueryGroup", "Domain Admins", "(&(objectCategory=group)(cn=Domain Admins))"],
    ["09:26:10", "AllUsers", "corp.halvern.example", "(&(objectCategory=person)(objectClass=user))"],
    ["09:26:44", "AllComputers", "corp.halvern.example", "(objectCategory=computer)"],
    ["09:27:20", "SPNs", "corp.halvern.example", "(&(servicePrincipalName=*)(objectClass=user))"],
  ] as const;
  return texts.map(([at, type, target, query]) =>
    directoryQueryRow({ ...asked, time: calendar.attackTime(0, at), type, target, query }, random),
  );
}
