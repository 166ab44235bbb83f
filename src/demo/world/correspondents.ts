/** Whom the organisation writes with. All are invented, under domains and addresses reserved for examples. */
export interface Correspondent {
  readonly name: string;
  readonly domain: string;
  /** Its mail server. */
  readonly ip: string;
}

const correspondent = (name: string, domain: string, ip: string): Correspondent => ({ name, domain, ip });

export const partners: readonly Correspondent[] = [
  correspondent("Brightwater Freight", "brightwaterfreight.example", "198.51.100.140"),
  correspondent("Ostermann Stahl", "ostermann-stahl.example", "198.51.100.141"),
  correspondent("Kestrel Shipping", "kestrel-shipping.example", "198.51.100.142"),
  correspondent("Pallet & Pine", "palletandpine.example", "198.51.100.143"),
  correspondent("Lumen Retail Group", "lumenretail.example", "198.51.100.144"),
  correspondent("Norden Cold Chain", "nordencoldchain.example", "198.51.100.145"),
  correspondent("Tamarind Foods", "tamarindfoods.example", "198.51.100.146"),
  correspondent("Port Authority", "portauthority.example", "198.51.100.147"),
  correspondent("Verity Insurance", "verity-insurance.example", "198.51.100.148"),
  correspondent("Juniper Legal", "juniperlegal.example", "198.51.100.149"),
];

export const bulkSenders: readonly Correspondent[] = [
  correspondent("Logistics Weekly", "logisticsweekly.example.org", "203.0.113.101"),
  correspondent("Trade Fair News", "tradefair.example.net", "203.0.113.102"),
  correspondent("Office Supplies Direct", "officesupplies.example.com", "203.0.113.103"),
  correspondent("Webinar Desk", "webinars.example.org", "203.0.113.104"),
];

/** Senders of everyday spam and phishing, which is caught. */
export const nuisances: readonly Correspondent[] = [
  correspondent("Prize Center", "prizes.example.net", "203.0.113.111"),
  correspondent("Parcel Notice", "parcel-notice.example.net", "203.0.113.112"),
  correspondent("Mailbox Team", "mailbox-quota.example.org", "203.0.113.113"),
  correspondent("Dr. Crypto", "coins.example.com", "203.0.113.114"),
];
