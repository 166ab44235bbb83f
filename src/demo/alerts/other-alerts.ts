import { hostileTexts } from "../story/hostile-texts.ts";
import { benefits } from "../story/benefits-mail.ts";
import { LOOK_BACK_DAYS, DAY_MS, HOUR_MS } from "../world/calendar.ts";
import { vpnExit, sprayingHost } from "../world/places.ts";
import { fileIdentity } from "../world/program.ts";
import { type DemoAlert, type Evidence, alertSources } from "./demo-alert.ts";
import { type Draft, type Scene, alertOf } from "./draft.ts";

/** Incidents of everyday alerts are numbered from here on. */
const FIRST_INCIDENT = 4120;
const EVERYDAY = 24;

/** The alerts that have nothing to do with the attack: the decoys, which analysts have closed, and what protection blocks every day. */
export function otherAlerts(scene: Scene): readonly DemoAlert[] {
  const decoys = [maintenance(scene), travel(scene), spray(scene), reported(scene)];
  return [
    ...everyday(scene),
    ...decoys.map((draft, index) => alertOf(draft, FIRST_INCIDENT + EVERYDAY + index, scene.world)),
  ];
}

function maintenance({ cast, world }: Scene): Draft {
  const devices = world.servers.slice(0, 3).map((device): Evidence => ({ kind: "device", device, impacted: true }));
  return {
    title: "Suspicious service launched",
    description: "A service that runs commands for a remote user was started on several servers.",
    category: "LateralMovement",
    severity: "Medium",
    techniques: [["System Services", "T1569.002"]],
    source: alertSources.endpoint,
    evidence: [{ kind: "user", account: cast.maintenanceAdmin }, { kind: "device", device: cast.jumpHost }, ...devices],
    first: [-2, "19:00"],
    raised: [-2, "19:21"],
    resolution: {
      classification: "informationalExpectedActivity",
      determination: "lineOfBusinessApplication",
      comment: "Announced patch day, PsExec from the jump host.",
    },
  };
}

function travel({ cast }: Scene): Draft {
  const { account } = cast.traveller.person;
  return {
    title: "Impossible travel activity",
    description: "A user was active from two places that cannot be reached from each other in that time.",
    category: "InitialAccess",
    severity: "Medium",
    techniques: [["Cloud Accounts", "T1078.004"]],
    source: alertSources.cloudApps,
    evidence: [
      { kind: "user", account, impacted: true },
      { kind: "ip", ip: vpnExit.ip, country: vpnExit.country },
    ],
    first: [-3, "08:30"],
    raised: [-3, "09:10"],
    verdict: "noThreatsFound",
    resolution: {
      classification: "falsePositive",
      determination: "notMalicious",
      comment: "Commercial VPN on the managed laptop, confirmed by the user.",
    },
  };
}

function spray({ world }: Scene): Draft {
  return {
    title: "Password spray",
    description: "One address tried passwords at many accounts; none was right.",
    category: "CredentialAccess",
    severity: "Low",
    techniques: [["Password Spraying", "T1110.003"]],
    source: alertSources.signIn,
    evidence: [
      { kind: "ip", ip: sprayingHost.ip, country: sprayingHost.country },
      ...world.people.slice(0, 5).map(({ account }): Evidence => ({ kind: "user", account, impacted: true })),
    ],
    first: [-3, "02:10"],
    raised: [-3, "03:05"],
    resolution: {
      classification: "truePositive",
      determination: "other",
      comment: "No sign-in succeeded; address blocked.",
    },
  };
}

function reported({ world }: Scene): Draft {
  const [reporter] = world.people.slice(40);
  return {
    title: "Email reported by user as malware or phish",
    description: "A user reported a mail as phishing.",
    category: "InitialAccess",
    severity: "Low",
    techniques: [["Phishing", "T1566"]],
    source: alertSources.mail,
    evidence: [
      { kind: "url", url: benefits.url },
      ...(reporter === undefined ? [] : [{ kind: "user", account: reporter.account } as const]),
    ],
    first: [-1, "09:40"],
    raised: [-1, "09:44"],
    verdict: "noThreatsFound",
    resolution: {
      classification: "falsePositive",
      determination: "notMalicious",
      comment: "Newsletter of the benefits provider, ordered by Human Resources.",
    },
  };
}

/** What antivirus blocks without anybody's help. */
function everyday({ world }: Scene): readonly DemoAlert[] {
  const random = world.random("everyday alerts");
  return Array.from({ length: EVERYDAY }, (_, index): DemoAlert => {
    const { device, person } = random.pick(world.workplaces);
    const name = index === 0 ? hostileTexts.reversedName : `setup_${random.int(100, 999)}.exe`;
    const raised = world.calendar.start + random.int(2 * HOUR_MS, (LOOK_BACK_DAYS - 1) * DAY_MS);
    const folder = `C:\\Users\\${person.account.name}\\Downloads`;
    return {
      id: `${alertSources.antivirus.idPrefix}${random.guid()}_1`,
      incident: FIRST_INCIDENT + index,
      title: "'Example' unwanted software was prevented",
      description: "Antivirus stopped a download that bundles unwanted software.",
      category: "UnwantedSoftware",
      severity: "Informational",
      techniques: [],
      source: alertSources.antivirus,
      raised,
      first: raised - 40_000,
      last: raised - 20_000,
      verdict: "malicious",
      resolution: {
        classification: "truePositive",
        determination: "other",
        time: raised + HOUR_MS,
        comment: "Prevented.",
      },
      evidence: [
        { kind: "device", device, impacted: true },
        { kind: "user", account: person.account, impacted: true },
        { kind: "file", file: { device, name, folder, identity: fileIdentity(name) } },
      ],
    };
  });
}
