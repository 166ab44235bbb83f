import { accountCells, eventCells, initiatorCells, initiatorRights } from "../process-cells.ts";
import type { AnyRow, Row } from "../rows.ts";
import type { Account } from "../world/account.ts";
import { anyTime, workingTime } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";

const COUNT = 5000;

export interface Logon {
  readonly device: Device;
  readonly time: number;
  readonly account: Account;
  readonly type: "Interactive" | "Unlock" | "CachedInteractive" | "Network" | "RemoteInteractive" | "Service" | "Batch";
  readonly protocol?: "Kerberos" | "NTLM" | "Negotiate";
  /** The device from which it came; absent for local logons. */
  readonly from?: Device;
  /** Absent for logons that succeed. */
  readonly failure?: "InvalidUserNameOrPassword" | "AccountLockedOut" | "UnknownUserName";
  readonly isLocalAdmin?: boolean;
}

/** The row of a logon, as lsass.exe of the device reports it. */
export function logonEvent(world: World, logon: Logon, random: Random): readonly Row<"DeviceLogonEvents">[] {
  const { device, account, from, failure } = logon;
  const authority = world.residentsOf(device).get("lsass.exe");
  const cells = {
    ...eventCells(device, logon.time, random),
    ActionType: failure === undefined ? "LogonSuccess" : "LogonFailed",
    LogonType: logon.type,
    ...accountCells(account),
    Protocol: logon.protocol ?? "Negotiate",
    FailureReason: failure ?? null,
    IsLocalAdmin: logon.isLocalAdmin ?? false,
    LogonId: failure === undefined ? random.int(0x10_0000, 0xffff_ffff) : null,
    ...(from === undefined ? {} : remoteCells(from, random)),
    AdditionalFields: { IsLocalLogon: from === undefined },
  };
  return authority === undefined ? [cells] : [cells, initiatorCells(authority), initiatorRights(authority)];
}

function remoteCells(from: Device, random: Random): Row<"DeviceLogonEvents"> {
  return {
    RemoteDeviceName: from.shortName,
    RemoteIP: from.ip,
    RemoteIPType: "Private",
    RemotePort: random.int(49_152, 65_535),
  };
}

/** People at their devices and on servers, administrators from the jump host, services. */
export function deviceLogonEvents(world: World): readonly AnyRow<"DeviceLogonEvents">[] {
  const random = world.random("DeviceLogonEvents");
  const kinds = [
    [atOwnDevice(world, random), 50],
    [toServer(world, random), 32],
    [byAdministrator(world, random), 5],
    [byService(world, random), 13],
  ] as const;
  return Array.from({ length: COUNT }, () => logonEvent(world, random.weighted(kinds)(), random));
}

type MakeLogon = () => Logon;

function atOwnDevice(world: World, random: Random): MakeLogon {
  const types = [
    ["Unlock", 55],
    ["Interactive", 25],
    ["CachedInteractive", 20],
  ] as const;
  return () => {
    const { person, device } = random.pick(world.workplaces);
    const time = workingTime(world.calendar, random, person.office.utcOffset);
    const failed = random.chance(0.04);
    return {
      device,
      time,
      account: person.account,
      type: random.weighted(types),
      isLocalAdmin: person.localAdmin,
      ...(failed ? { failure: "InvalidUserNameOrPassword" } : {}),
    };
  };
}

function toServer(world: World, random: Random): MakeLogon {
  return () => {
    const { person, device: from } = random.pick(world.workplaces);
    const time = workingTime(world.calendar, random, person.office.utcOffset);
    const protocol = random.chance(0.06) ? "NTLM" : "Kerberos";
    const locked = random.chance(0.01);
    const logon = {
      device: random.pick(world.servers),
      time,
      account: person.account,
      type: "Network",
      protocol,
      from,
    } as const;
    return locked ? { ...logon, failure: "AccountLockedOut" } : logon;
  };
}

function byAdministrator(world: World, random: Random): MakeLogon {
  const accounts = world.people.flatMap(({ admin }) => (admin === undefined ? [] : [admin]));
  const jump = world.devices.find(({ shortName }) => shortName === "hv-jump-01");
  return () => {
    const time = workingTime(world.calendar, random, 1);
    const logon = {
      device: random.pick([...world.servers, ...world.controllers]),
      time,
      account: random.pick(accounts),
      isLocalAdmin: true,
    } as const;
    return { ...logon, type: "RemoteInteractive", protocol: "Kerberos", ...(jump === undefined ? {} : { from: jump }) };
  };
}

function byService(world: World, random: Random): MakeLogon {
  return () => ({
    device: random.pick([...world.servers, ...world.controllers]),
    time: anyTime(world.calendar, random),
    account: random.pick(world.services),
    type: random.pick(["Service", "Batch"]),
    isLocalAdmin: true,
  });
}
