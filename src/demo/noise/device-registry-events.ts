import { eventCells, initiatorCells, initiatorRights } from "../process-cells.ts";
import type { AnyRow, Row } from "../rows.ts";
import { fill } from "../world/fill.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { type Actors, type Deed, everydayDeeds } from "./actors.ts";

const COUNT = 3000;

export interface RegistryValue {
  readonly action: "RegistryValueSet" | "RegistryKeyCreated" | "RegistryValueDeleted";
  /** `%hive%` stands for the hive of who runs the process. */
  readonly key: string;
  readonly name?: string;
  readonly data?: string;
  readonly type?: "String" | "Dword" | "Binary" | "ExpandString";
}

const set = (key: string, name: string, data: string, type: RegistryValue["type"] = "String"): RegistryValue => ({
  action: "RegistryValueSet",
  key,
  name,
  data,
  type,
});

const RUN = String.raw`SOFTWARE\Microsoft\Windows\CurrentVersion\Run`;

const values: Readonly<Record<string, readonly RegistryValue[]>> = {
  "svchost.exe": [
    set(
      String.raw`HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\W32Time\Config`,
      "LastKnownGoodTime",
      "%n%",
      "Binary",
    ),
    set(String.raw`HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\Tcpip\Parameters`, "DhcpNameServer", "10.20.0.11"),
    set(
      String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update`,
      "LastOnline",
      "%n%",
      "Dword",
    ),
    {
      action: "RegistryKeyCreated",
      key: String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree\Rigger\Inventory`,
    },
  ],
  "msiexec.exe": [
    set(
      String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Wagonette`,
      "DisplayVersion",
      "7.2.%n%",
    ),
    set(`HKEY_LOCAL_MACHINE\\${RUN}`, "Wagonette Tray", String.raw`"C:\Program Files\Wagonette\wagonette.exe" --tray`),
  ],
  "onedrive.exe": [
    set(`%hive%\\${RUN}`, "OneDrive", String.raw`"C:\Program Files\Microsoft OneDrive\onedrive.exe" /background`),
  ],
  "parley.exe": [
    set(`%hive%\\${RUN}`, "Parley", String.raw`"C:\Program Files\Parley\parley.exe" --autostart`),
    { action: "RegistryValueDeleted", key: `%hive%\\${RUN}`, name: "Parley" },
  ],
  "outlook.exe": [set(String.raw`%hive%\SOFTWARE\Microsoft\Office\16.0\Outlook\Security`, "Level", "%n%", "Dword")],
  "reg.exe": [set(String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Rigger`, "LastScan", "%n%")],
  "msmpeng.exe": [
    set(
      String.raw`HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows Defender\Signature Updates`,
      "SignaturesLastUpdated",
      "%n%",
      "Binary",
    ),
  ],
};

const actors: Actors = [
  ["svchost.exe", 50],
  ["msiexec.exe", 8],
  ["onedrive.exe", 10],
  ["parley.exe", 8],
  ["outlook.exe", 10],
  ["reg.exe", 2],
  ["msmpeng.exe", 12],
];

/** A change of the registry by a process. */
export function registryEvent(
  { process, time }: Deed,
  value: RegistryValue,
  random: Random,
): readonly Row<"DeviceRegistryEvents">[] {
  const change = {
    ...eventCells(process.device, time, random),
    ActionType: value.action,
    RegistryKey: value.key.replace("%hive%", `HKEY_CURRENT_USER\\${process.account.sid}`),
    RegistryValueName: value.name ?? null,
    RegistryValueData: value.data ?? null,
    RegistryValueType: value.type ?? null,
  };
  return [change, initiatorCells(process), initiatorRights(process)];
}

/** What programs write to the registry day by day, Run values among it. */
export function deviceRegistryEvents(world: World): readonly AnyRow<"DeviceRegistryEvents">[] {
  const random = world.random("DeviceRegistryEvents");
  return everydayDeeds(world, random, actors, COUNT).map((deed) => {
    const value = random.pick(values[deed.process.program.fileName] ?? []);
    return registryEvent(deed, value.data === undefined ? value : { ...value, data: fill(value.data, random) }, random);
  });
}
