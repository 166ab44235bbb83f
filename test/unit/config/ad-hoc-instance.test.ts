import { describe, expect, it } from "vitest";
import { adHocInstance, type AdHocConnection } from "../../../src/config/ad-hoc-instance.ts";
import { createRedactor } from "../../../src/secrets.ts";
import { CLIENT } from "./configure.ts";

const TENANT = "AAAAAAAA-1111-1111-1111-111111111111";
const ids = { tenantId: TENANT, clientId: CLIENT };
const make = (connection: AdHocConnection) => adHocInstance(connection, createRedactor());

describe("adHocInstance", () => {
  it("is a delegated connection with a readable name", () => {
    expect(make({ ...ids, userName: "a@b.example", cloud: "GCC-High", provider: " " })).toMatchObject({
      name: "tenant-aaaaaaaa",
      tenantId: TENANT,
      cloud: "gcc-high",
      provider: "M365DGraph",
      userName: "a@b.example",
      credential: { type: "device" },
      tokenCache: { kind: "memory" },
    });
  });

  it.each([
    [{ ...ids, tenantId: "Contoso.com" }, "contoso.com"],
    [{ ...ids, provider: "MDE" }, "tenant-aaaaaaaa-mde"],
    [{ ...ids, provider: "SecurityGraph" }, "tenant-aaaaaaaa-security-graph"],
    [{ connectionString: `tenant_id='${TENANT}'; client_id='${CLIENT}'` }, "tenant-aaaaaaaa"],
  ])("%o is called %s", (connection, name) => {
    expect(make(connection).name).toBe(name);
  });

  it("carries warnings as notes", () => {
    expect(make({ ...ids, provider: "M365D" }).notes.join()).toMatch(/M365DGraph.*retiring/);
  });

  const text = `tenant_id=${TENANT};client_id=${CLIENT}`;
  it.each([
    [{ clientId: CLIENT }, "Arguments of connect, tenant_id: missing"],
    [{ tenantId: TENANT, connectionString: text }, "connection_string and tenant_id exclude each other"],
    [{ connectionString: `${text};client_secret=canary` }, "not accepted in a call (client_secret)"],
    [{ connectionString: `${text};certificate=/canary` }, "not accepted in a call (certificate)"],
    [{ connectionString: `${text};graph_endpoint=https://evil.example` }, "graph_endpoint cannot be given in a call"],
    [{ connectionString: `${text};token_cache=plaintext-file` }, "token_cache cannot be given in a call"],
    [{ connectionString: `${text};scope=https://vault.azure.net/.default` }, "scope cannot be given in a call"],
    [{ connectionString: `${text};auth_type=azure_cli` }, "auth_type is device or interactive"],
    [{ ...ids, cloud: "custom" }, "the cloud custom cannot be given in a call"],
    [{ ...ids, cloud: "china" }, "Microsoft offers no advanced hunting API"],
    [{ ...ids, tenantId: "common" }, "does not say which tenant"],
  ])("%o is refused", (connection, message) => {
    expect(() => make(connection)).toThrow(
      expect.objectContaining({ name: "UserError", message: expect.stringContaining(message) }),
    );
    expect(() => make(connection)).not.toThrow("canary");
  });

  it("registers a secret that it refuses", () => {
    const redactor = createRedactor();
    expect(() => adHocInstance({ connectionString: "client_secret=canary" }, redactor)).toThrow("not accepted");
    expect(redactor.redact("canary")).toBe("[secret]");
  });
});
