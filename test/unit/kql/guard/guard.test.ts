import { describe, expect, it } from "vitest";
import { closedPolicy } from "../../../../src/kql/guard/policy.ts";
import { check } from "../hunting-language.ts";

const T = "DeviceEvents | where Timestamp > ago(1d)";
const codesOf = (query: string, policy = closedPolicy) => [
  ...new Set(check(query, policy).guard.reasons.map((reason) => reason.code)),
];

/** Spellings that reach out of the query engine, by the code they are refused with. */
const refused = {
  command: [
    ";.show tables",
    "#crp x = 1\n.show tables",
    "let a = 1;.show tables",
    `${T}; .drop table X`,
    "// a note that ends with its line\r.show tables",
    "\u200b.show tables",
    ".show tables",
    "  // a note\n.drop table T",
    "\u00a0.show tables",
    ".set-or-append T <| print 1",
  ],
  external_data: [
    'externaldata(a:string)["https://evil.test/x"]',
    'externaldata (a:string) [h@"https://evil.test/x"] with (format="csv")',
    'external_data(a:string)["https://evil.test/x"]',
    'let e = externaldata(a:string)["https://evil.test/x"]; e',
    'let f = () { externaldata(a:string)["https://evil.test/x"] }; f()',
    'let f = (n:long) { toscalar(externaldata(a:string)["https://evil.test/x"] | take n) }; print f(1)',
    `${T} | join (externaldata(DeviceId:string)["https://evil.test/x"]) on DeviceId`,
    `${T} | where DeviceName in ((externaldata(a:string)["https://evil.test/x"]))`,
    `${T} | lookup (externaldata(DeviceId:string)["https://evil.test/x"]) on DeviceId`,
    `union (${T}), (externaldata(a:string)["https://evil.test/x"])`,
    'externaldata(a:string)[strcat("https://", "evil.test")]',
    'let u = "https://evil.test"; externaldata(a:string)[u]',
    'externaldata // note\n(a:string)\n["https://evil.test/x"]',
    '["externaldata"](a)',
    'EXTERNALDATA(a)["https://evil.test/x"]',
    `${T} | partition by DeviceId (take 1 | union (externaldata(a:string)["https://evil.test/x"]))`,
    `${T} | mv-apply x = AdditionalFields on (externaldata(a:string)["https://evil.test/x"])`,
    `${T} | fork (take 1) (union (externaldata(a:string)["https://evil.test/x"]))`,
    `${T} | facet by DeviceId with (union (externaldata(a:string)["https://evil.test/x"]))`,
    `${T} | extend x = iff(true, toscalar(externaldata(a:string)["https://evil.test/x"]), "")`,
    'let x = materialize(externaldata(a:string)["https://evil.test/x"]); x',
    'let x = view () { externaldata(a:string)["https://evil.test/x"] }; x()',
    'find in (externaldata(a:string)["https://evil.test/x"]) where a == 1',
    'search in (externaldata(a:string)["https://evil.test/x"]) "x"',
    '((externaldata(a:string)["https://" "evil.test/x"]))',
    "externaldata(a:string)[```https://evil.test```]",
    'externaldata\u00a0(a:string)["https://evil.test"]',
    '\ufeffexternaldata(a:string)["https://evil.test"]',
    '\u200bexternaldata(a:string)["https://evil.test"]',
    '// a note that ends with its line\rexternaldata(a:string)["https://evil.test"]',
    `${T} // a note that ends here\u2029| union (externaldata(a:string)["https://evil.test"])`,
    `${T} | where FileName == @"a\\" | union (externaldata(a:string)['https://evil.test']) //"`,
    `${T} | extend t = datetime(") | union (externaldata(a:string)['https://evil.test']) // ")`,
    `${T} | extend t = guid(') | union (externaldata(a:string)["https://evil.test"]) // ')`,
    `${T} | extend d = dynamic({"a": externaldata(a:string)["x"]})`,
  ],
  plugin: [
    `${T} | evaluate http_request("https://evil.test")`,
    `${T} | evaluate ["http_request"]("https://evil.test")`,
    `${T} | evaluate hint.distribution = single http_request_post("https://evil.test")`,
    'evaluate sql_request("Server=evil.test", "select 1")',
    `${T} | evaluate python(typeof(*), "import os")`,
    `${T} | evaluate r(typeof(*), "x")`,
    `${T} | evaluate ai_chat_completion("x", "https://evil.test")`,
    `${T} | evaluate execute_query("https://evil.test", "db", "T")`,
    `let f = () { ${T} | evaluate python(typeof(*), "x") }; f()`,
    `${T} | evaluate // note\n some_new_plugin()`,
    `${T} | evaluate BAG_UNPACK(AdditionalFields)`,
    `${T} | evaluate\nhint.remote = auto\nhttp_request("https://evil.test")`,
    `${T} | evaluate hint.x = bag_unpack http_request("https://evil.test")`,
    `${T} | evaluate bag_unpack(AdditionalFields) | evaluate http_request("https://evil.test")`,
    `${T} | partition by DeviceId (evaluate http_request("https://evil.test"))`,
    `let f = (T:(*)) { T | evaluate http_request("https://evil.test") }; ${T} | invoke f()`,
    'evaluate infer_storage_schema(dynamic({"StorageContainers": ["https://evil.test"]}))',
    'evaluate cosmosdb_sql_request("https://evil.test", "x")',
    'evaluate azure_digital_twins_query_request("https://evil.test", "x")',
    'evaluate ai_embed_text("x", "https://evil.test")',
  ],
  cross_resource: [
    'cluster("x").database("y").T',
    '["cluster"]("x").database("y").T',
    'cluster // note\n("x").database("y").T',
    'Cluster("x").database("y").T',
    'union cluster("x").database("y").T, DeviceEvents',
    'database("other").T',
    `${T} | where DeviceId in ((workspace("w").Heartbeat | project Computer))`,
    `let f = () { app("x").requests }; f()`,
    'resource("/subscriptions/x").T',
    'arg("").Resources',
    'adx("https://evil.test/db").T',
    'external_table("x")',
    `${T} | join (database("y").T) on DeviceId`,
    'find in (cluster("x").database("*").*) where x == 1',
    `${T} | invoke ["cluster"]("x")`,
    'macro-expand entity_group [cluster("a").database("b")] as X (X.T)',
    "macro-expand Saved as X (X.T)",
    'entity_group("Saved")',
    'stored_query_result("x")',
    'let c = "x"; cluster(c).database("y").T',
    'let f = (c:string) { cluster(c).database("y").T }; f("x")',
    "cluster\n(\n'x'\n)\n.database('y').['T']",
    'union withsource = s cluster("x").database("*").*',
    'toscalar(database("x").T)',
    'search in (cluster("x").database("y").T) "x"',
    'let g = entity_group [cluster("a").database("b")]; g',
    'ADX("https://evil.test/db").T',
  ],
  unreadable: [
    `${T} // may end here\u000b| union (externaldata(a:string)["https://evil.test"])`,
    `${T} // may end here\u0085| evaluate http_request("https://evil.test")`,
    `${T} // may end here\f; set notruncation`,
    `${T} // clus\u200bter("x").database("y").T`,
    'external\u00addata(a:string)["https://evil.test"]',
  ],
  option: [
    `set notruncation; ${T}`,
    `set truncationmaxsize = 99; ${T}`,
    `set query_results_cache_max_age = 1d; ${T}`,
    `set ['notruncation'] = true; ${T}`,
    `set "notruncation" = true; ${T}`,
    `set\nnotruncation;${T}`,
    `${T}; set notruncation`,
  ],
  statement: [
    'alias database d = cluster("x").database("y"); d.T',
    "declare pattern p = (a:string)[b:string]{ ('x').['y'] = { T } }; p('x').y",
    'declare query_parameters(a:string = "x"); DeviceEvents | where DeviceName == a',
    `restrict access to (DeviceEvents); ${T}`,
    `#connect cluster("x")\n${T}`,
  ],
} as const;

