/** What clients say that they are. */
export const userAgents = {
  edge: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0",
  fernlake: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Fernlake/128.4",
  mac: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Fernlake/128.4",
  outlook: "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18925; Pro)",
  mobile: "Outlook-iOS/2.0",
  script: "python-requests/2.32.3",
  relay: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/135.0.0.0 Safari/537.36",
} as const;
