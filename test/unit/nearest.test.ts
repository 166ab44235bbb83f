import { describe, expect, it } from "vitest";
import { didYouMean, nearestName } from "../../src/nearest.ts";

describe("nearestName", () => {
  it.each([
    ["tenat", ["Tenant", "Client"], "Tenant"],
    ["TENANT", ["Client", "tenant"], "tenant"],
    ["zebra", ["Tenant", "Client"], undefined],
    ["x", [], undefined],
    ["ab", ["ac", "xy"], "ac"],
    ["qeury", ["http", "query"], "query"],
    ["x".repeat(100_000), ["Tenant"], undefined],
  ])("of %.10s among %j is %s", (wanted, known, nearest) => {
    expect(nearestName(wanted, known)).toBe(nearest);
  });

  it("can be stricter", () => {
    expect([nearestName("abcdefghi", ["abcdefxyz"]), nearestName("abcdefghi", ["abcdefxyz"], 2)]).toEqual([
      "abcdefxyz",
      undefined,
    ]);
  });
});

describe("didYouMean", () => {
  it("ends a message", () => {
    expect([didYouMean("tenat", ["Tenant"]), didYouMean("zebra", ["Tenant"])]).toEqual([" Did you mean Tenant?", ""]);
  });
});
