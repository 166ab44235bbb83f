import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startCommand, type CommandProcess } from "../support/command-process.ts";
import { ALICE, CONTOSO, DAEMON_APP, DAEMON_SECRET, PUBLIC_APP } from "../support/emulator/directory.ts";
import { type Emulator, startEmulator } from "../support/emulator/emulator.ts";
import { faults } from "../support/emulator/faults.ts";
import { listen } from "../support/emulator/listener.ts";

let emulator: Emulator;
let environment: Readonly<Record<string, string>>;

const config = async (changes: Readonly<Record<string, string>> = {}): Promise<string> => {
  const tenant = { TenantId: CONTOSO.id };
  const person = { ...tenant, ClientId: PUBLIC_APP, AuthType: "device" };
  const cache = { TokenCache: "encrypted-file", TokenCachePath: join(dirname(emulator.caFile), "cache", "tokens.bin") };
  return emulator.writeConfig([
    { section: "MicrosoftDefender-Person", args: { ...person, ...cache, ...changes } },
    {
      section: "MicrosoftDefender-Daemon",
      args: { ...tenant, ClientId: DAEMON_APP, ClientSecret: { EnvironmentVar: "DAEMON_SECRET" } },
    },
  ]);
};

beforeAll(async () => {
  emulator = await startEmulator();
  environment = {
    ...emulator.environment,
    HOME: dirname(emulator.caFile),
    DAEMON_SECRET,
    DEFENDER_HUNTING_CACHE_KEY: randomBytes(32).toString("base64"),
    DEFENDER_HUNTING_CONFIG: await config(),
  };
});
beforeEach(() => emulator.control.reset());
afterAll(() => emulator.close());

const start = (...args: string[]): CommandProcess => startCommand(args, { environment });

/** The person reads the code on standard error and types it into Entra's page. */
async function approve(command: CommandProcess): Promise<void> {
  const [, code = ""] = await command.said(/enter the code (\w+) before/);
  emulator.control.approve(code, ALICE);
}

describe("the command line over the emulator", () => {
  it("hunts as an application without a word about sign-in", async () => {
    const { code, stdout, stderr } = await start("query", "--instance", "daemon", "EmailEvents | count").ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: "Count\n─────\n   12\n" });
    expect(stderr).not.toMatch(/sign/i);
  });

  it("signs a person in once; the next query and doctor find the tokens; logout forgets them", async () => {
    const login = start("login", "Person");
    await approve(login);
    expect(await login.ended).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(`^Person: signed in as ${ALICE.userName}\npermissions: ThreatHunting.Read.All, `),
    });
    const query = await start("query", "--instance", "Person", "--format", "csv", "EmailEvents | count").ended;
    expect(query).toMatchObject({ code: 0, stdout: "Count\r\n12\r\n" });
    const doctor = await start("doctor").ended;
    expect(doctor.stdout).toContain(`ok    Person: signed in as ${ALICE.userName}\n`);
    expect(await start("logout", "Person").ended).toMatchObject({ code: 0 });
    expect((await start("doctor").ended).stdout).toContain("warn  Person: signed out");
    expect(emulator.control.requestsTo("devicecode")).toHaveLength(1);
  });

  it("waits with a query for the person, and answers it then", async () => {
    const query = start("query", "--instance", "Person", "EmailEvents | count");
    await approve(query);
    expect(await query.ended).toMatchObject({ code: 0, stdout: "Count\n─────\n   12\n" });
    await start("logout", "Person").ended;
  });

  it("tells why a declined sign-in failed, in the words of the command line", async () => {
    const login = start("login", "Person");
    const [, code = ""] = await login.said(/enter the code (\w+) before/);
    emulator.control.decline(code);
    const { code: exit, stdout, stderr } = await login.ended;
    expect({ exit, stdout }).toEqual({ exit: 1, stdout: "" });
    expect(stderr).toContain("Run login again");
  });

  it("ends at once when the person interrupts the waiting", async () => {
    const login = start("login", "Person");
    await login.said(/enter the code/);
    login.child.kill("SIGINT");
    expect(await login.ended).toMatchObject({ code: 1, stdout: "" });
  });

  it("keeps every secret out of its output, at trace level too", async () => {
    const said: string[] = [];
    const traced = (args: readonly string[], own: Readonly<Record<string, string>> = {}) =>
      startCommand([...args, "--log-level", "trace"], { environment: { ...environment, ...own } });
    const run = async (args: readonly string[], own = {}, command = traced(args, own)) => {
      const { stdout, stderr } = await command.ended;
      said.push(stdout + stderr);
    };
    const login = traced(["login", "Person"]);
    await approve(login);
    await run([], {}, login);
    await run(["query", "--instance", "Person", "EmailEvents | count"]);
    const odd = faults.aadsts(7999999, { description: `The value ${DAEMON_SECRET} is odd.` });
    emulator.control.fail("token:client_credentials", odd);
    await run(["doctor"]);
    await run(["doctor"], { HTTPS_PROXY: "http://corp:canary-proxy@127.0.0.1:9" });
    await run(["doctor"], { DEFENDER_HUNTING_CACHE_KEY: "canary-no-key" });
    await run(["doctor"], { DEFENDER_HUNTING_CACHE_KEY: randomBytes(32).toString("base64") });
    await run(["logout", "Person"]);
    const output = said.join("\n");
    for (const words of [
      "The value [secret] is odd",
      "the proxy that HTTPS_PROXY names",
      "holds no key",
      "set aside as",
    ])
      expect(output).toContain(words);
    const given = [DAEMON_SECRET, environment["DEFENDER_HUNTING_CACHE_KEY"] ?? "", "canary-proxy", "canary-no-key"];
    const secrets = [...emulator.control.secrets(), ...given];
    expect(secrets.length).toBeGreaterThan(10);
    expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);
  });
});

