import { dropHost, traces } from "../story/adversary.ts";
import { IMPLANT_CONTENT, folders, pathOf, runValue } from "../story/intrusion.ts";
import type { Cast } from "../story/cast.ts";
import type { Process } from "../world/process.ts";
import { fileIdentity } from "../world/program.ts";
import { type Evidence, alertSources } from "./demo-alert.ts";
import type { Draft, Scene } from "./draft.ts";

/** What was raised on devices and domain controllers. */
export function deviceAlerts(scene: Scene): readonly Draft[] {
  return [...onWorkstation(scene), ...credentials(scene), ...beyond(scene), ...leaving(scene)];
}

function victims({ victim: { device, person } }: Cast): readonly Evidence[] {
  return [
    { kind: "device", device, impacted: true },
    { kind: "user", account: person.account, impacted: true },
  ];
}

const process = (which: Process): Evidence => ({ kind: "process", process: which });

function onWorkstation({ cast, intrusion }: Scene): readonly Draft[] {
  const { device } = cast.victim;
  const impacted = victims(cast);
  const implant = {
    name: traces.implant,
    folder: pathOf(folders.implant, cast),
    identity: fileIdentity(IMPLANT_CONTENT),
  };
  return [
    {
      title: "Suspicious PowerShell command line",
      description: "A Word document started PowerShell with a hidden window and an encoded command.",
      category: "Execution",
      severity: "Medium",
      techniques: [
        ["PowerShell", "T1059.001"],
        ["Malicious File", "T1204.002"],
      ],
      source: alertSources.endpoint,
      evidence: [
        ...impacted,
        process(intrusion.word),
        process(intrusion.script),
        { kind: "file", file: { device, ...implant } },
      ],
      first: [0, "09:18:41"],
      raised: [0, "09:22"],
      verdict: "malicious",
    },
    {
      title: "Suspicious Task Scheduler activity",
      description: "A scheduled task and a Run value start a library from a temporary folder.",
      category: "Persistence",
      severity: "Medium",
      techniques: [
        ["Scheduled Task", "T1053.005"],
        ["Registry Run Keys / Startup Folder", "T1547.001"],
      ],
      source: alertSources.endpoint,
      evidence: [...impacted, process(intrusion.taskCreator), { kind: "registry", device, value: runValue(cast) }],
      first: [0, "09:41:12"],
      raised: [0, "09:58"],
    },
  ];
}

function credentials({ cast, intrusion }: Scene): readonly Draft[] {
  const impacted = victims(cast);
  return [
    {
      title: "Suspicious access to LSASS service",
      description: "A process wrote the memory of lsass.exe, which holds credentials, to a file.",
      category: "CredentialAccess",
      severity: "High",
      techniques: [["LSASS Memory", "T1003.001"]],
      source: alertSources.endpoint,
      evidence: [...impacted, process(intrusion.elevated), process(intrusion.dumper)],
      first: [0, "10:12:36"],
      raised: [0, "10:19"],
      verdict: "malicious",
    },
  ];
}

function beyond({ cast, intrusion, world }: Scene): readonly Draft[] {
  const admin: Evidence = { kind: "user", account: cast.stolenAdmin, impacted: true };
  const added = world.services.find(({ name }) => name === traces.addedAccount);
  return [
    {
      title: "Suspicious remote activity",
      description:
        "A command was started on a server through WMI by an administrator who never worked from that device.",
      category: "LateralMovement",
      severity: "High",
      techniques: [
        ["Windows Management Instrumentation", "T1047"],
        ["Pass the Hash", "T1550.002"],
      ],
      source: alertSources.endpoint,
      evidence: [
        admin,
        { kind: "device", device: cast.victim.device, impacted: true },
        ...cast.visited.map((device): Evidence => ({ kind: "device", device, impacted: true })),
        { kind: "process", process: intrusion.remoteStart },
        { kind: "process", process: intrusion.onServer.shell },
      ],
      first: [0, "10:31:02"],
      raised: [0, "10:47"],
    },
    {
      title: "Suspicious additions to sensitive groups",
      description: "A service account was added to a group that can read every file.",
      category: "Persistence",
      severity: "Medium",
      techniques: [["Account Manipulation", "T1098"]],
      source: alertSources.identity,
      evidence: [
        admin,
        ...(added === undefined ? [] : [{ kind: "user", account: added } as const]),
        { kind: "device", device: cast.controller },
      ],
      first: [0, "13:22:41"],
      raised: [0, "13:40"],
    },
  ];
}

function leaving({ cast, intrusion }: Scene): readonly Draft[] {
  const { sender, archiver } = intrusion.onServer;
  return [
    {
      title: "Possible data exfiltration",
      description: "A renamed tool for cloud storage sent archives from a file server to an unknown host.",
      category: "Exfiltration",
      severity: "High",
      techniques: [
        ["Exfiltration to Cloud Storage", "T1567.002"],
        ["Masquerading", "T1036"],
      ],
      source: alertSources.endpoint,
      evidence: [
        { kind: "device", device: cast.fileServer, impacted: true },
        { kind: "user", account: cast.stolenAdmin, impacted: true },
        { kind: "process", process: archiver },
        { kind: "process", process: sender },
        { kind: "ip", ip: dropHost[1], country: "" },
      ],
      first: [0, "23:31:08"],
      raised: [1, "00:12"],
      verdict: "malicious",
    },
  ];
}
