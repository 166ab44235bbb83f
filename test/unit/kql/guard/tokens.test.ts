import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { closedPolicy } from "../../../../src/kql/guard/policy.ts";
import { guardQuery } from "../../../../src/kql/guard/guard.ts";
import { guardTokens } from "../../../../src/kql/guard/tokens.ts";
import { check, kusto } from "../hunting-language.ts";

const isRefused = (text: string) => guardTokens(text, closedPolicy).length > 0;

describe("guard over tokens, for texts that do not parse", () => {
  it.each([
    'DeviceEvents | where ( | externaldata(a:string)["https://evil.test"]',
    'DeviceEvents | where \'open | externaldata(a:string)["https://evil.test"]',
    "print datetime(\"), x = toscalar(externaldata(a:string)['https://evil.test'])",
    "DeviceEvents | | evaluate http_request('x')",
    "DeviceEvents | where | evaluate hint.x=1 ['python']()",
    "DeviceEvents ) cluster ('x').database('y').T",
    "DeviceEvents ) ['cluster']('x')",
    "DeviceEvents ) ; .drop table T",
    "DeviceEvents ) ; set notruncation",
    "DeviceEvents ) ; alias database d = x",
    "DeviceEvents ) macro-expand X as Y (Y.T)",
    "# crp\nDeviceEvents )",
    "DeviceEvents\n\n.drop table X",
    "let f = () { .show tables }; f()",
    "print toscalar(.show tables)",
    "DeviceEvents | union (.show tables)",
    "/* a comment of another language */.show tables",
    "DeviceEvents | Evaluate http_request('x')",
    "DeviceEvents | EVALUATE python(typeof(*), 'x')",
    "SET notruncation; DeviceEvents",
    "DeviceEvents | evaluate /* hint */ http_request('x')",
    "DeviceEvents | where FileName == 'a\n' | union (externaldata(a:string)['https://evil.test']) | where x == '",
    "DeviceEvents | extend t = time (') | union (externaldata(a:string)[\"https://evil.test\"]) // ')",
  ])("refuses %s", (query) => {
    expect(check(query).guard.allowed).toBe(false);
    expect(isRefused(query)).toBe(true);
  });

  it.each([
    'DeviceEvents | wher ProcessCommandLine has "externaldata(" // cluster("x")',
    "DeviceEvents | where FileName has 'evaluate python()' and (",
    "DeviceEvents | project cluster database",
    "DeviceEvents | where x == ['app'] )",
    "DeviceEvents | evaluate bag_unpack(AdditionalFields) )",
    "DeviceEvents | where ProcessId between (1 .. 5) and FileName = 'x'",
    "DeviceEvents | extend x = AdditionalFields.name | where FileName = 'x'",
    "DeviceEvents | where FolderPath has 'C:\\..\\.ssh",
    "DeviceEvents | where x > .5 )",
  ])("allows %s", (query) => {
    expect(check(query).valid).toBe(false);
    expect(check(query).guard.allowed).toBe(true);
  });

  it("points at the piece that may be forbidden", () => {
    expect(guardTokens("T ) externaldata(x)", closedPolicy)).toMatchObject([{ start: 4, length: 12 }]);
  });

  it("refuses whatever the tree refuses: no spelling passes here that the parser would stop", () => {
    const pieces = [
      ..."| ; ( ) [ ] . , = ' \" @ h # - // \n".split(" "),
      ..."externaldata external_data cluster database app evaluate http_request bag_unpack set notruncation".split(" "),
      ..."macro-expand alias restrict declare pattern let T x where union datetime guid drop entity_group".split(" "),
      '"https://evil.test"',
      "['cluster']",
      '["externaldata"]',
      "(a:string)",
      "('x')",
      "```",
    ];
    const holds = property(array(constantFrom(...pieces), { minLength: 1, maxLength: 14 }), (words) => {
      const text = words.join(" ");
      const byTree = guardQuery(kusto, kusto.parse(text), closedPolicy);
      return byTree.length === 0 || isRefused(text);
    });
    expect(() => assert(holds, { numRuns: 400, seed: 7 })).not.toThrow();
  });
});
