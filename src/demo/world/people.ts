import { type Account, domainAccount } from "./account.ts";
import { givenNames, surnames } from "./names.ts";
import { type Department, type Office, departments, officeShares, offices } from "./organisation.ts";
import type { Random } from "./random.ts";

export interface Person {
  readonly account: Account;
  readonly givenName: string;
  readonly surname: string;
  readonly department: string;
  readonly jobTitle: string;
  readonly office: Office;
  /** The account for administration, of those who have one. */
  readonly admin: Account | undefined;
  /** Public address at home (RFC 5737, or RFC 3849 for IPv6). */
  readonly homeIp: string;
  /** When the account was created, ms since 1970. */
  readonly created: number;
  readonly passwordChanged: number;
  readonly employeeId: string;
  /** Administers the own workstation, as few should. */
  readonly localAdmin: boolean;
}

/** A place in the staff that the story needs somebody for. */
interface Part {
  readonly name: readonly [given: string, surname: string];
  readonly department: string;
  readonly jobTitle: string;
  readonly office: Office;
  readonly localAdmin?: boolean;
}

/** Those whom the story names; they fill places of their department. */
export const parts = {
  victim: {
    name: ["Mara", "Lindqvist"],
    department: "Finance",
    jobTitle: "Accounts Payable Clerk",
    office: offices.utrecht,
    localAdmin: true,
  },
  cautious: { name: ["Ivo", "Carmona"], department: "Finance", jobTitle: "Accountant", office: offices.porto },
  serviceDesk: {
    name: ["Tomas", "Brandt"],
    department: "IT",
    jobTitle: "Service Desk Engineer",
    office: offices.utrecht,
  },
  administrator: {
    name: ["Greta", "Holm"],
    department: "IT",
    jobTitle: "System Administrator",
    office: offices.utrecht,
  },
  traveller: { name: ["Noor", "Haddad"], department: "Sales", jobTitle: "Account Manager", office: offices.leeds },
} as const satisfies Record<string, Part>;

/** The oldest account: six years. Passwords are younger than the youngest account. */
const ACCOUNT_AGE_MS = 6 * 365 * 86_400_000;

/** The staff, department by department: the head first, then the story's people, then the others. @param now ms since 1970 */
export function createPeople(random: Random, now: number): readonly Person[] {
  const taken = new Set(Object.values(parts).map(({ name: [given, surname] }) => loginOf(given, surname)));
  let rid = 1100;
  return departments.flatMap((department) =>
    staffOf(department, random, taken).map((part) => {
      rid += 1;
      return createPerson(part, rid, random, now);
    }),
  );
}

function staffOf(department: Department, random: Random, taken: Set<string>): readonly Part[] {
  const named: readonly Part[] = Object.values(parts).filter((part) => part.department === department.name);
  const others = Array.from({ length: department.headcount - named.length }, (_, index): Part => {
    const name = freshName(random, taken);
    const [head = "", ...titles] = department.titles;
    const jobTitle = index === 0 ? head : random.pick(titles);
    return { name, department: department.name, jobTitle, office: random.weighted(officeShares) };
  });
  return [...others.slice(0, 1), ...named, ...others.slice(1)];
}

function freshName(random: Random, taken: Set<string>): Part["name"] {
  for (;;) {
    const name = [random.pick(givenNames), random.pick(surnames)] as const;
    const login = loginOf(...name);
    if (taken.has(login)) continue;
    taken.add(login);
    return name;
  }
}

const loginOf = (given: string, surname: string) => `${given}.${surname}`.toLowerCase();

function createPerson(part: Part, rid: number, random: Random, now: number): Person {
  const { department, jobTitle, office } = part;
  const [givenName, surname] = part.name;
  const displayName = `${givenName} ${surname}`;
  const login = loginOf(givenName, surname);
  const adminName = `adm-${givenName.slice(0, 1)}${surname}`.toLowerCase();
  return {
    account: domainAccount(login, displayName, rid, random),
    givenName,
    surname,
    department,
    jobTitle,
    office,
    admin:
      department === "IT" && jobTitle !== "Developer"
        ? domainAccount(adminName, `${displayName} (admin)`, rid + 4000, random)
        : undefined,
    homeIp: random.chance(0.3) ? `2001:db8:${random.hex(4)}:1::${random.hex(4)}` : `192.0.2.${random.int(1, 254)}`,
    created: now - random.int(ACCOUNT_AGE_MS / 20, ACCOUNT_AGE_MS),
    passwordChanged: now - random.int(0, ACCOUNT_AGE_MS / 20),
    employeeId: `H${rid + 20_000}`,
    localAdmin: part.localAdmin ?? random.chance(0.04),
  };
}
