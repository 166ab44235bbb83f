import { describe, expect, it } from "vitest";
import { odataFilter } from "../../../src/defender/odata-filter.ts";

describe("an OData filter", () => {
  it("joins every given filter, each a literal of its type", () => {
    expect(
      odataFilter({
        severity: "high",
        status: "new",
        assignedTo: "alice@contoso.example",
        serviceSource: "microsoftDefenderForEndpoint",
        createdFrom: "2026-01-01T00:00:00Z",
        createdTo: "2026-01-02T00:00:00.5Z",
      }),
    ).toBe(
      "severity eq 'high' and status eq 'new' and assignedTo eq 'alice@contoso.example' and " +
        "serviceSource eq 'microsoftDefenderForEndpoint' and createdDateTime ge 2026-01-01T00:00:00.000Z and createdDateTime le 2026-01-02T00:00:00.500Z",
    );
  });

  it("is absent without filters, and knows unassigned", () => {
    expect(odataFilter({})).toBeUndefined();
    expect(odataFilter({ assignedTo: "" })).toBe("assignedTo eq null");
  });

  it("keeps a hostile value inside its literal", () => {
    expect(odataFilter({ assignedTo: "x' or severity eq 'low" })).toBe("assignedTo eq 'x'' or severity eq ''low'");
    expect(() => odataFilter({ createdFrom: "2026-01-01 or 1 eq 1" })).toThrow(RangeError);
  });
});
