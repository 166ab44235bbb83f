import { describe, expect, it } from "vitest";
import { parseCommandLine, parseSettings } from "../../../src/config/command-line.ts";
import type { Commands } from "../../../src/config/commands.ts";
import { answerLimitsOf } from "../../../src/config/settings.ts";
import { createRedactor } from "../../../src/secrets.ts";

const commands: Commands = {
  query: {
    summary: "Run a query",
    usage: "'KQL'",
    positionals: { min: 1, max: 1 },
    options: {
      instance: { description: "Instance", placeholder: "NAME" },
      format: { description: "Form", placeholder: "FORM", choices: ["table", "json"] },
      quiet: { description: "Say less" },
      param: { description: "Value", placeholder: "NAME=VALUE", isList: true },
    },
  },
  check: { summary: "Check queries", usage: "'KQL'|FILE…", positionals: { min: 1, max: 9 }, options: {} },
};

type Env = Readonly<Record<string, string>>;
const parse = (argv: string[], env: Env = {}) => parseCommandLine(argv, env, createRedactor(), commands);
const settings = (argv: string[], env: Env = {}) => parse(argv, env).settings;

describe("settings", () => {
  it("have defaults", () => {
    expect(parseSettings([], {}, createRedactor())).toEqual({
      demo: false,
      allowCustomEndpoints: false,
      allowCrossResource: false,
      externalDataHosts: [],
      logLevel: "info",
      maxRows: 10_000,
      maxBytes: 200_000,
      maxCellChars: 1000,
      keptResults: 20,
      keptBytes: 256 * 1024 * 1024,
      keptMinutes: 30,
      auditQuery: "full",
      auditFailClosed: false,
      queries: [],
      host: "127.0.0.1",
      port: 8931,
      stateless: false,
      allowedHosts: [],
      allowedOrigins: [],
      metricsHost: "127.0.0.1",
      auth: "none",
      authTenants: [],
    });
  });

  it.each<[string[], Env, object]>([
    [["--max-rows", "7"], {}, { maxRows: 7 }],
    [["--max-rows=7"], {}, { maxRows: 7 }],
    [[], { DEFENDER_HUNTING_MAX_ROWS: " 7 " }, { maxRows: 7 }],
    [["--max-rows", "7"], { DEFENDER_HUNTING_MAX_ROWS: "8" }, { maxRows: 7 }],
    [[], { DEFENDER_HUNTING_MAX_ROWS: "" }, { maxRows: 10_000 }],
    [["--demo"], {}, { demo: true }],
    [["--demo=off"], {}, { demo: false }],
    [["--no-demo"], { DEFENDER_HUNTING_DEMO: "1" }, { demo: false }],
    [[], { DEFENDER_HUNTING_DEMO: "Yes" }, { demo: true }],
    [[], { DEFENDER_HUNTING_ALLOW_CUSTOM_ENDPOINTS: "1" }, { allowCustomEndpoints: true }],
    [["--config", "a b.yaml"], {}, { config: "a b.yaml" }],
    [["--log-level", "DEBUG"], {}, { logLevel: "debug" }],
    [["--queries", "a, b", "--queries=c,"], {}, { queries: ["a", "b", "c"] }],
    [
      ["--timeout-seconds=60", "--export-dir=-out", "--audit-file", "a"],
      {},
      { timeoutSeconds: 60, exportDir: "-out", auditFile: "a" },
    ],
    [
      ["http", "--port", "0", "--auth=entra", "--auth-tenants", "a,b"],
      {},
      { port: 0, auth: "entra", authTenants: ["a", "b"] },
    ],
    [[], { DEFENDER_HUNTING_PORT: "1" }, { port: 1 }],
  ])("%j with %o", (argv, env, expected) => {
    expect(settings(argv, env)).toMatchObject(expected);
  });

  it.each<[string[], Env, string]>([
    [["--max-rows", "0"], {}, "--max-rows: expected a whole number from 1 to 100000, got “0”."],
    [["--max-rows", "1e3"], {}, "--max-rows: expected a whole number"],
    [[], { DEFENDER_HUNTING_MAX_ROWS: "many" }, "DEFENDER_HUNTING_MAX_ROWS: expected a whole number"],
    [["--demo=perhaps"], {}, "--demo: expected 1, true, yes, on, 0, false, no, off, got “perhaps”."],
    [["--log-level", "loud"], {}, "--log-level: expected silent, fatal, error"],
    [["http", "--auth", "basic"], {}, "--auth: expected none, bearer, entra"],
    [["http", "--public-url", "ftp://x"], {}, "--public-url: expected an http(s) address"],
    [["--config="], {}, "--config: expected a value"],
    [["--max-rows=x", "--max-bytes=y"], {}, "got “x”. --max-bytes:"],
    [
      [],
      { DEFENDER_HUNTING_SEAL_KEY: "a", DEFENDER_HUNTING_SEAL_KEY_FILE: "b" },
      "DEFENDER_HUNTING_SEAL_KEY and DEFENDER_HUNTING_SEAL_KEY_FILE are both set",
    ],
  ])("%j with %o is a ConfigError", (argv, env, message) => {
    expect(() => parse(argv, env)).toThrow(
      expect.objectContaining({ name: "ConfigError", message: expect.stringContaining(message) }),
    );
  });

  it("warn of variables that mean nothing", () => {
    expect(
      parse([], { DEFENDER_HUNTING_MAXROWS: "1", OTHER: "x", DEFENDER_HUNTING_CACHE_KEY_FILE: "f" }).warnings,
    ).toEqual(["The variable “DEFENDER_HUNTING_MAXROWS” is not a setting. Did you mean DEFENDER_HUNTING_MAX_ROWS?"]);
  });

  it("hold secrets that print as nothing and are registered", () => {
    const redactor = createRedactor();
    const env = {
      DEFENDER_HUNTING_BEARER_TOKEN: "canary-token",
      DEFENDER_HUNTING_REDIS_URL: "redis://u:canary%40pass@host:6379",
      DEFENDER_HUNTING_SEAL_KEY_FILE: "/run/seal",
    };
    const found = parseCommandLine([], env, redactor).settings;
    expect(found.sealKey).toEqual({ kind: "file", path: "/run/seal" });
    expect(found.redisUrl?.reveal()).toBe("redis://u:canary%40pass@host:6379");
    expect(JSON.stringify(found)).not.toContain("canary");
    expect(redactor.redact("canary-token canary%40pass canary@pass")).toBe("[secret] [secret] [secret]");
  });

  it("limit answers: the usual amount never exceeds the ceiling", () => {
    expect(answerLimitsOf(settings([]))).toEqual({
      rows: { usual: 100, ceiling: 10_000 },
      bytes: { usual: 40_000, ceiling: 200_000 },
      cellChars: 1000,
    });
    expect(answerLimitsOf(settings(["--max-rows=5", "--max-bytes=2000"]))).toMatchObject({
      rows: { usual: 5, ceiling: 5 },
      bytes: { usual: 2000, ceiling: 2000 },
    });
  });
});

