/** The organisation whose tenant the demo is: invented, with domains and addresses that are reserved for examples. */
export const organisation = {
  name: "Halvern Logistics",
  mailDomain: "halvern.example",
  adDomain: "corp.halvern.example",
  netbios: "halvern",
  tenantId: "d3a0de00-0000-4000-8000-000000000001",
  domainSid: "S-1-5-21-3104562218-1907553467-2288041905",
} as const;

export interface Office {
  readonly code: string;
  readonly city: string;
  readonly state: string;
  /** Two letters. */
  readonly country: string;
  readonly latitude: string;
  readonly longitude: string;
  /** Hours that local time is ahead of UTC. */
  readonly utcOffset: number;
  /** Second octet of the office's network, `10.<octet>.0.0/16`. */
  readonly octet: number;
  /** The public address behind which the office is (RFC 5737). */
  readonly publicIp: string;
  /** Who provides its line; the number is of a documentation AS (RFC 5398). */
  readonly isp: string;
}

const utrecht: Office = {
  code: "utr",
  city: "Utrecht",
  state: "Utrecht",
  country: "NL",
  latitude: "52.09",
  longitude: "5.12",
  utcOffset: 1,
  octet: 20,
  publicIp: "198.51.100.10",
  isp: "Example Carrier One (AS64496)",
};

const leeds: Office = {
  code: "lds",
  city: "Leeds",
  state: "England",
  country: "GB",
  latitude: "53.8",
  longitude: "-1.55",
  utcOffset: 0,
  octet: 30,
  publicIp: "198.51.100.20",
  isp: "Example Carrier Two (AS64497)",
};

const porto: Office = {
  code: "opo",
  city: "Porto",
  state: "Porto",
  country: "PT",
  latitude: "41.15",
  longitude: "-8.61",
  utcOffset: 0,
  octet: 40,
  publicIp: "198.51.100.30",
  isp: "Example Carrier Three (AS64498)",
};

const halifax: Office = {
  code: "yhz",
  city: "Halifax",
  state: "Nova Scotia",
  country: "CA",
  latitude: "44.65",
  longitude: "-63.57",
  utcOffset: -4,
  octet: 50,
  publicIp: "198.51.100.40",
  isp: "Example Carrier Four (AS64499)",
};

export const offices = { utrecht, leeds, porto, halifax } as const;

/** Offices and their share of the staff. */
export const officeShares: readonly (readonly [Office, number])[] = [
  [utrecht, 45],
  [leeds, 25],
  [porto, 18],
  [halifax, 12],
];

export interface Department {
  readonly name: string;
  readonly headcount: number;
  readonly titles: readonly string[];
}

/** The first title of a department is its head's. */
export const departments: readonly Department[] = [
  { name: "Management", headcount: 6, titles: ["Chief Executive Officer", "Chief Financial Officer", "Director"] },
  { name: "Finance", headcount: 18, titles: ["Head of Finance", "Accounts Payable Clerk", "Controller", "Accountant"] },
  { name: "IT", headcount: 14, titles: ["Head of IT", "System Administrator", "Service Desk Engineer", "Developer"] },
  { name: "Human Resources", headcount: 10, titles: ["Head of HR", "HR Adviser", "Payroll Officer"] },
  { name: "Legal", headcount: 6, titles: ["General Counsel", "Legal Counsel"] },
  { name: "Sales", headcount: 42, titles: ["Head of Sales", "Account Manager", "Sales Support"] },
  { name: "Engineering", headcount: 16, titles: ["Head of Engineering", "Process Engineer", "Data Analyst"] },
  { name: "Operations", headcount: 74, titles: ["Head of Operations", "Planner", "Dispatcher", "Customs Declarant"] },
  { name: "Warehouse", headcount: 34, titles: ["Warehouse Manager", "Team Lead", "Stock Controller"] },
];
