import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../../src/secrets.ts";
import { CLIENT, load, loadSection, loadYaml, newDirectory, only, problem, SECRET, section } from "./configure.ts";

const fixture = (name: string) => new URL(`../../fixtures/config/${name}.yaml`, import.meta.url).pathname;

describe("sections", () => {
  it("reads the documented forms", async () => {
    const home = await newDirectory();
    const config = fixture("documented");
    const found = await load({ home, settings: { config }, env: { TENANT1_SECRET: `${SECRET}\n` } });
    expect(found).toMatchObject({ source: config, warnings: [], broken: [] });
    expect(found.instances).toMatchObject([
      {
        name: "Default",
        section: "MicrosoftDefender",
        provider: "M365DGraph",
        cloud: "global",
        userName: "analyst@contoso.com",
        credential: { type: "device" },
      },
      {
        name: "Tenant1",
        section: "MicrosoftDefender-Tenant1",
        cloud: "gcc-high",
        credential: { type: "client_secret" },
      },
      {
        name: "Tenant2",
        tenantId: "fabrikam.com",
        credential: {
          type: "certificate",
          certificatePath: join(dirname(config), "certs/app.der"),
          privateKeyPath: join(home, "app.key"),
          passphrase: {
            kind: "key_vault",
            secretName: "DataProviders-MicrosoftDefender-Tenant2-Args-PrivateKeySecret",
            vault: {
              vaultName: "contoso-vault",
              tenantId: "11111111-1111-1111-1111-111111111111",
              authority: "global",
            },
          },
        },
      },
      { name: "MicrosoftGraph-Tenant1", provider: "SecurityGraph", credential: { type: "device" } },
    ]);
    const [, tenant1] = found.instances;
    const credential = tenant1?.credential;
    if (credential?.type !== "client_secret" || credential.secret.kind !== "value") throw new Error("No secret.");
    expect(credential.secret.value.reveal()).toBe(SECRET);
  });

  it("reads legacy sections, unless the modern one is there", async () => {
    const { instances, warnings } = await load({ settings: { config: fixture("legacy") } });
    expect(instances.map(({ name, section: title, cloud, tenantId }) => [name, title, cloud, tenantId])).toEqual([
      ["Paris", "MicrosoftDefender-Paris", "global", "contoso.fr"],
      ["Default", "MDATPApp", "uk", "contoso.com"],
      ["Berlin", "MDATPApp-Berlin", "global", "contoso.de"],
      ["SecurityGraphApp-Berlin", "SecurityGraphApp-Berlin", "global", "contoso.de"],
    ]);
    expect(warnings).toEqual([
      expect.stringContaining("section MDATPApp-Paris is ignored, because DataProviders.MicrosoftDefender-Paris"),
      expect.stringContaining("section MDATPApp: TokenCachePath is not used: tokens stay in memory."),
    ]);
  });

  it("follows anchors and merge keys", async () => {
    const { instances } = await load({ settings: { config: fixture("anchors") } });
    expect(instances.map(({ tenantId, credential }) => [tenantId, credential.type])).toEqual([
      ["a.example", "device"],
      ["b.example", "interactive"],
    ]);
  });

  it("keeps a broken section from taking the others down, and says what is wrong with it", async () => {
    const config = fixture("half-broken");
    const { instances, broken, warnings } = await load({ settings: { config } });
    expect(instances.map(({ name }) => name)).toEqual(["Good"]);
    const place = `${config}, section DataProviders.MicrosoftDefender-`;
    expect(broken.map(({ name, error }) => [name, error.message])).toEqual([
      ["NoTenant", `${place}NoTenant, TenantId: missing.`],
      ["NoSecret", `${place}NoSecret, ClientSecret: the environment variable NOT_THERE is not set.`],
      ["Empty", `${place}Empty: empty.`],
      ["NoArgs", `${place}NoArgs: no Args.`],
      ["China", expect.stringMatching(/China, Cloud: Microsoft offers no advanced hunting API in the cloud china/)],
    ]);
    for (const { error } of broken) expect(warnings).toContain(`${error.message} ${error.nextStep}`);
  });

  it.each([
    ["DataProviders: { MicrosoftDefender: text }", "not a mapping"],
    ["DataProviders: { MicrosoftDefender: { Args: } }", "Args is empty"],
    ["DataProviders: { MicrosoftDefender: { Args: [a] } }", "Args is not a mapping"],
  ])("%s", async (yaml, message) => {
    expect(problem(await loadYaml(yaml))).toContain(message);
  });

  it.each([
    [
      "DataProviders: { MicrosoftDefender_T1: {} }",
      "DataProviders.MicrosoftDefender_T1” is ignored: write MicrosoftDefender",
    ],
    ["DataProviders: { MicrosoftDefender-: {} }", "is ignored"],
    ["DataProviders: { 'MicrosoftDefender-*': {} }", "is ignored"],
    ['DataProviders: { "MicrosoftDefender-a\\u202Eb": {} }', "a\\u{202e}b"],
    ["DataProviders: { MicrosoftDefendr-T1: {} }", "did you mean MicrosoftDefender?"],
    ["DataProvider: { MicrosoftDefender: {} }", "did you mean DataProviders?"],
  ])("points at a misspelt section name: %s", async (yaml, message) => {
    expect((await loadYaml(yaml)).warnings[0]).toContain(message);
  });

  it("keeps the first of two sections that give the same instance name", async () => {
    const args = `Args: { TenantId: a.example, ClientId: ${CLIENT}, AuthType: device }`;
    const { instances, broken } = await loadYaml(
      `DataProviders:\n  MicrosoftDefender-One: { ${args} }\n  MicrosoftDefender-ONE: { ${args} }\n`,
    );
    expect(instances.map(({ section: title }) => title)).toEqual(["MicrosoftDefender-One"]);
    expect(broken[0]?.name).toBe("MicrosoftDefender-ONE");
    expect(broken[0]?.error.message).toMatch(/name ONE is taken by .*MicrosoftDefender-One/);
  });
});

