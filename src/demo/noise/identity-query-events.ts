import type { Row } from "../rows.ts";
import type { Account } from "../world/account.ts";
import { anyTime, timeCell } from "../world/calendar.ts";
import type { Device } from "../world/devices.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { dnsNames } from "./hosts.ts";
import { identityAccountCells } from "./identity-logon-events.ts";

const COUNT = 600;

export interface DirectoryQuery {
  readonly time: number;
  readonly account: Account;
  readonly from: Device;
  readonly controller: Device;
  readonly action: "LDAP query" | "DNS query" | "SAMR query";
  readonly type: string;
  readonly target: string;
  readonly query: string;
}

/** The row of a question to a domain controller. */
export function directoryQueryRow(asked: DirectoryQuery, random: Random): Row<"IdentityQueryEvents"> {
  const { action, from, controller } = asked;
  const protocol = action.slice(0, action.indexOf(" "));
  const ports: Readonly<Record<string, number>> = { LDAP: 389, DNS: 53, SAMR: 445 };
  return {
    Timestamp: timeCell(asked.time),
    ActionType: action,
    Application: "Active Directory",
    QueryType: asked.type,
    QueryTarget: asked.target,
    Query: asked.query,
    Protocol: protocol === "DNS" ? "Dns" : protocol === "LDAP" ? "Ldap" : "Samr",
    ...identityAccountCells(asked.account),
    DeviceName: from.name,
    IPAddress: from.ip,
    Port: random.int(49_152, 65_535),
    DestinationDeviceName: controller.name,
    DestinationIPAddress: controller.ip,
    DestinationPort: ports[protocol] ?? 389,
    ReportId: random.guid(),
    AdditionalFields: { Count: "1" },
  };
}

/** Names that devices resolve, and accounts that monitoring looks up. */
export function identityQueryEvents(world: World): readonly Row<"IdentityQueryEvents">[] {
  const random = world.random("IdentityQueryEvents");
  const monitor = world.services.find(({ name }) => name === "svc-monitor");
  return Array.from({ length: COUNT }, () => {
    const { person, device: from } = random.pick(world.workplaces);
    const asked = { time: anyTime(world.calendar, random), from, controller: random.pick(world.controllers) };
    if (random.chance(0.7)) {
      const query = random.pick(dnsNames);
      const dns = { action: "DNS query", type: "A", target: query, query } as const;
      return directoryQueryRow({ ...asked, ...dns, account: person.account }, random);
    }
    const filter = `(&(objectClass=user)(sAMAccountName=${person.account.name}))`;
    const ldap = { action: "LDAP query", type: "UserQuery", target: person.account.name, query: filter } as const;
    return directoryQueryRow({ ...asked, ...ldap, account: monitor ?? person.account }, random);
  });
}
