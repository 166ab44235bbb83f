/** Where the tenant's devices connect to day by day: name, address, port. Names and addresses are reserved for examples. */
export type RemoteHost = readonly [name: string, ip: string, port: number];

const host = (name: string, ip: string, port = 443): RemoteHost => [name, ip, port];

/** The web sites and services that people use. */
export const webHosts: readonly RemoteHost[] = [
  host("intranet.halvern.example", "10.20.0.25"),
  host("www.example.com", "198.51.100.80"),
  host("news.example.org", "198.51.100.81"),
  host("maps.example.net", "198.51.100.82"),
  host("portal.portauthority.example", "198.51.100.83"),
  host("customs-declarations.example", "198.51.100.84"),
  host("search.example.com", "198.51.100.85"),
  host("cdn.example.net", "198.51.100.86"),
  host("video.example.org", "198.51.100.87"),
  host("rates.brightwaterfreight.example", "198.51.100.88"),
  host("weather.example.net", "198.51.100.89", 80),
];

/** Who answers whom: programs and the hosts that they speak to. */
export const programHosts: Readonly<Record<string, readonly RemoteHost[]>> = {
  "msedge.exe": webHosts,
  "fernlake.exe": webHosts,
  Fernlake: webHosts,
  "outlook.exe": [
    host("mail.halvern.example", "198.51.100.100"),
    host("autodiscover.halvern.example", "198.51.100.100"),
  ],
  "winword.exe": [host("documents.halvern.example", "198.51.100.101"), host("fonts.example.net", "198.51.100.90")],
  "excel.exe": [host("documents.halvern.example", "198.51.100.101"), host("rates.example.com", "198.51.100.91")],
  "onedrive.exe": [host("halvern.files.example", "198.51.100.102")],
  "parley.exe": [host("meet.parley.example", "198.51.100.103"), host("turn.parley.example", "198.51.100.104", 3478)],
  "wagonette.exe": [
    host("hv-app-01.corp.halvern.example", "10.20.0.15", 8443),
    host("sync.wagonette.example", "198.51.100.105"),
  ],
  "svchost.exe": [host("updates.example.com", "198.51.100.110"), host("time.example.net", "198.51.100.111", 123)],
  "msmpeng.exe": [host("signatures.example.com", "198.51.100.112")],
  "mssense.exe": [host("telemetry.example.com", "198.51.100.113")],
  "riggeragent.exe": [host("rigger.halvern.example", "10.20.0.24", 8530)],
  "powershell.exe": [
    host("rigger.halvern.example", "10.20.0.24", 8530),
    host("packages.example.org", "198.51.100.114"),
  ],
  "lsass.exe": [
    host("hv-dc-01.corp.halvern.example", "10.20.0.11", 88),
    host("hv-dc-02.corp.halvern.example", "10.20.0.12", 389),
  ],
  "safekeepd.exe": [
    host("hv-bkp-01.corp.halvern.example", "10.20.0.23", 9102),
    host("vault.safekeep.example", "198.51.100.115"),
  ],
  "robocopy.exe": [host("hv-bkp-01.corp.halvern.example", "10.20.0.23", 445)],
  "mstsc.exe": [
    host("hv-app-02.corp.halvern.example", "10.20.0.16", 3389),
    host("hv-fs-01.corp.halvern.example", "10.20.0.13", 3389),
  ],
  curl: [host("repo.halvern.example", "10.20.0.28")],
  python3: [host("metrics.halvern.example", "10.20.0.29")],
  sshd: [],
};

/** Names that DNS is asked for. */
export const dnsNames: readonly string[] = [...webHosts, ...Object.values(programHosts).flat()].map(([name]) => name);
