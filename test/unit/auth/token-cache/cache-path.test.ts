import { describe, expect, it } from "vitest";
import { cachePath } from "../../../../src/auth/token-cache/cache-path.ts";
import type { Instance } from "../../../../src/instances/instance.ts";
import { instanceOf } from "../sign-in-fixture.ts";

const place = { env: {}, platform: "linux", homeDirectory: "/home/u" } as const;
const encrypted = (path?: string, more: Partial<Instance> = {}) =>
  instanceOf({ tokenCache: { kind: "encrypted-file", path }, ...more });
const plain = (path?: string) => instanceOf({ tokenCache: { kind: "plaintext-file", path } });

describe("the path of the token cache", () => {
  it.each([
    [encrypted(), place, /^\/home\/u\/\.local\/state\/defender-hunting-mcp\/tokens-[\da-f]{16}\.bin$/],
    [encrypted(), { ...place, env: { XDG_STATE_HOME: "/state" } }, /^\/state\/defender-hunting-mcp\/tokens-/],
    [encrypted(), { ...place, env: { XDG_STATE_HOME: "relative" } }, /^\/home\/u\/\.local\/state/],
    [
      encrypted(),
      { ...place, platform: "darwin" },
      /^\/home\/u\/Library\/Application Support\/defender-hunting-mcp\/tokens-/,
    ],
    [
      encrypted(),
      { ...place, platform: "win32", env: { LOCALAPPDATA: "/local" } },
      /^\/local\/defender-hunting-mcp\/tokens-/,
    ],
    [encrypted(), { ...place, platform: "win32" }, /AppData\/Local\/defender-hunting-mcp\/tokens-/],
    [plain(), place, /defender-hunting-mcp\/tokens-[\da-f]{16}\.json$/],
    [plain("/x/token_cache.bin"), place, /^\/x\/token_cache\.bin$/],
    [encrypted("/x/my.cache"), place, /^\/x\/my-[\da-f]{16}\.cache$/],
  ] as const)("%#", (instance, system, expected) => {
    expect(cachePath(instance, system)).toMatch(expected);
  });

  it("is another one for every cloud, tenant and application, whatever their case", () => {
    const instances = [
      encrypted("/x/t.bin"),
      encrypted("/x/t.bin", { cloud: "gcc-high" }),
      encrypted("/x/t.bin", { tenantId: "other" }),
      encrypted("/x/t.bin", { clientId: "other" }),
      encrypted("/x/t.bin", {
        cloud: "custom",
        customEndpoints: { authority: "https://a.example", graph: undefined, mde: undefined },
      }),
    ];
    expect(new Set(instances.map((instance) => cachePath(instance, place))).size).toBe(5);
    const other = encrypted("/x/t.bin", { clientId: instanceOf().clientId.toUpperCase(), provider: "MDE" });
    expect(cachePath(other, place)).toBe(cachePath(encrypted("/x/t.bin"), place));
  });
});
