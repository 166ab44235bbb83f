import { describe, expect, it } from "vitest";
import { entraAccessOf } from "../../../src/config/entra-access.ts";
import type { Instance } from "../../../src/instances/instance.ts";
import { Secret } from "../../../src/secrets.ts";
import { contosoInstance } from "../../support/an-instance.ts";

const TENANT = "11111111-1111-4111-8111-11111111111A";

const settings = {
  authTenants: [TENANT],
  authClientId: "66666666-6666-4666-8666-666666666666",
  authAuthority: undefined,
  publicUrl: "https://mcp.contoso.example/mcp",
  allowCustomEndpoints: false,
};

const instance = contosoInstance({ tenantId: TENANT, clientId: "33333333-3333-4333-8333-333333333333" });

describe("entraAccessOf", () => {
  it("takes the login host from the instances' cloud", () => {
    const expected = {
      clientId: settings.authClientId,
      tenants: [TENANT.toLowerCase()],
      publicUrl: "https://mcp.contoso.example/mcp",
    };
    expect(entraAccessOf(settings, [instance])).toEqual({
      ...expected,
      loginOrigin: "https://login.microsoftonline.com",
    });
    expect(entraAccessOf(settings, [])).toEqual({ ...expected, loginOrigin: "https://login.microsoftonline.com" });
    const government = { ...instance, cloud: "gcc-high" as const };
    expect(entraAccessOf(settings, [government]).loginOrigin).toBe("https://login.microsoftonline.us");
    const custom = { ...settings, authAuthority: "https://login.example/x", allowCustomEndpoints: true };
    expect(entraAccessOf(custom, []).loginOrigin).toBe("https://login.example");
    expect(() => entraAccessOf(custom, [instance])).toThrow(/different login hosts/);
  });

  it.each<
    [
      Partial<typeof settings> | { publicUrl: undefined } | { authClientId: undefined } | { authAuthority: string },
      RegExp,
    ]
  >([
    [{ authClientId: undefined }, /auth-client-id/],
    [{ authClientId: "my app" }, /auth-client-id/],
    [{ authTenants: [] }, /auth-tenants/],
    [{ authTenants: ["contoso.example"] }, /auth-tenants/],
    [{ authTenants: ["common"] }, /auth-tenants/],
    [{ publicUrl: undefined }, /public-url/],
    [{ publicUrl: "http://mcp.contoso.example/mcp" }, /public-url/],
    [{ publicUrl: "https://mcp.contoso.example" }, /public-url/],
    [{ publicUrl: "https://mcp.contoso.example/mcp/" }, /public-url/],
    [{ publicUrl: "https://mcp.contoso.example/mcp?x=1" }, /public-url/],
    [{ publicUrl: 'https://mcp.contoso.example/m"cp' }, /public-url/],
    [{ publicUrl: "https://mcp.contoso.example/mc\np" }, /public-url/],
    [{ authAuthority: "https://evil.example" }, /auth-authority/],
  ])("refuses %j", (changed, reason) => {
    expect(() => entraAccessOf({ ...settings, ...changed }, [instance])).toThrow(reason);
  });

  it.each<[Partial<Instance>, RegExp]>([
    [
      { credential: { type: "client_secret", secret: { kind: "value", value: new Secret("abcd") } } },
      /every caller would get/,
    ],
    [{ credential: { type: "managed_identity" } }, /every caller would get/],
    [{ tenantId: "contoso.example" }, /cannot be compared/],
    [{ cloud: "gcc-high" }, /different login hosts/],
  ])("refuses an instance with %j", (changed, reason) => {
    expect(() => entraAccessOf(settings, [instance, { ...instance, ...changed }])).toThrow(reason);
  });
});
