import type { Cell } from "../table/table.ts";

/** A question to the demo tenant whose answer is known. */
export interface DemoHunt {
  readonly name: string;
  readonly question: string;
  /** KQL without assumptions about the answer: it works in any tenant. */
  readonly query: string;
  /** What the query returns, whatever the time. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What that means. */
  readonly finding: string;
}

const VICTIM = "mara.lindqvist@halvern.example";
const WORKSTATION = "hv-wks-0108";
const FILE_SERVER = "hv-fs-01";

/** Five hunts that tell the attack from the mail to the loss of data. */
export const demoHunts: readonly DemoHunt[] = [
  {
    name: "phishing-mail",
    question: "Which mail was found to be phishing only after its delivery, and who followed its link?",
    query: `EmailPostDeliveryEvents
| where Timestamp > ago(30d) and ActionType == "Phish ZAP"
| distinct NetworkMessageId
| join kind=inner (EmailEvents | where Timestamp > ago(30d)) on NetworkMessageId
| join kind=leftouter (
    UrlClickEvents
    | where Timestamp > ago(30d)
    | project NetworkMessageId, RecipientEmailAddress = AccountUpn, IsClickedThrough, Clicked = true
) on NetworkMessageId, RecipientEmailAddress
| summarize
    Recipients = dcount(RecipientEmailAddress),
    Delivered = dcountif(RecipientEmailAddress, DeliveryAction == "Delivered"),
    Clicked = dcountif(RecipientEmailAddress, Clicked),
    Opened = make_set_if(RecipientEmailAddress, IsClickedThrough)
    by SenderFromAddress, Subject`,
    columns: ["SenderFromAddress", "Subject", "Recipients", "Delivered", "Clicked", "Opened"],
    rows: [
      [
        "billing@brightwater-freight.example",
        "Overdue statement 88213 - please confirm before noon",
        14,
        12,
        3,
        [VICTIM],
      ],
    ],
    finding:
      "One mail to fourteen people of Finance; twelve got it, three clicked, Mara Lindqvist went on to the page.",
  },
  {
    name: "stolen-session",
    question: "Which session was used from more than one country?",
    query: `EntraIdSignInEvents
| where Timestamp > ago(30d) and ErrorCode == 0
| summarize Countries = array_sort_asc(make_set(Country)), Apps = dcount(Application) by SessionId, AccountUpn
| where array_length(Countries) > 1
| project AccountUpn, Countries, Apps`,
    columns: ["AccountUpn", "Countries", "Apps"],
    rows: [[VICTIM, ["RO", "SG"], 4]],
    finding:
      "Her session was relayed from Romania and used from Singapore. The VPN user's sessions stay in one country.",
  },
  {
    name: "document-starts-shell",
    question: "Did a document start a shell, and where?",
    query: `DeviceProcessEvents
| where Timestamp > ago(30d)
| where InitiatingProcessFileName in~ ("winword.exe", "excel.exe", "powerpnt.exe")
| where FileName in~ ("cmd.exe", "powershell.exe", "wscript.exe", "mshta.exe", "rundll32.exe")
| project AccountUpn, Device = tostring(split(DeviceName, ".")[0]), InitiatingProcessParentFileName, InitiatingProcessFileName, FileName`,
    columns: ["AccountUpn", "Device", "InitiatingProcessParentFileName", "InitiatingProcessFileName", "FileName"],
    rows: [[VICTIM, WORKSTATION, "outlook.exe", "winword.exe", "powershell.exe"]],
    finding: "The attachment, opened out of Outlook, started PowerShell on her workstation.",
  },
  {
    name: "admin-from-workstation",
    question: "Which administrative account reached servers from a machine that is not the jump host?",
    query: `DeviceLogonEvents
| where Timestamp > ago(30d) and ActionType == "LogonSuccess" and LogonType == "Network"
| where AccountName startswith "adm-" and RemoteDeviceName != "hv-jump-01"
| summarize Servers = array_sort_asc(make_set(tostring(split(DeviceName, ".")[0]))) by AccountName, RemoteDeviceName, Protocol`,
    columns: ["AccountName", "RemoteDeviceName", "Protocol", "Servers"],
    rows: [["adm-tbrandt", WORKSTATION, "NTLM", ["hv-app-02", "hv-bkp-01", FILE_SERVER, "hv-fs-02", "hv-sql-01"]]],
    finding: "The service desk's account adm-tbrandt was used from her workstation at five servers within minutes.",
  },
  {
    name: "renamed-tool",
    question: "Which program runs under a false name, and where does it connect to?",
    query: `DeviceProcessEvents
| where Timestamp > ago(30d)
| where isnotempty(ProcessVersionInfoOriginalFileName) and FileName !~ ProcessVersionInfoOriginalFileName
| project DeviceId, FileName, OriginalName = ProcessVersionInfoOriginalFileName, ProcessUniqueId
| join kind=inner (DeviceNetworkEvents | where Timestamp > ago(30d))
    on DeviceId, $left.ProcessUniqueId == $right.InitiatingProcessUniqueId
| summarize Connections = count() by Device = tostring(split(DeviceName, ".")[0]), FileName, OriginalName, RemoteUrl, RemoteIP`,
    columns: ["Device", "FileName", "OriginalName", "RemoteUrl", "RemoteIP", "Connections"],
    rows: [[FILE_SERVER, "wuaupdt.exe", "rclone.exe", "filedrop.example.org", "203.0.113.140", 37]],
    finding: "A renamed tool for cloud storage sent archives of the finance share from the file server.",
  },
];
