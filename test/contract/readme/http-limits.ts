import { usualLimits } from "../../../src/transport/http/limits.ts";

const { caller, sessions, ...limits } = usualLimits;
const seconds = (ms: number): string => `${ms / 1000} s`;

/** The limits of the HTTP front as the README has them. */
export const limitsTable = [
  "| Limit | Value | Beyond it |",
  "| --- | --- | --- |",
  ...[
    ["Body of a request", `${limits.bodyBytes / 1_048_576} MiB, 64 levels deep`, "413, 400"],
    ["Headers", `${limits.headerBytes / 1024} KiB, all within ${seconds(limits.headersMs)}`, "431, 408"],
    ["A whole request arrives within", seconds(limits.requestMs), "408"],
    ["Messages in a batch", `${limits.batch}`, "400"],
    ["Requests of a caller", `${caller.perSecond} a second, ${caller.burst} at once`, "429"],
    ["Requests of a caller that run together", `${caller.running}`, "429"],
    ["Open streams of a caller", `${caller.streams}`, "429"],
    ["Subscriptions of revision 2026-07-28 in all", `${limits.subscriptions}`, "refused"],
    [
      "Sessions of older clients",
      `${sessions.mostPerOwner} a caller, ${sessions.most} in all, ${sessions.idleMs / 60_000} minutes idle`,
      "the one idle longest closes; 503 when none is",
    ],
    ["Connections", `${limits.connections}`, "closed"],
  ].map((row) => `| ${row.join(" | ")} |`),
].join("\n");
