import type { Row } from "../rows.ts";
import type { Account } from "../world/account.ts";
import { DAY_MS, timeCell } from "../world/calendar.ts";
import { organisation } from "../world/organisation.ts";
import type { Person } from "../world/people.ts";
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";

/** Days between two snapshots of an account. */
const INTERVAL = 6;

/** All accounts, every six days and today. */
export function identityInfo(world: World): readonly Row<"IdentityInfo">[] {
  const random = world.random("IdentityInfo");
  const { now, days } = world.calendar;
  const accounts = [
    ...world.people.map((person) => personCells(person, world, random)),
    ...world.people.flatMap((person) => (person.admin === undefined ? [] : [adminCells(person.admin, person, random)])),
    ...world.services.map((account) => serviceCells(account, random)),
  ];
  const ages = days.map((_, index) => index).filter((index) => index % INTERVAL === 0);
  return ages.flatMap((age) =>
    accounts.map((cells) => ({
      Timestamp: timeCell(now - age * DAY_MS - random.int(0, DAY_MS / 3)),
      ReportId: random.guid(),
      ...cells,
    })),
  );
}

function commonCells(account: Account, random: Random): Row<"IdentityInfo"> {
  return {
    AccountObjectId: account.objectId,
    AccountUpn: account.upn,
    AccountUPN: account.upn,
    OnPremSid: account.sid,
    CloudSid: `S-1-12-1-${random.int(1e9, 4e9)}-${random.int(1e9, 4e9)}-${random.int(1e9, 4e9)}-${random.int(1e9, 4e9)}`,
    OnPremObjectId: random.guid(),
    AccountDisplayName: account.displayName,
    AccountName: account.name,
    AccountDomain: organisation.adDomain,
    IsAccountEnabled: true,
    ChangeSource: "System-UserPersistence",
    TenantMembershipType: "Member",
    IdentityEnvironment: "Hybrid",
    SourceProviders: ["ActiveDirectory", "EntraID"],
    SourceProvider: "ActiveDirectory",
    CompanyName: organisation.name,
    RiskLevel: "",
    RiskStatus: "None",
    IdentityId: random.guid(),
    Tags: [],
    AssignedRoles: [],
    PrivilegedEntraPimRoles: [],
    GroupMembership: ["Domain Users"],
    UserAccountControl: [],
  };
}

function personCells(person: Person, { people }: World, random: Random): Row<"IdentityInfo"> {
  const { account, department, office, givenName, surname } = person;
  const head = people.find((other) => other.department === department);
  return {
    ...commonCells(account, random),
    ...dossier(person),
    Type: "User",
    GivenName: givenName,
    Surname: surname,
    DistinguishedName: `CN=${account.displayName},OU=${department},OU=Staff,DC=corp,DC=halvern,DC=example`,
    EmailAddress: account.upn,
    SipProxyAddress: account.upn,
    OtherMailAddresses: [],
    City: office.city,
    Country: office.country,
    State: office.state,
    Manager: head === person ? "" : (head?.account.displayName ?? ""),
    CriticalityLevel: department === "Management" ? 1 : 3,
    BlastRadius: department === "Management" ? "High" : "Low",
    GroupMembership: ["Domain Users", `${department}-Share`],
  };
}

function dossier({ department, jobTitle, employeeId, created }: Person): Row<"IdentityInfo"> {
  return { Department: department, JobTitle: jobTitle, EmployeeId: employeeId, CreatedDateTime: timeCell(created) };
}

function adminCells(account: Account, person: Person, random: Random): Row<"IdentityInfo"> {
  const isServiceDesk = person.jobTitle === "Service Desk Engineer";
  return {
    ...commonCells(account, random),
    ...dossier(person),
    Type: "User",
    CriticalityLevel: isServiceDesk ? 1 : 0,
    BlastRadius: "High",
    DistinguishedName: `CN=${account.displayName},OU=Administration,DC=corp,DC=halvern,DC=example`,
    AssignedRoles: [isServiceDesk ? "Helpdesk Administrator" : "Cloud Device Administrator"],
    PrivilegedEntraPimRoles: isServiceDesk ? [] : ["Global Administrator"],
    GroupMembership: ["Domain Users", isServiceDesk ? "Server Operators" : "Domain Admins"],
    Tags: ["Sensitive"],
  };
}

function serviceCells(account: Account, random: Random): Row<"IdentityInfo"> {
  return {
    ...commonCells(account, random),
    Type: "ServiceAccount",
    DistinguishedName: `CN=${account.name},OU=Services,DC=corp,DC=halvern,DC=example`,
    UserAccountControl: ["PasswordNeverExpires"],
    CriticalityLevel: 2,
  };
}
