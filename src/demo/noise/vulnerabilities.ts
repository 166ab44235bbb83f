/** A published vulnerability and the software of the demo tenant that has it. */
export interface Vulnerability {
  readonly cve: string;
  readonly score: number;
  readonly severity: "Critical" | "High" | "Medium";
  readonly exploited: boolean;
  /** `YYYY-MM-DD`. */
  readonly published: string;
  readonly description: string;
  readonly software: string;
}

const entry = (
  cve: string,
  published: string,
  score: number,
  exploited: boolean,
  software: string,
  description: string,
): Vulnerability => ({
  cve,
  score,
  severity: score >= 9 ? "Critical" : score >= 7 ? "High" : "Medium",
  exploited,
  published,
  description,
  software,
});

/** Numbers, scores and dates as published by NVD; whether the demo tenant's devices have them is made up. */
export const vulnerabilities: readonly Vulnerability[] = [
  entry("CVE-2024-21413", "2024-02-13", 9.8, true, "office", "Microsoft Outlook remote code execution"),
  entry("CVE-2023-23397", "2023-03-14", 9.8, true, "office", "Microsoft Outlook elevation of privilege"),
  entry(
    "CVE-2022-30190",
    "2022-06-01",
    7.8,
    true,
    "windows_10",
    "Microsoft Windows Support Diagnostic Tool remote code execution",
  ),
  entry("CVE-2024-38063", "2024-08-13", 9.8, true, "windows_10", "Windows TCP/IP remote code execution"),
  entry(
    "CVE-2021-34527",
    "2021-07-02",
    8.8,
    true,
    "windows_server_2019",
    "Windows Print Spooler remote code execution",
  ),
  entry("CVE-2020-1472", "2020-08-17", 5.5, true, "windows_server_2019", "Netlogon elevation of privilege"),
  entry(
    "CVE-2021-44228",
    "2021-12-10",
    10,
    true,
    "log4j",
    "Apache Log4j2 JNDI features do not protect against attacker controlled endpoints",
  ),
  entry("CVE-2023-44487", "2023-10-10", 7.5, true, "iis", "HTTP/2 request cancellation can exhaust a server"),
  entry("CVE-2024-6387", "2024-07-01", 8.1, true, "openssh", "Signal handler race condition in OpenSSH's server"),
  entry("CVE-2023-4863", "2023-09-12", 8.8, true, "edge_chromium-based", "Heap buffer overflow in libwebp"),
];