describe("doctor", () => {
  it("passes where all is well", async () => {
    const { code, stdout } = await start("doctor").ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {4}configuration: .*msticpyconfig\.yaml; 2 instances\n/);
    for (const origin of [emulator.origin, emulator.graphOrigin])
      expect(stdout).toContain(`ok    ${new URL(origin).host}: answers\n`);
    expect(stdout).toContain("ok    clock: within");
    expect(stdout).toMatch(/^ok {4}Person: tokens in encrypted-file .*tokens-\w+\.bin, /m);
    expect(stdout).toContain(`ok    Daemon: signed in as application ${DAEMON_APP}\n`);
    expect(stdout).toContain("ok    Daemon: permissions: ThreatHunting.Read.All\n");
  });

  it("fails with a dead host, and still tells the rest", async () => {
    const gone = await listen(() => undefined);
    await gone.close();
    const text = await readFile(await config({ Provider: "MDE" }), "utf8");
    const dead = await emulator.writeFile(
      "dead.yaml",
      text.replaceAll(emulator.mdeOrigin, `https://localhost:${gone.port}`),
    );
    await config();
    const { code, stdout } = await start("doctor", "--config", dead).ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(
      new RegExp(`^FAIL {2}localhost:${gone.port}: cannot be used from here: the connection failed`, "m"),
    );
    expect(stdout).toContain("ok    Daemon: permissions: ThreatHunting.Read.All\n");
  });

  it("fails with a broken section, and still tells the rest", async () => {
    await config({ AuthType: "nonsense" });
    const { code, stdout } = await start("doctor").ended;
    await config();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}Person: .*nonsense/m);
    expect(stdout).toContain("ok    Daemon: permissions: ThreatHunting.Read.All\n");
  });

  it("names a certificate that is not trusted", async () => {
    const { NODE_EXTRA_CA_CERTS: _, ...untrusting } = environment;
    const { code, stdout } = await startCommand(["doctor"], { environment: untrusting }).ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}localhost:\d+: .*TLS certificate is not trusted.*NODE_EXTRA_CA_CERTS/m);
  });
});
