import type { Row } from "../rows.ts";
import type { Account } from "../world/account.ts";
import { timeCell, workingTime } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { identityAccountCells } from "./identity-logon-events.ts";

const COUNT = 320;

export interface DirectoryChange {
  readonly time: number;
  readonly action: string;
  readonly actor: Account;
  readonly from: Device;
  readonly controller: Device;
  /** The account that is changed. */
  readonly target: Account;
  /** The group that gains it, for changes of membership. */
  readonly group?: string;
}

/** The row of a change in Active Directory. */
export function directoryChangeRow(change: DirectoryChange, random: Random): Row<"IdentityDirectoryEvents"> {
  const { actor, target, from, controller, group } = change;
  const objects = group === undefined ? {} : { "TO.GROUP": group, "TARGET_OBJECT.GROUP": group };
  return {
    Timestamp: timeCell(change.time),
    ActionType: change.action,
    Application: "Active Directory",
    TargetAccountUpn: target.upn,
    TargetAccountDisplayName: target.displayName,
    DestinationDeviceName: controller.name,
    DestinationIPAddress: controller.ip,
    DestinationPort: 389,
    Protocol: "Ldap",
    ...identityAccountCells(actor),
    DeviceName: from.name,
    IPAddress: from.ip,
    Port: random.int(49_152, 65_535),
    ReportId: random.guid(),
    AdditionalFields: { "ACTOR.ACCOUNT": actor.displayName, "TARGET_OBJECT.USER": target.displayName, ...objects },
  };
}

const actions = [
  ["Account Password changed", 60],
  ["Group Membership changed", 22],
  ["Account Display Name changed", 4],
  ["Account disabled", 6],
  ["Account Constrained Delegation State changed", 1],
  ["Account Password expired", 7],
] as const;

const groups = ["Sales-Share", "Operations-Share", "Project-Atlas", "Printer-Users", "VPN-Users", "Wagonette-Users"];

/** Passwords, groups and accounts that people and administrators change day by day. */
export function identityDirectoryEvents(world: World): readonly Row<"IdentityDirectoryEvents">[] {
  const random = world.random("IdentityDirectoryEvents");
  const administrators = world.workplaces.filter(({ person }) => person.admin !== undefined);
  return Array.from({ length: COUNT }, () => {
    const action = random.weighted(actions);
    const target = random.pick(world.workplaces);
    const actor = action === "Account Password changed" ? target : random.pick(administrators);
    const { account, admin, office } = actor.person;
    const change = {
      time: workingTime(world.calendar, random, office.utcOffset),
      action,
      actor: actor === target ? account : (admin ?? account),
      from: actor.device,
      controller: random.pick(world.controllers),
      target: target.person.account,
    };
    const inGroup = action === "Group Membership changed" ? { group: random.pick(groups) } : {};
    return directoryChangeRow({ ...change, ...inGroup }, random);
  });
}
