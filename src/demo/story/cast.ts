import type { Account } from "../world/account.ts";
import type { Device } from "../world/devices.ts";
import { parts } from "../world/people.ts";
import type { Workplace, World } from "../world/world.ts";

/** Those whom the story is about, with their devices. */
export interface Cast {
  /** Opens the mail, the page and the document. */
  readonly victim: Workplace;
  /** Clicks too, later, when the link is blocked. */
  readonly cautious: Workplace;
  /** The service desk engineer whose administrative account is stolen. */
  readonly serviceDesk: Workplace;
  readonly stolenAdmin: Account;
  /** Maintains servers with PsExec, as every month. */
  readonly administrator: Workplace;
  readonly maintenanceAdmin: Account;
  /** Signs in through a commercial VPN. */
  readonly traveller: Workplace;
  /** Who got the phishing mail, the victim and the cautious among them. */
  readonly finance: readonly Workplace[];
  /** The server whose files are taken. */
  readonly fileServer: Device;
  /** The servers at which the stolen account is tried, the file server first. */
  readonly visited: readonly Device[];
  readonly controller: Device;
  readonly jumpHost: Device;
}

/** How many of the finance department got the phishing mail. */
export const PHISHED = 14;

const VISITED = ["hv-fs-01", "hv-fs-02", "hv-app-02", "hv-sql-01", "hv-bkp-01"];

/** The parts of the story, found in the world by name. @throws RangeError when somebody is missing */
export function castOf(world: World): Cast {
  const device = (name: string) => required(world.devices, ({ shortName }) => shortName === name, name);
  const person = ({ name }: { readonly name: readonly [string, string] }) =>
    required(world.workplaces, ({ person: { account } }) => account.displayName === name.join(" "), name.join(" "));
  const serviceDesk = person(parts.serviceDesk);
  const administrator = person(parts.administrator);
  return {
    victim: person(parts.victim),
    cautious: person(parts.cautious),
    serviceDesk,
    stolenAdmin: serviceDesk.person.admin ?? serviceDesk.person.account,
    administrator,
    maintenanceAdmin: administrator.person.admin ?? administrator.person.account,
    traveller: person(parts.traveller),
    finance: world.workplaces.filter(({ person: { department } }) => department === "Finance").slice(0, PHISHED),
    fileServer: device("hv-fs-01"),
    visited: VISITED.map(device),
    controller: device("hv-dc-01"),
    jumpHost: device("hv-jump-01"),
  };
}

function required<T>(items: readonly T[], isIt: (item: T) => boolean, name: string): T {
  const item = items.find(isIt);
  if (item === undefined) throw new RangeError(`The demo tenant has no ${name}.`);
  return item;
}
