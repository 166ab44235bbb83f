import { z } from "zod";
import { logLevels } from "../log.ts";
import {
  list,
  nonEmpty,
  onOff,
  oneOf,
  redisAddress,
  secretSource,
  settingNotes as notes,
  webAddress,
  wholeNumber,
} from "./setting-types.ts";

const MEBIBYTE = 1024 * 1024;

/**
 * All settings. A setting `maxRows` is the flag `--max-rows` and the variable `DEFENDER_HUNTING_MAX_ROWS`; the notes say the rest.
 * Input is text, as both places give it.
 */
export const settingsSchema = z.object({
  config: nonEmpty().optional().register(notes, {
    description: "Configuration file (msticpyconfig.yaml)",
    placeholder: "FILE",
    defaultText: "MSTICPYCONFIG, ./msticpyconfig.yaml, ~/.msticpy/msticpyconfig.yaml",
  }),
  demo: onOff().default(false).register(notes, {
    description: "Add the demo tenant to the configured instances; without any it is there anyway",
  }),
  allowCustomEndpoints: onOff().default(false).register(notes, {
    description: "Allow Cloud: custom, whose hosts then receive tokens",
  }),
  externalDataHosts: list().default([]).register(notes, {
    description: "Hosts that queries may read with externaldata, separated by commas; none otherwise",
    placeholder: "HOSTS",
  }),
  allowCrossResource: onOff().default(false).register(notes, {
    description: "Allow workspace(), cluster(), database() and the like in queries",
  }),
  logLevel: oneOf(logLevels)
    .default("info")
    .register(notes, {
      description: `Least level of log lines on standard error: ${logLevels.join(", ")}`,
      placeholder: "LEVEL",
    }),
  maxRows: wholeNumber(1, 100_000).default(10_000).register(notes, {
    description: "Most rows an answer may be asked for; without max_rows it has at most 100",
    placeholder: "N",
  }),
  maxBytes: wholeNumber(1000, 10_000_000).default(200_000).register(notes, {
    description: "Most bytes of rows an answer may be asked for; without max_bytes at most 40000",
    placeholder: "N",
  }),
  maxCellChars: wholeNumber(20, 1_000_000).default(1000).register(notes, {
    description: "Characters after which a cell is cut",
    placeholder: "N",
  }),
  keptResults: wholeNumber(1, 1000).default(20).register(notes, {
    description: "Results kept for paging and refining",
    placeholder: "N",
  }),
  keptBytes: wholeNumber(MEBIBYTE, 64 * 1024 * MEBIBYTE)
    .default(256 * MEBIBYTE)
    .register(notes, {
      description: "Bytes of memory for the kept results of all callers together",
      placeholder: "N",
    }),
  keptMinutes: wholeNumber(1, 24 * 60)
    .default(30)
    .register(notes, {
      description: "Minutes after which a kept result is forgotten",
      placeholder: "N",
    }),
  timeoutSeconds: wholeNumber(1, 600).optional().register(notes, {
    description: "Seconds after which a query is given up",
    placeholder: "N",
    defaultText: "210 (Graph), 230 (MDE)",
  }),
  auditFile: nonEmpty().optional().register(notes, {
    description: "File that gets one JSON line for each tool call; without it there is no audit",
    placeholder: "FILE",
  }),
  auditQuery: oneOf(["full", "sha256", "none"]).default("full").register(notes, {
    description: "How the audit tells queries: full, sha256, none",
    placeholder: "FORM",
  }),
  auditFailClosed: onOff().default(false).register(notes, {
    description: "Run and answer no call whose audit line cannot be written",
  }),
  queries: list().default([]).register(notes, {
    description: "Files or directories of hunting queries in MSTICPy's YAML format, separated by commas",
    placeholder: "PATHS",
  }),
  exportDir: nonEmpty().optional().register(notes, {
    description: "Directory for exported results; without it export is off",
    placeholder: "DIRECTORY",
  }),
  cacheKey: secretSource().optional().register(notes, {
    description: "Key of encrypted token caches where no keyring is at hand",
    secret: "variable",
  }),
  host: nonEmpty().default("127.0.0.1").register(notes, {
    description: "Address to listen on",
    placeholder: "ADDRESS",
    http: true,
  }),
  port: wholeNumber(0, 65_535).default(8931).register(notes, {
    description: "Port to listen on; 0 takes a free one",
    placeholder: "N",
    http: true,
  }),
  publicUrl: webAddress().optional().register(notes, {
    description: "Address under which clients reach the server",
    placeholder: "URL",
    http: true,
  }),
  stateless: onOff().default(false).register(notes, {
    description: "Keep no session, so that any replica can answer any request",
    http: true,
  }),
  allowedHosts: list().default([]).register(notes, {
    description: "Host headers to accept beside the own address, separated by commas",
    placeholder: "HOSTS",
    http: true,
  }),
  allowedOrigins: list().default([]).register(notes, {
    description: "Origin headers to accept, separated by commas",
    placeholder: "ORIGINS",
    http: true,
  }),
  metricsPort: wholeNumber(0, 65_535).optional().register(notes, {
    description: "Port that serves /metrics alone, without authentication; off otherwise",
    placeholder: "N",
    http: true,
  }),
  metricsHost: nonEmpty().default("127.0.0.1").register(notes, {
    description: "Address of that port; other than loopback only where strangers cannot reach it",
    placeholder: "ADDRESS",
    http: true,
  }),
  auth: oneOf(["none", "bearer", "entra"]).default("none").register(notes, {
    description: "Who may call: none (loopback only), bearer (one shared token), entra (OAuth 2.1)",
    placeholder: "KIND",
    http: true,
  }),
  authTenants: list().default([]).register(notes, {
    description: "Tenants whose users may call, separated by commas",
    placeholder: "TENANTS",
    http: true,
  }),
  authClientId: nonEmpty().optional().register(notes, {
    description: "Application (client) id of this server's app registration",
    placeholder: "GUID",
    http: true,
  }),
  authAuthority: webAddress().optional().register(notes, {
    description: "Login host instead of the cloud's; needs allow-custom-endpoints",
    placeholder: "URL",
    http: true,
  }),
  redisUrl: redisAddress().optional().register(notes, {
    description: "Redis or Valkey in which replicas share results and tokens; redis:// or rediss://",
    placeholder: "URL",
    http: true,
    secret: "inside",
  }),
  authClientSecret: secretSource().optional().register(notes, {
    description: "Secret of this server's app registration, for on-behalf-of",
    http: true,
    secret: "variable",
  }),
  bearerToken: secretSource().optional().register(notes, {
    description: "The token of auth bearer",
    http: true,
    secret: "variable",
  }),
  sealKey: secretSource().optional().register(notes, {
    description: "Key that seals what replicas share: 32 random bytes or more, base64 or hex",
    http: true,
    secret: "variable",
  }),
});

export type Settings = Readonly<z.infer<typeof settingsSchema>>;
export type SettingName = keyof Settings;

const USUAL_ROWS = 100;
const USUAL_BYTES = 40_000;

/** How much of a result an answer carries when nobody asks, and the most that can be asked for. */
export function answerLimitsOf({ maxRows, maxBytes, maxCellChars }: Settings) {
  return {
    rows: { usual: Math.min(USUAL_ROWS, maxRows), ceiling: maxRows },
    bytes: { usual: Math.min(USUAL_BYTES, maxBytes), ceiling: maxBytes },
    cellChars: maxCellChars,
  };
}
