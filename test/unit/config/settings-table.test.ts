import { describe, expect, it } from "vitest";
import { parseCommandLine } from "../../../src/config/command-line.ts";
import { settingEntries } from "../../../src/config/settings-catalogue.ts";
import { instanceKeysTable, settingsTable } from "../../../src/config/settings-table.ts";
import { createRedactor } from "../../../src/secrets.ts";

describe("settingEntries", () => {
  it("are what the design lists", () => {
    const flags = settingEntries().flatMap(({ flag, http }) =>
      flag === undefined ? [] : [`${http ? "http " : ""}${flag}`],
    );
    const common =
      "config demo allow-custom-endpoints external-data-hosts allow-cross-resource log-level max-rows max-bytes max-cell-chars kept-results kept-bytes kept-minutes timeout-seconds audit-file audit-query audit-fail-closed queries export-dir";
    const http =
      "host port public-url stateless allowed-hosts allowed-origins metrics-port metrics-host auth auth-tenants auth-client-id auth-authority redis-url";
    expect(flags).toEqual([...common.split(" "), ...http.split(" ").map((flag) => `http ${flag}`)]);
    const secrets = settingEntries().flatMap(({ fileVariable }) => fileVariable ?? []);
    expect(secrets).toEqual([
      "DEFENDER_HUNTING_CACHE_KEY_FILE",
      "DEFENDER_HUNTING_AUTH_CLIENT_SECRET_FILE",
      "DEFENDER_HUNTING_BEARER_TOKEN_FILE",
      "DEFENDER_HUNTING_SEAL_KEY_FILE",
    ]);
  });

  it("all work as variables", () => {
    for (const { variable } of settingEntries()) {
      expect(parseCommandLine([], { [variable]: "" }, createRedactor()).warnings).toEqual([]);
    }
  });
});

describe("settingsTable", () => {
  const lines = settingsTable().split("\n");

  it("has a line for every setting", () => {
    expect(lines).toHaveLength(settingEntries().length + 2);
    expect(lines.every((line) => line.match(/(?<!\\)\|/g)?.length === 5)).toBe(true);
  });

  it.each([
    "| `--max-cell-chars N` | `DEFENDER_HUNTING_MAX_CELL_CHARS` | 1000 | Characters after which a cell is cut |",
    "| `--stateless` | `DEFENDER_HUNTING_STATELESS` | off | Keep no session, so that any replica can answer any request (`http`) |",
    "| none (secret) | `DEFENDER_HUNTING_BEARER_TOKEN` or `DEFENDER_HUNTING_BEARER_TOKEN_FILE` |  | The token of auth bearer (`http`) |",
  ])("%s", (line) => {
    expect(lines).toContain(line);
  });

  it("has a companion for the keys of an instance", () => {
    expect(instanceKeysTable()).toContain("| `UserName` | `DEFENDER_USERNAME` | Account that must sign in");
  });
});