/** Harmless queries that hold the words of the constructs above. */
const allowed = [
  T,
  `${T} | where ProcessCommandLine has "externaldata" or ProcessCommandLine has "cluster('x')"`,
  `${T} | where ProcessCommandLine has ".drop table" // then: evaluate python()`,
  `${T} | where ProcessCommandLine matches regex @"externaldata\\(.*\\)"`,
  `// externaldata(a:string)["https://evil.test"]\n${T}`,
  `${T} | extend text = \`\`\`\n.drop tables\nevaluate http_request('x')\n\`\`\``,
  `${T} | where FileName == 'mimikatz.exe' or true`,
  `${T} | extend cluster = DeviceName, database = 1, ['app'] = 2 | where cluster == "a"`,
  `${T} | summarize count() by workspace = DeviceName | project workspace`,
  `let external = DeviceEvents; external | take 1`,
  `${T} | evaluate bag_unpack(AdditionalFields)`,
  `${T} | evaluate hint.distribution = single pivot(ActionType)`,
  `${T} | evaluate autocluster()`,
  "DeviceFileEvents | invoke FileProfile(SHA1, 1000)",
  'print IP = "10.0.0.1" | invoke DeviceFromIP()',
  `set query_now = datetime(2026-01-01); ${T}`,
  'table("DeviceEvents") | take 1',
  "let T = datatable(a:string)['x']; T",
  `${T} | where FileName has "\u202e" // a set of names`,
  `\ufeff${T} // declare nothing`,
  `${T} | where FileName == "a\\" | union (externaldata(a:string)['https://evil.test']) //"`,
  `${T} | extend d = dynamic(") | union (externaldata(a:string)['https://evil.test']) // ")`,
  `${T} | extend externaldata = 1, evaluate = 2, ['.show tables'] = 3`,
];

