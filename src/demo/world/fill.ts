import type { Random } from "./random.ts";

const words: Readonly<Record<string, readonly string[]>> = {
  topic: [
    "Q3 forecast",
    "Carrier rates",
    "Customs checklist",
    "Shift plan",
    "Stock count",
    "Supplier contract",
    "Budget draft",
    "Claims overview",
    "Route analysis",
    "Dock schedule",
    "Team offsite",
    "Price list",
    "Audit notes",
    "Onboarding",
    "Fuel surcharge",
    "Packaging spec",
  ],
  share: ["Finance", "Operations", "Sales", "HR", "Public", "Projects"],
  script: ["Get-Inventory.ps1", "Clear-OldLogs.ps1", "Update-Agents.ps1", "Test-Backup.ps1", "Export-Metrics.ps1"],
  server: ["hv-fs-01", "hv-fs-02", "hv-app-01", "hv-app-02", "hv-app-03", "hv-app-04", "hv-sql-01", "hv-sql-02"],
  service: [
    "netsvcs -p",
    "LocalServiceNetworkRestricted -p",
    "UnistackSvcGroup",
    "wsappx -p",
    "LocalSystemNetworkRestricted -p",
  ],
};

/** Replaces `%topic%`, `%share%`, `%script%`, `%server%`, `%service%` by one of many, and `%n%` by a number of four digits. */
export function fill(template: string, random: Random): string {
  return template.replaceAll(/%(\w+)%/g, (placeholder, name: string) => {
    if (name === "n") return String(random.int(1000, 9999));
    const choices = words[name];
    return choices === undefined ? placeholder : random.pick(choices);
  });
}
