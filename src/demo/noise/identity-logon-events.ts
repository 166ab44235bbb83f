import type { Row } from "../rows.ts";
import type { Account } from "../world/account.ts";
import { timeCell, workingTime } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";

const COUNT = 4500;

export interface DirectoryLogon {
  readonly time: number;
  readonly account: Account;
  readonly from: Device;
  /** The domain controller that answered. */
  readonly controller: Device;
  /** The machine that the account wants to use. */
  readonly target: Device;
  readonly protocol: "Kerberos" | "Ntlm" | "Ldap";
  readonly type: "Interactive" | "Resource access" | "Remote desktop" | "Credentials validation" | "Failed logon";
  readonly failure?: "WrongPassword" | "AccountLocked";
}

/** The row of a logon that a domain controller answered. */
export function directoryLogonRow(logon: DirectoryLogon, random: Random): Row<"IdentityLogonEvents"> {
  const { account, from, controller, target, failure } = logon;
  return {
    Timestamp: timeCell(logon.time),
    ActionType: failure === undefined ? "LogonSuccess" : "LogonFailed",
    Application: "Active Directory",
    LogonType: logon.type,
    Protocol: logon.protocol,
    FailureReason: failure ?? "",
    ...identityAccountCells(account),
    ...sourceCells(from, random),
    DestinationDeviceName: controller.name,
    DestinationIPAddress: controller.ip,
    DestinationPort: logon.protocol === "Kerberos" ? 88 : logon.protocol === "Ldap" ? 389 : 445,
    TargetDeviceName: target.name,
    ReportId: random.guid(),
    AdditionalFields: {
      Count: "1",
      Spns: `HOST/${target.name}`,
      "SOURCE.DEVICE": from.shortName,
      "TARGET_OBJECT.DEVICE": target.shortName,
    },
    UncommonForUser: [],
  };
}

/** The columns of the acting account that the tables of Defender for Identity share. */
export function identityAccountCells({ name, domain, upn, sid, objectId, displayName }: Account) {
  return {
    AccountName: name,
    AccountDomain: domain,
    AccountUpn: upn,
    AccountSid: sid,
    AccountObjectId: objectId,
    AccountDisplayName: displayName,
  };
}

function sourceCells({ name, os, ip }: Device, random: Random) {
  const DeviceType = os.platform.startsWith("WindowsServer") ? "Server" : "Workstation";
  return { DeviceName: name, DeviceType, OSPlatform: os.platform, IPAddress: ip, Port: random.int(49_152, 65_535) };
}

/** What the domain controllers answer day by day, to people at their own devices. */
export function identityLogonEvents(world: World): readonly Row<"IdentityLogonEvents">[] {
  const random = world.random("IdentityLogonEvents");
  return Array.from({ length: COUNT }, () => {
    const { person, device: from } = random.pick(world.workplaces);
    const logon = {
      time: workingTime(world.calendar, random, person.office.utcOffset),
      account: person.account,
      from,
      controller: random.pick(world.controllers),
    };
    return directoryLogonRow({ ...logon, ...kindOfLogon(from, random.pick(world.servers), random) }, random);
  });
}

type Kind = Pick<DirectoryLogon, "protocol" | "type" | "target" | "failure">;

function kindOfLogon(from: Device, server: Device, random: Random): Kind {
  return random.weighted<Kind>([
    [{ protocol: "Kerberos", type: "Interactive", target: from }, 35],
    [{ protocol: "Kerberos", type: "Resource access", target: server }, 50],
    [{ protocol: "Ntlm", type: "Credentials validation", target: server }, 8],
    [{ protocol: "Ldap", type: "Credentials validation", target: server }, 3],
    [{ protocol: "Kerberos", type: "Failed logon", target: from, failure: "WrongPassword" }, 3.6],
    [{ protocol: "Kerberos", type: "Failed logon", target: from, failure: "AccountLocked" }, 0.4],
  ]);
}
