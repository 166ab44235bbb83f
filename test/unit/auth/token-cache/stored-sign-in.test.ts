import { randomBytes } from "node:crypto";
import { chmod, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { SignIn } from "../../../../src/auth/sign-in.ts";
import type { TokenCacheSetting } from "../../../../src/instances/instance.ts";
import { ALICE, BOB, CONTOSO } from "../../../support/emulator/directory.ts";
import { faults } from "../../../support/emulator/faults.ts";
import { codeIn, errorIn, never, now, patient, useBench } from "../sign-in-fixture.ts";
import { useFolder } from "./temporary-folder.ts";

const bench = useBench();
const at = useFolder();
const control = () => bench.emulator.control;
const env = { DEFENDER_HUNTING_CACHE_KEY: randomBytes(32).toString("base64") };
const kinds = ["encrypted-file", "plaintext-file"] as const;

/** A sign-in that keeps its tokens in the test's folder, as a new process would open it. */
function open(kind: TokenCacheSetting["kind"], overrides = {}, deps = {}): SignIn {
  const tokenCache = { kind, path: at("tokens") };
  return bench.signIn({ tokenCache, ...overrides }, { env, homeDirectory: at(), ...deps });
}
async function connect(signIn: SignIn, person = ALICE): Promise<SignIn> {
  control().approve(codeIn(await signIn.connect(now)), person);
  expect((await signIn.connect(patient)).status).toBe("connected");
  return signIn;
}
const tokenFile = async () =>
  at((await readdir(at())).find((name) => name.startsWith("tokens") && !name.endsWith(".bad")) ?? "");

describe.each(kinds)("tokens in an %s", (kind) => {
  it("sign the next process in without a person, and follow a refresh of another process", async () => {
    const first = await connect(open(kind));
    const second = open(kind);
    expect(await second.connect(now)).toMatchObject({ status: "connected", account: { userName: ALICE.userName } });
    await first.authorize(never, { refresh: true });
    const [a, b] = [await first.authorize(never), await second.authorize(never)];
    expect(a.status === "authorized" && a.token.reveal()).toBe(b.status === "authorized" && b.token.reveal());
    expect(control().requestsTo("devicecode")).toHaveLength(1);
  });

  it("are gone for every process after disconnect, other people's stay", async () => {
    const first = await connect(open(kind));
    await connect(open(kind, { userName: BOB.userName }), BOB);
    const other = open(kind, { userName: BOB.userName });
    await first.disconnect();
    expect((await first.authorize(never)).status).toBe("awaiting_user");
    expect((await open(kind, { userName: ALICE.userName }).connect(now)).status).toBe("awaiting_user");
    expect(await other.connect(now)).toMatchObject({ account: { userName: BOB.userName } });
    await first.disconnect();
  });

  it("are not guessed when two accounts fit and nobody has chosen", async () => {
    await connect(open(kind, { userName: ALICE.userName }));
    await connect(open(kind, { userName: BOB.userName }), BOB);
    const signIn = open(kind);
    await connect(signIn, BOB);
    expect((await signIn.authorize(never)).status).toBe("authorized");
  });

  it.each([
    ["truncated", (path: string) => truncate(path, 40)],
    ["garbled", (path: string) => writeFile(path, '{"Account": garbage')],
    ["of another shape", (path: string) => writeFile(path, '{"Account": []}')],
  ])("that are %s are set aside, and a new sign-in begins", async (_, damage) => {
    await connect(open(kind));
    const path = await tokenFile();
    await damage(path);
    const damaged = await readFile(path);
    const signIn = open(kind);
    const notice = expect.stringContaining(`${path} cannot be read (damaged, or of another key) and was set aside as`);
    expect(await signIn.restore()).toMatchObject({ status: "signed_out", notice });
    await connect(signIn);
    expect(signIn.state()).toMatchObject({ notice });
    expect(await readFile(`${path}.bad`)).toEqual(damaged);
    expect((await signIn.authorize(never, { refresh: true })).status).toBe("authorized");
    expect(bench.logged.join("")).toContain("was set aside");
  });

  it("start afresh from an empty file", async () => {
    await connect(open(kind));
    const path = await tokenFile();
    await truncate(path, 0);
    await connect(open(kind));
    expect(await readdir(at())).not.toContain("tokens.bad");
  });

  it("are not read through a link or from a file that others may change", async () => {
    await connect(open(kind));
    const path = await tokenFile();
    await chmod(path, 0o666);
    expect(errorIn(await open(kind).connect(now)).message).toContain("other users may write to it");
    const moved = `${path}.moved`;
    await writeFile(moved, await readFile(path), { mode: 0o600 });
    await rm(path);
    await symlink(moved, path);
    expect(errorIn(await open(kind).connect(now)).message).toContain("it is a symbolic link");
  });

  it("keep the tokens that a failed refresh leaves", async () => {
    const signIn = await connect(open(kind));
    control().fail("token:refresh_token", faults.reply(500, "x"), faults.reply(500, "x"), faults.reply(500, "x"));
    await expect(signIn.authorize(never, { refresh: true })).rejects.toMatchObject({ name: "ServiceError" });
    expect((await open(kind).connect(now)).status).toBe("connected");
  });
});

describe("an encrypted cache", () => {
  it("shows no token, and is set aside when the key is another one", async () => {
    await connect(open("encrypted-file"));
    const path = await tokenFile();
    const bytes = await readFile(path);
    expect(
      control()
        .secrets()
        .filter((secret) => bytes.includes(secret)),
    ).toEqual([]);
    expect(bytes.includes(ALICE.userName)).toBe(false);
    const foreign = open(
      "encrypted-file",
      {},
      { env: { DEFENDER_HUNTING_CACHE_KEY: randomBytes(32).toString("hex") } },
    );
    expect((await foreign.connect(now)).status).toBe("awaiting_user");
    expect(await readFile(`${path}.bad`)).toEqual(bytes);
    await foreign.disconnect();
  });

  it("uses a key of the keyring, made once", async () => {
    let stored: string | null = null;
    const keyring = {
      read: () => Promise.resolve(stored),
      write: (secret: string) => Promise.resolve(void (stored = secret)),
    };
    const deps = { env: {}, keyring };
    await connect(open("encrypted-file", {}, deps));
    expect(await open("encrypted-file", {}, deps).connect(now)).toMatchObject({ status: "connected" });
    expect(bench.logged.join("")).not.toContain(String(stored));
  });

  it("stays in memory where there is no key, and says so; nothing is written", async () => {
    const keyring = { read: () => Promise.reject(new Error("no keyring")), write: () => Promise.resolve() };
    const signIn = open("encrypted-file", {}, { env: {}, keyring });
    expect(await signIn.restore()).toMatchObject({
      status: "signed_out",
      notice: expect.stringContaining("set DEFENDER_HUNTING_CACHE_KEY"),
    });
    await connect(signIn);
    expect(signIn.state()).toMatchObject({ notice: expect.stringContaining("Tokens stay in memory") });
    expect(bench.logged.join("")).toContain("no usable keyring");
    expect((await readdir(at())).filter((name) => name.startsWith("tokens"))).toEqual([]);
  });

  it("refuses an unusable key rather than to go on without one", async () => {
    const signIn = open("encrypted-file", {}, { env: { DEFENDER_HUNTING_CACHE_KEY: "short" } });
    expect(errorIn(await signIn.connect(now)).nextStep).toContain("openssl rand");
  });
});

describe("a plain cache", () => {
  it("is announced as unencrypted", async () => {
    const signIn = await connect(open("plaintext-file"));
    expect(signIn.state()).toMatchObject({ notice: `Tokens are stored unencrypted in ${at("tokens")}.` });
  });

  it("without a refresh token leads back to the prompt", async () => {
    await connect(open("plaintext-file"));
    const content: object = JSON.parse(await readFile(at("tokens"), "utf8"));
    await writeFile(at("tokens"), JSON.stringify({ ...content, RefreshToken: {} }));
    const signIn = open("plaintext-file");
    expect((await signIn.authorize(never)).status).toBe("authorized");
    expect((await signIn.authorize(never, { refresh: true })).status).toBe("awaiting_user");
    await signIn.disconnect();
  });

  it("leaves the file of another program alone", async () => {
    const encryptedByMsticpy = randomBytes(300);
    await writeFile(at("tokens"), encryptedByMsticpy, { mode: 0o600 });
    expect(errorIn(await open("plaintext-file").connect(now)).message).toContain("is not plain JSON");
    expect(await readFile(at("tokens"))).toEqual(encryptedByMsticpy);
  });

  it("is shared with MSAL for Python: its refresh token is used, its other entries stay", async () => {
    await connect(open("plaintext-file"));
    const ours: Record<string, Record<string, { secret?: string }>> = JSON.parse(await readFile(at("tokens"), "utf8"));
    const { secret } = Object.values(ours["RefreshToken"] ?? {})[0] ?? {};
    await writeFile(at("tokens"), JSON.stringify(pythonCache(secret ?? "")), { mode: 0o600 });
    control().tokens.reuseRevokesFamily = true;
    const signIn = open("plaintext-file");
    expect(await signIn.connect(now)).toMatchObject({ status: "connected", account: { userName: ALICE.userName } });
    // The spent token of Python's entry must not be picked again.
    for (let i = 0; i < 3; i += 1) expect((await signIn.authorize(never, { refresh: true })).status).toBe("authorized");
    control().tokens.reuseRevokesFamily = false;
    const shared: Record<string, Record<string, { secret?: string }>> = JSON.parse(
      await readFile(at("tokens"), "utf8"),
    );
    expect(Object.keys(shared["AppMetadata"] ?? {})).toContain("appmetadata-login.microsoftonline.com-other-app");
    const secrets = Object.values(shared["RefreshToken"] ?? {}).map((token) => token.secret);
    expect(secrets).toEqual([expect.any(String), "other-secret", secrets[0]]);
    expect(secrets).not.toContain(secret);
  });
});

/** A cache as MSAL for Python writes it, with one account of this application and a refresh token of another. */
function pythonCache(secret: string): object {
  const home = `${ALICE.objectId}.${CONTOSO.id}`;
  const environment = "login.microsoftonline.com";
  const client = "33333333-3333-4333-8333-333333333333";
  const token = (client_id: string, text: string) => ({
    credential_type: "RefreshToken",
    secret: text,
    home_account_id: home,
    environment,
    client_id,
    target: "https://graph.microsoft.com/ThreatHunting.Read.All",
    last_modification_time: "1750000000",
  });
  return {
    RefreshToken: {
      [`${home}-${environment}-refreshtoken-${client}--https://graph.microsoft.com/threathunting.read.all`]: token(
        client,
        secret,
      ),
      [`${home}-${environment}-refreshtoken-other-app--`]: token("other-app", "other-secret"),
    },
    Account: {
      [`${home}-${environment}-${CONTOSO.id}`]: {
        home_account_id: home,
        environment,
        realm: CONTOSO.id,
        local_account_id: ALICE.objectId,
        username: ALICE.userName,
        authority_type: "MSSTS",
        account_source: "device_code",
      },
    },
    AppMetadata: {
      [`appmetadata-${environment}-other-app`]: { client_id: "other-app", environment, family_id: "" },
    },
  };
}