describe("keys", () => {
  it.each(["UserName: a@b.example", "username: a@b.example", "user_name: a@b.example", "USERNAME: a@b.example"])(
    "accepts %s",
    async (line) => {
      expect(only(await loadSection(line)).userName).toBe("a@b.example");
    },
  );

  it.each(["Cloud: EU", "cloud: eu"])("accepts %s", async (line) => {
    expect(only(await loadSection(`AuthType: device\n${line}`)).cloud).toBe("eu");
  });

  it.each(["TokenCachePath: c.bin", "location: c.bin", "token_cache_path: c.bin"])("accepts %s", async (line) => {
    const { tokenCache } = only(await loadSection(`AuthType: device\nTokenCache: plaintext-file\n${line}`));
    expect(tokenCache).toMatchObject({ kind: "plaintext-file", path: expect.stringMatching(/^\/.*c\.bin$/) });
  });

  it.each(["Certificate: /a.der", "cert: /a.der"])("accepts %s", async (line) => {
    const { credential } = only(await loadSection(`${line}\nprivate_key: /a.key`));
    expect(credential).toMatchObject({ certificatePath: "/a.der", privateKeyPath: "/a.key", passphrase: undefined });
  });

  it.each([
    ["ClientSecert: x", "key “ClientSecert” is unknown and ignored; did you mean ClientSecret?"],
    ["Zebra: x", "key “Zebra” is unknown and ignored."],
    ["apiRoot: x", "key “apiRoot” is not used here: set Cloud"],
    ["constructor: x", "key “constructor” is unknown"],
    ["UserName:", "UserName is empty, which counts as not set."],
    ["UserName: ''", "UserName is empty"],
  ])("warns of %s", async (line, message) => {
    const found = await loadSection(`AuthType: device\n${line}`);
    expect(only(found).userName).toBeUndefined();
    expect(found.warnings).toEqual([expect.stringContaining(`section DataProviders.MicrosoftDefender: ${message}`)]);
  });

  it("warns of keys beside Args, and reads Provider there", async () => {
    const found = await loadYaml(
      section("AuthType: device").replace(
        "    Args:",
        "    Provider: MDE\n    Description: x\n    TenantId: x\n    Args:",
      ),
    );
    expect(only(found).provider).toBe("MDE");
    expect(found.warnings).toEqual([expect.stringContaining("TenantId stands beside Args and is ignored")]);
  });

  it("refuses a key in two spellings", async () => {
    expect(problem(await loadSection("tenant_id: b.example"))).toContain("TenantId: written twice");
  });

  it("keeps text that looks like something else", async () => {
    const redactor = createRedactor();
    await loadSection("ClientSecret: 01234567", { redactor });
    expect(redactor.redact("01234567")).toBe("[secret]");
  });
});

