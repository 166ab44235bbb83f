import { eventCells, fileCells, initiatorCells, initiatorRights } from "../process-cells.ts";
import type { AnyRow, Row } from "../rows.ts";
import { fileIdentity } from "../world/program.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { type Actors, type Deed, everydayDeeds } from "./actors.ts";

const COUNT = 2500;
const SYSTEM32 = String.raw`C:\Windows\System32`;

const common = ["kernel32.dll", "ntdll.dll", "advapi32.dll", "combase.dll", "crypt32.dll", "winhttp.dll", "amsi.dll"];

const libraries: Readonly<Record<string, readonly string[]>> = {
  "winword.exe": ["vbe7.dll", "mso.dll", ...common],
  "excel.exe": ["vbe7.dll", "mso.dll", ...common],
  "powershell.exe": ["system.management.automation.ni.dll", "clr.dll", ...common],
  "svchost.exe": ["taskschd.dll", "wbemcomn.dll", "samlib.dll", ...common],
};

const actors: Actors = [
  ["svchost.exe", 35],
  ["powershell.exe", 20],
  ["winword.exe", 15],
  ["excel.exe", 15],
  ["msedge.exe", 15],
];

/** A library that a process loads. */
export function imageLoaded(
  { process, time }: Deed,
  library: { readonly name: string; readonly folder?: string; readonly content?: string },
  random: Random,
): readonly Row<"DeviceImageLoadEvents">[] {
  const image = {
    ...eventCells(process.device, time, random),
    ActionType: "ImageLoaded",
    FileName: library.name,
    FolderPath: `${library.folder ?? SYSTEM32}\\${library.name}`,
    ...fileCells(fileIdentity(library.content ?? library.name)),
  };
  return [image, initiatorCells(process), initiatorRights(process)];
}

/** The libraries that programs load day by day. */
export function deviceImageLoadEvents(world: World): readonly AnyRow<"DeviceImageLoadEvents">[] {
  const random = world.random("DeviceImageLoadEvents");
  return everydayDeeds(world, random, actors, COUNT).map((deed) => {
    const name = random.pick(libraries[deed.process.program.fileName] ?? common);
    return imageLoaded(deed, { name }, random);
  });
}
