import { describe, expect, it } from "vitest";
import { locateServiceError } from "../../../../src/kql/repair/service-error.ts";
import { loadCatalogue } from "../../../../src/schema/catalogue.ts";

const catalogue = loadCatalogue();
const query = `// IsInteetFacing
DeviceInfo
| where Timestamp > ago(1d) and Title has "Vendr"
| summarize count() by IsInteetFacing, Vendr`;
const locate = (message: string, text = query) => locateServiceError(text, message, catalogue);

describe("errors of the service", () => {
  it.each([
    [
      "'summarize' operator: Failed to resolve scalar expression named 'IsInteetFacing'. Fix semantic errors in your query.",
      { name: "IsInteetFacing", line: 4, column: 24, suggestions: ["IsInternetFacing"] },
    ],
    [
      "Failed to resolve column or scalar expression named 'Vendr'",
      { name: "Vendr", line: 4, column: 40, suggestions: ["Vendor"] },
    ],
    [
      "graph.microsoft.com answered 400: the service's parser refused it. It said: “Failed to resolve column 'Vendr'.”",
      { name: "Vendr", suggestions: ["Vendor"] },
    ],
    ["A recognition error occurred. [line:position=3:9]", { name: "Timestamp", line: 3, column: 9 }],
    ["Query could not be parsed at 'summarize' on line [4,3]", { name: "summarize", line: 4, column: 3 }],
  ])("locates %s", (message, place) => {
    expect(locate(message)).toMatchObject(place);
  });

  it("suggests tables for tables and KQL for words of other languages", () => {
    expect(
      locate(
        "'where' operator: Failed to resolve table or column expression named 'DeviceInf'",
        "DeviceInf | where 1 == 1",
      ),
    ).toMatchObject({
      line: 1,
      column: 1,
      suggestions: ["DeviceInfo"],
    });
    expect(locate("Unknown operator 'head'", "DeviceInfo | head 5")?.suggestions).toEqual(["take"]);
  });

  it("tells place, name and the columns at hand", () => {
    const advice = locate("scalar expression named 'IsInteetFacing'")?.advice ?? "";
    expect(advice).toMatch(
      /^The service stumbles over `IsInteetFacing` \(line 4, column 24\)\. Did you mean `IsInternetFacing`\?\nColumns of DeviceInfo: Timestamp, /,
    );
  });

  it.each([
    "",
    "Query execution has exceeded the allowed limits.",
    "Failed to resolve scalar expression named 'NotInTheQuery'",
    "line 99, column 1",
    "named 'x' or \"y\" (line 1",
  ])("says nothing when it cannot tell: %s", (message) => {
    expect(locate(message, "DeviceInfo | take 1")).toBeUndefined();
  });
});