describe("subcommands", () => {
  it.each<[string[], object]>([
    [[], { command: "stdio", positionals: [], options: {} }],
    [["stdio"], { command: "stdio" }],
    [["http", "--port=1"], { command: "http" }],
    [["query", "T | take 1"], { command: "query", positionals: ["T | take 1"], options: {} }],
    [
      ["--demo", "query", "--instance", "A", "--quiet", "T"],
      { command: "query", positionals: ["T"], options: { instance: "A", quiet: true } },
    ],
    [["query", "T", "--format=json"], { options: { format: "json" } }],
    [["query", "T", "--param", "a=1", "--param=b=2"], { options: { param: ["a=1", "b=2"] } }],
    [["check", "a.kql", "b.kql"], { positionals: ["a.kql", "b.kql"] }],
    [["query", "--", "--T"], { positionals: ["--T"] }],
    [["query", "--help"], { command: "help", positionals: ["query"] }],
    [["-h", "--max-rows=x"], { command: "help", positionals: [] }],
    [["help", "query"], { command: "help", positionals: ["query"] }],
    [["--version"], { command: "version" }],
  ])("%j", (argv, expected) => {
    expect(parse(argv)).toMatchObject(expected);
  });

  it("do not let a bad environment stand in the way of help", () => {
    expect(parse(["--help"], { DEFENDER_HUNTING_MAX_ROWS: "x" }).command).toBe("help");
  });

  it.each<[string[], string]>([
    [["--maxrows", "5"], "There is no flag “--maxrows”. Did you mean --max-rows? Run with --help"],
    [["--zzzzzz"], "There is no flag “--zzzzzz”. Run with --help"],
    [["-p"], "There is no flag “-p”."],
    [["--bearer-token=canary"], "“--bearer-token”. Set the variable DEFENDER_HUNTING_BEARER_TOKEN instead."],
    [["--tenant-id", "x"], "“--tenant-id”. Set the variable DEFENDER_TENANT_ID instead."],
    [["--config"], "--config needs a value."],
    [["--config", "--demo"], "--config needs a value. Write --config VALUE, or --config=VALUE"],
    [["--max-rows", "1", "--max-rows", "2"], "--max-rows is given twice."],
    [["query", "T", "--format", "json", "--format", "json"], "--format is given twice."],
    [["--no-demo=1"], "--no-demo takes no value."],
    [["query", "T", "--quiet=1"], "--quiet takes no value."],
    [["query", "T", "--format", "xml"], "--format cannot be “xml”. Use one of: table, json."],
    [["--port", "1"], "--port belongs to http, not to stdio."],
    [["check", "a", "--format", "json"], "--format belongs to another subcommand, not to check."],
    [["qeury", "T"], "There is no subcommand “qeury”. Did you mean query? Use one of: stdio, http, query, check."],
    [["constructor"], "There is no subcommand “constructor”."],
    [["T | take 1"], "write query before it."],
    [["query"], "query needs more arguments. Usage: defender-hunting-mcp query 'KQL'"],
    [["query", "a", "b"], "query takes at most 1 arguments."],
    [["stdio", "x"], "stdio takes no arguments. Usage: defender-hunting-mcp stdio"],
  ])("%j is a UserError", (argv, text) => {
    let said = "";
    try {
      parse(argv);
    } catch (error) {
      if (error instanceof Error && error.name === "UserError" && "nextStep" in error)
        said = `${error.message} ${String(error.nextStep)}`;
    }
    expect(said).toContain(text);
    expect(said).not.toContain("canary");
  });
});
