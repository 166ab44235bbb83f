import type { Device } from "../world/devices.ts";

/** A product on devices, in the normalised names of vulnerability management. */
export interface Software {
  readonly vendor: string;
  readonly name: string;
  readonly versions: readonly string[];
  readonly on: (device: Device) => boolean;
}

const platform = (name: string) => (device: Device) => device.os.platform === name;
const windows = (device: Device) => device.isWindows;
const workstations = (device: Device) => device.role === "workstation" && device.isWindows;

export const software: readonly Software[] = [
  {
    vendor: "microsoft",
    name: "windows_11",
    versions: ["10.0.26100.4351", "10.0.22631.5472"],
    on: platform("Windows11"),
  },
  { vendor: "microsoft", name: "windows_10", versions: ["10.0.19045.5965"], on: platform("Windows10") },
  {
    vendor: "microsoft",
    name: "windows_server_2019",
    versions: ["10.0.17763.7434"],
    on: platform("WindowsServer2019"),
  },
  {
    vendor: "microsoft",
    name: "windows_server_2022",
    versions: ["10.0.20348.3807"],
    on: platform("WindowsServer2022"),
  },
  { vendor: "apple", name: "macos", versions: ["15.5.0.0", "14.7.6.0"], on: platform("macOS") },
  { vendor: "canonical", name: "ubuntu_linux", versions: ["24.4"], on: platform("Linux") },
  { vendor: "openbsd", name: "openssh", versions: ["9.6.0"], on: platform("Linux") },
  { vendor: "apache", name: "log4j", versions: ["2.14.1"], on: (device) => device.exposed },
  {
    vendor: "apache",
    name: "log4j",
    versions: ["2.17.1", "2.14.1"],
    on: (device) => device.shortName.startsWith("hv-app"),
  },
  { vendor: "microsoft", name: "iis", versions: ["10.0.17763.1"], on: (device) => device.exposed && device.isWindows },
  { vendor: "microsoft", name: "office", versions: ["16.0.18925.20184", "16.0.16130.20218"], on: workstations },
  { vendor: "microsoft", name: "edge_chromium-based", versions: ["137.0.3296.83", "116.0.1938.76"], on: windows },
  { vendor: "fernlake", name: "fernlake_browser", versions: ["128.4.1", "127.0.2", "126.9.0"], on: workstations },
  { vendor: "wagonette", name: "wagonette_tms", versions: ["7.2.0", "7.1.4"], on: workstations },
  { vendor: "parley", name: "parley", versions: ["24.11.3", "24.10.0"], on: workstations },
  { vendor: "7-zip", name: "7-zip", versions: ["24.9.0.0", "22.1.0.0"], on: workstations },
  { vendor: "rigger", name: "rigger_endpoint", versions: ["5.14.2"], on: windows },
  {
    vendor: "safekeep",
    name: "safekeep",
    versions: ["11.0.4"],
    on: (device) => device.role !== "workstation" && device.isWindows,
  },
];
