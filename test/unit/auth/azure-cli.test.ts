import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { azureCliCommand } from "../../../src/auth/azure-cli-command.ts";
import { ALICE, CONTOSO, EVE, FABRIKAM } from "../../support/emulator/directory.ts";
import { errorIn, never, now, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "az-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const unsigned = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
const personal = unsigned({
  tid: CONTOSO.id,
  oid: ALICE.objectId,
  upn: ALICE.userName,
  scp: "ThreatHunting.Read.All User.Read",
});
const answer = (accessToken: string, expires: object = { expires_on: Math.floor(Date.now() / 1_000) + 3_600 }) =>
  `console.log(${JSON.stringify(JSON.stringify({ accessToken, tenant: CONTOSO.id, tokenType: "Bearer", ...expires }))})`;
const fail = (stderr: string) => `console.error(${JSON.stringify(stderr)}); process.exit(1)`;

/** Puts an executable `az` on a PATH of its own and signs in through it. */
async function withAz(script: string, overrides = {}) {
  const file = join(folder, "az");
  const calls = join(folder, "calls");
  await writeFile(calls, "");
  const record = `require("node:fs").appendFileSync(${JSON.stringify(calls)}, JSON.stringify(process.argv.slice(2)) + "\\n");`;
  await writeFile(file, `#!/usr/bin/env node\n${record}\n${script}\n`);
  await chmod(file, 0o755);
  const env = { PATH: [folder, dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter) };
  const signIn = bench.signIn({ credential: { type: "azure_cli" }, clientId: "", ...overrides }, { env });
  const argv = async () =>
    (await readFile(calls, "utf8"))
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
  return { signIn, argv };
}

describe("Azure CLI", () => {
  it("takes the token of whoever is signed in there, and asks again only when it is needed", async () => {
    const { signIn, argv } = await withAz(answer(personal));
    expect(await signIn.connect(now)).toEqual({
      status: "connected",
      account: { userName: ALICE.userName, objectId: ALICE.objectId, tenantId: CONTOSO.id },
      permissions: { granted: ["ThreatHunting.Read.All", "User.Read"], missing: [] },
    });
    const access = await signIn.authorize(never);
    expect(access.status === "authorized" && access.token.reveal()).toBe(personal);
    await signIn.authorize(never, { refresh: true });
    const call = [
      "account",
      "get-access-token",
      "--resource",
      "https://graph.microsoft.com",
      "--tenant",
      CONTOSO.id,
      "--output",
      "json",
    ];
    expect(await argv()).toEqual([call, call]);
    await signIn.disconnect();
    await signIn.authorize(never);
    expect(await argv()).toEqual([call, call, call]);
  });

  it("reports the permissions of a service principal, and none for an opaque token", async () => {
    const principal = unsigned({ tid: CONTOSO.id, roles: ["ThreatHunting.Read.All"] });
    for (const [token, granted] of [
      [principal, ["ThreatHunting.Read.All"]],
      ["opaque-token", []],
    ] as const) {
      const { signIn } = await withAz(answer(token));
      expect(await signIn.connect(now)).toMatchObject({ account: undefined, permissions: { granted, missing: [] } });
    }
  });

  it("asks again for a token that is about to expire, also from a CLI that names only local time", async () => {
    for (const expires of [
      { expires_on: Math.floor(Date.now() / 1_000) + 60 },
      { expiresOn: "2020-01-01 00:00:00.000000" },
      {},
    ]) {
      const { signIn, argv } = await withAz(answer(personal, expires));
      await signIn.authorize(never);
      await signIn.authorize(never);
      expect(await argv()).toHaveLength(2);
    }
  });

  it.each([
    [
      "nobody is signed in",
      fail("ERROR: Please run 'az login' to setup account."),
      `Run "az login --tenant ${CONTOSO.id}"`,
    ],
    [
      "Entra refuses",
      fail("ERROR: AADSTS65002: Consent between first party applications is required.\nTrace ID: x"),
      "AADSTS65002",
    ],
    [
      "the second factor is missing, which the CLI asks for itself",
      fail("ERROR: AADSTS50076: Multi-factor is needed.\nTo re-authenticate, please run:\naz login --scope x"),
      `must be completed, set up or renewed (AADSTS50076). Run "az login --tenant ${CONTOSO.id}"`,
    ],
    [
      "nobody has approved the CLI",
      fail("ERROR: AADSTS65001: No consent.\nPlease run:\naz login --scope x"),
      `https://login.microsoftonline.com/${CONTOSO.id}/adminconsent?client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46`,
    ],
    [
      "it fails otherwise",
      fail("ERROR: \u001b[31mCloud shell \u202Ebroke"),
      "The Azure CLI refused a token: “\\u{1b}[31mCloud shell \\u{202e}broke”",
    ],
    ["it prints no token", 'console.log("hello")', "printed no token"],
    [
      "another account is signed in",
      answer(unsigned({ tid: FABRIKAM.id, oid: "x", upn: EVE.userName, scp: "a" })),
      `${EVE.userName} of tenant ${FABRIKAM.id} signed in`,
    ],
  ])("explains when %s", async (_, script, text) => {
    const { signIn } = await withAz(script);
    const { message, nextStep } = errorIn(await signIn.connect({ waitMs: 8_000, signal: never }));
    expect(`${message} ${nextStep}`).toContain(text);
  });

  it("says when it is not installed", async () => {
    const signIn = bench.signIn({ credential: { type: "azure_cli" } }, { env: { PATH: join(folder, "nothing") } });
    expect(errorIn(await signIn.connect(now)).message).toContain("is not installed");
  });

  it("is started on Windows through the Python beside its batch file", async () => {
    const wbin = join(folder, "CLI2", "wbin");
    await mkdir(wbin, { recursive: true });
    await writeFile(join(wbin, "az.cmd"), "");
    const env = { Path: [join(folder, "other"), wbin].join(delimiter) };
    expect(azureCliCommand({ platform: "win32", env })).toEqual([
      join(folder, "CLI2", "python.exe"),
      "-IBm",
      "azure.cli",
    ]);
    expect(azureCliCommand({ platform: "win32", env: {} })).toEqual(["az.exe"]);
    expect(azureCliCommand({ platform: "linux", env })).toEqual(["az"]);
  });
});