describe("values", () => {
  it.each([
    ["ClientSecret: [a]", {}, "ClientSecret: neither text nor a reference"],
    ["ClientSecret: { EnvVar: X }", {}, "ClientSecret: an unknown kind of reference"],
    ["ClientSecret: { EnvironmentVar: X, KeyVault: y }", {}, "neither text nor a reference"],
    ["ClientSecret: { EnvironmentVar: X }", { X: "  " }, "the environment variable X is not set"],
    ["ClientSecret: { EnvironmentVar: toString }", {}, "the environment variable toString is not set"],
    ["UserName: { EnvironmentVar: X }", {}, "UserName: the environment variable X is not set"],
    ["UserName: { KeyVault: my-vault/s }", {}, "only ClientSecret and PrivateKeySecret can be a Key Vault reference"],
    ["ClientSecret: { KeyVault: }", {}, "names no vault, and the section KeyVault has no VaultName"],
    ["ClientSecret: { KeyVault: evil.example/x }", {}, "impossible vault or secret name"],
    ["ClientSecret: { KeyVault: vault/a/b }", {}, "impossible vault or secret name"],
  ])("%s is an error", async (line, env, message) => {
    expect(problem(await loadSection(line, { env }))).toContain(message);
  });

  it("does not repeat a secret that stands where a variable's name belongs", async () => {
    expect(problem(await loadSection("ClientSecret: { EnvironmentVar: can~ary }"))).not.toContain("can~ary");
  });

  it("does not miss a variable that no credential needs", async () => {
    const found = await loadSection("AuthType: device\nClientSecret: { EnvironmentVar: NOT_THERE }");
    expect(only(found).credential.type).toBe("device");
  });

  it.each([
    ["KeyVault:", "main-vault", "DataProviders-MicrosoftDefender-T-1-Args-client-secret"],
    ["KeyVault: Default", "main-vault", "DataProviders-MicrosoftDefender-T-1-Args-client-secret"],
    ["KeyVault: the-secret", "main-vault", "the-secret"],
    ["KeyVault: other-vault/the-secret", "other-vault", "the-secret"],
    ["keyvault: other-vault/", "other-vault", "DataProviders-MicrosoftDefender-T-1-Args-client-secret"],
  ])("{ %s } is a secret in %s", async (reference, vaultName, secretName) => {
    const vault = "KeyVault: { vaultname: main-vault, AuthorityURI: 'https://login.microsoftonline.us/' }\n";
    const yaml = section(`client_secret: { ${reference} }`, "MicrosoftDefender-T 1") + vault;
    expect(only(await loadYaml(yaml)).credential).toEqual({
      type: "client_secret",
      secret: { kind: "key_vault", secretName, vault: { vaultName, tenantId: undefined, authority: "usgov" } },
    });
  });

  it("needs no KeyVault section for vault/secret, and refuses an unknown authority", async () => {
    const line = "ClientSecret: { KeyVault: my-vault/x }";
    expect(only(await loadSection(line)).credential).toMatchObject({ secret: { vault: { authority: undefined } } });
    const yaml = `${section(line)}KeyVault: { AuthorityURI: "https://login.evil.example" }\n`;
    expect(problem(await loadYaml(yaml))).toContain("the section KeyVault has an unknown Authority");
  });
});

describe("secrets", () => {
  it("registers every secret and shows none", async () => {
    const redactor = createRedactor();
    const lines = `UserName: a@b.example\nClientSecret: ${SECRET}\nPrivateKeySecret: { EnvironmentVar: PASS }`;
    const found = await loadSection(lines, { redactor, env: { PASS: "canary-passphrase" } });
    expect(redactor.redact(`${SECRET} canary-passphrase`)).toBe("[secret] [secret]");
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  it.each([
    [0o600, 1],
    [0o640, 2],
    [0o644, 2],
    [0o620, 2],
    [0o666, 3],
  ])("warns of a secret in plain text; with mode %o there are %i warnings", async (mode, count) => {
    const { warnings } = await loadSection(`ClientSecret: ${SECRET}`, { mode });
    expect(warnings.filter((text) => /plain text|can change/.test(text))).toHaveLength(count);
  });

  it("does not care who may read a file without secrets, nor about modes on Windows", async () => {
    const line = "ClientSecret: { EnvironmentVar: X }";
    expect((await loadSection(line, { env: { X: SECRET }, mode: 0o644 })).warnings).toEqual([]);
    expect((await loadSection(`ClientSecret: ${SECRET}`, { mode: 0o666, platform: "win32" })).warnings).toHaveLength(1);
  });

  it("is not disturbed by other data in the file", async () => {
    const text = await readFile(fixture("documented"), "utf8");
    expect((await loadYaml(text, { env: { TENANT1_SECRET: SECRET }, mode: 0o644 })).warnings).toEqual([]);
  });
});
