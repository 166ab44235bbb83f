import { describe, expect, it } from "vitest";
import type { Cell } from "../../../src/table/table.ts";
import { demoTenant, textOf } from "./demo.ts";

const tenant = demoTenant();

/** Names and addresses for documentation (RFC 2606, 5737, 3849, 1918), and Graph's own, which its audit names. */
const reservedHost = /(?:^|\.)(?:example|example\.(?:com|net|org))$/;
const namedAsIs = new Set(["graph.microsoft.com", "sts.windows.net"]);
const reservedAddress = [
  /^192\.0\.2\.\d+$/,
  /^198\.51\.100\.\d+$/,
  /^203\.0\.113\.\d+$/,
  /^10\.(?:20|30|40|50)\.\d+\.\d+$/,
  /^2001:db8:/,
];

const jsonOf = (cell: Cell): string => (typeof cell === "string" ? cell : (JSON.stringify(cell) ?? ""));

/** Texts of all cells, each once. */
const texts = new Set(
  tenant.filled().flatMap((name) => tenant.table(name).data.flatMap((cells) => [...new Set(cells.map(jsonOf))])),
);
const found = (pattern: RegExp) => [
  ...new Set([...texts].flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? ""))),
];

describe("names and addresses in the demo tenant", () => {
  it("of web sites are reserved for examples", () => {
    const hosts = found(/https?:\/\/([^/\s"'\\:?]+)/g);
    expect(hosts.length).toBeGreaterThan(20);
    expect(hosts.filter((host) => !reservedHost.test(host) && !namedAsIs.has(host))).toEqual([]);
  });

  it("of mailboxes are reserved for examples", () => {
    const domains = found(/[\w.+-]@([\w-]+(?:\.[\w-]+)+)/g);
    expect(domains.length).toBeGreaterThan(15);
    expect(domains.filter((domain) => !reservedHost.test(domain))).toEqual([]);
  });

  it.each([
    ["RemoteUrl", "DeviceNetworkEvents"],
    ["UrlDomain", "EmailUrlInfo"],
    ["SenderFromDomain", "EmailEvents"],
    ["DeviceName", "DeviceInfo"],
  ])("in %s of %s are reserved for examples", (column, table) => {
    const { columns, data } = tenant.table(table);
    const names = new Set(data[columns.findIndex(({ name }) => name === column)]?.filter((cell) => cell !== ""));
    expect([...names].filter((name) => !reservedHost.test(textOf(name)))).toEqual([]);
  });

  it("of machines are reserved for documentation or private", () => {
    const columns = tenant.filled().flatMap((name) => {
      const table = tenant.table(name);
      return table.columns.flatMap((column, place) =>
        /IP$|IPv[46]$|IPAddress$|IpAddress$/.test(column.name) ? (table.data[place] ?? []) : [],
      );
    });
    const addresses = [...new Set(columns)].filter((cell) => cell !== null && cell !== "").map(String);
    expect(addresses.length).toBeGreaterThan(100);
    expect(addresses.filter((ip) => !reservedAddress.some((range) => range.test(ip)))).toEqual([]);
  });
});