describe("guard", () => {
  for (const [code, queries] of Object.entries(refused)) {
    it.each(queries)(`refuses (${code}) %s`, (query) => {
      expect(codesOf(query)).toContain(code);
    });
  }

  it.each(allowed)("allows %s", (query) => {
    expect(check(query).guard).toEqual({ allowed: true, reasons: [] });
  });

  it("says each reach once, where it stands", () => {
    const [reason, ...others] = check('DeviceEvents | take 1\n| union cluster("x").database("y").T').guard.reasons;
    expect(others).toEqual([]);
    expect(reason).toMatchObject({ code: "cross_resource", start: 30, length: 12 });
    expect(reason?.message).toContain("`cluster()` is refused");
  });

  describe("with hosts allowed for externaldata", () => {
    const policy = { ...closedPolicy, externalDataHosts: ["feeds.contoso.com"] };

    it.each([
      'externaldata(a:string)["https://feeds.contoso.com/list.csv"]',
      'externaldata(a:string)[h@"https://feeds.contoso.com/a", "https://FEEDS.contoso.com"]',
    ])("allows %s", (query) => {
      expect(codesOf(query, policy)).toEqual([]);
    });

    it.each([
      "https://evil.test/feeds.contoso.com",
      "https://feeds.contoso.com.evil.test/x",
      "https://feeds.contoso.com@evil.test/x",
      "https://user:pw@feeds.contoso.com/x",
      "https://feeds.contoso.com:8443/x",
      "http://feeds.contoso.com/x",
      "https://feeds.contoso.com\\\\@evil.test/x",
      "https:\\\\\\\\feeds.contoso.com",
      "https://feeds.contoso.com/x;impersonate",
      "https://feeds.contoso.com;managed_identity=system",
      "https://feeds.contoso.com\\u0040evil.test/x",
      'https://feeds.contoso.com" ".evil.test/x',
      "//feeds.contoso.com/x",
      "",
    ])("refuses the address %s", (address) => {
      expect(codesOf(`externaldata(a:string)["${address}"]`, policy)).toEqual(["external_data"]);
    });

    it("refuses one bad address among good ones", () => {
      const query = 'externaldata(a:string)["https://feeds.contoso.com/a", "https://evil.test/b"]';
      expect(check(query, policy).guard.reasons).toMatchObject([{ start: 54, length: 21 }]);
    });
  });

  it("lets operators open other resources, and nothing else with them", () => {
    const policy = { ...closedPolicy, allowCrossResource: true };
    for (const query of refused.cross_resource) expect(codesOf(query, policy)).toEqual([]);
    expect(codesOf(refused.plugin[0], policy)).toEqual(["plugin"]);
  });
});
