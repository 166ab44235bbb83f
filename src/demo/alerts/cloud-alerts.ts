import { lure, operatorHost, relayHost, rogueApp } from "../story/adversary.ts";
import { type Evidence, alertSources } from "./demo-alert.ts";
import type { Draft, Scene } from "./draft.ts";

const relay: Evidence = { kind: "ip", ip: relayHost.ip, country: relayHost.country };
const operator: Evidence = { kind: "ip", ip: operatorHost.ip, country: operatorHost.country };

/** What was raised in mail, sign-ins and cloud applications. */
export function cloudAlerts(scene: Scene): readonly Draft[] {
  return [...aboutMail(scene), ...aboutMorning(scene), ...aboutLater(scene)];
}

function aboutMail({ cast, mail }: Scene): readonly Draft[] {
  const { account } = cast.victim.person;
  const user: Evidence = { kind: "user", account, impacted: true };
  return [
    {
      title: "A potentially malicious URL click was detected",
      description: "A user clicked a link in a mail that Safe Links has since found to be malicious.",
      category: "InitialAccess",
      severity: "High",
      techniques: [
        ["Phishing", "T1566"],
        ["Spearphishing Link", "T1566.002"],
      ],
      source: alertSources.mail,
      evidence: [user, { kind: "url", url: lure.url }, { kind: "mail", mail, recipient: account }],
      first: [0, "08:05:31"],
      raised: [0, "10:52"],
      verdict: "malicious",
    },
    {
      title: "Email messages containing malicious URL removed after delivery",
      description: "Mails with a link found to be malicious were moved to quarantine after their delivery.",
      category: "InitialAccess",
      severity: "Informational",
      techniques: [["Phishing", "T1566"]],
      source: alertSources.mail,
      evidence: [
        { kind: "url", url: lure.url },
        ...cast.finance.map(({ person }): Evidence => ({ kind: "mail", mail, recipient: person.account })),
      ],
      first: [0, "07:42:13"],
      raised: [0, "11:02"],
      verdict: "malicious",
    },
  ];
}

function aboutMorning({ cast }: Scene): readonly Draft[] {
  const user: Evidence = { kind: "user", account: cast.victim.person.account, impacted: true };
  return [
    {
      title: "Anomalous Token",
      description: "A session token was used from an address and with a client that do not fit its sign-in.",
      category: "CredentialAccess",
      severity: "High",
      techniques: [["Steal Web Session Cookie", "T1539"]],
      source: alertSources.signIn,
      evidence: [user, relay, operator],
      first: [0, "08:13:05"],
      raised: [0, "08:24"],
    },
    {
      title: "Suspicious inbox manipulation rule",
      description: "An inbox rule moves mails about payments and passwords to a folder that nobody reads.",
      category: "DefenseEvasion",
      severity: "Medium",
      techniques: [["Email Hiding Rules", "T1564.008"]],
      source: alertSources.cloudApps,
      evidence: [user, operator],
      first: [0, "08:24:09"],
      raised: [0, "08:56"],
    },
    {
      title: "Suspicious OAuth app email activity through Graph API",
      description:
        "An application without a verified publisher got access to mail and files and read much mail at once.",
      category: "Persistence",
      severity: "Medium",
      techniques: [["Steal Application Access Token", "T1528"]],
      source: alertSources.governance,
      evidence: [user, { kind: "app", app: rogueApp }, operator],
      first: [0, "08:31:17"],
      raised: [0, "10:34"],
    },
  ];
}

function aboutLater({ cast }: Scene): readonly Draft[] {
  return [
    {
      title: "Multiple failed MFA requests",
      description:
        "A user refused many requests to approve a sign-in within minutes; the one approved was blocked by conditional access.",
      category: "CredentialAccess",
      severity: "Medium",
      techniques: [["Multi-Factor Authentication Request Generation", "T1621"]],
      source: alertSources.signIn,
      evidence: [{ kind: "user", account: cast.serviceDesk.person.account, impacted: true }, operator],
      first: [0, "20:40"],
      raised: [0, "21:05"],
    },
    {
      title: "Mass download by a single user",
      description: "One user downloaded far more files than usual, from an anonymous address.",
      category: "Exfiltration",
      severity: "Medium",
      techniques: [["Data from Information Repositories", "T1213"]],
      source: alertSources.cloudApps,
      evidence: [{ kind: "user", account: cast.victim.person.account, impacted: true }, operator],
      first: [0, "22:10:12"],
      raised: [0, "22:58"],
    },
  ];
}
