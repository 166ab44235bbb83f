import { describe, expect, it } from "vitest";
import { loadKusto } from "../../../src/kql/kusto.ts";
import type { SyntaxNode } from "../../../src/kql/kusto-types.ts";

const kusto = loadKusto();
const globals = kusto.globals(
  [
    {
      name: "DeviceEvents",
      columns: [
        { name: "Timestamp", type: "datetime" },
        { name: "DeviceName", type: "string" },
        { name: "SHA1", type: "string" },
        { name: "AdditionalFields", type: "dynamic" },
      ],
    },
    { name: "Many", columns: [{ name: "N", type: "long" }] },
  ],
  [
    {
      name: "FileProfile",
      parameters: '(T:(*), id:string="", limit:long=1000)',
      columns: [{ name: "GlobalPrevalence", type: "long" }],
      extendsInput: true,
    },
    {
      name: "DeviceFromIP",
      parameters: "(T:(*), ip:string)",
      columns: [{ name: "DeviceId", type: "string" }],
      extendsInput: false,
    },
  ],
);

const analyse = (query: string) => kusto.analyse(query, globals);
const find = (query: string, kind: string): SyntaxNode => {
  for (const node of kusto.descendants(analyse(query).Syntax)) if (kusto.kindOf(node) === kind) return node;
  throw new Error(`no ${kind} in ${query}`);
};
const textOf = (node: SyntaxNode | undefined) => node && kusto.textOf(node);
const resultNames = (query: string) => kusto.resultColumns(analyse(query))?.map((c) => c.name);
const codes = (query: string) => kusto.diagnostics(analyse(query)).map((d) => d.Code);

describe("the Kusto language service", () => {
  it("binds a query: no diagnostics, columns of the answer with names and types", () => {
    const code = analyse("DeviceEvents | summarize N = count(), make_set(DeviceName) by bin(Timestamp, 1h)");
    expect(kusto.diagnostics(code)).toEqual([]);
    expect(code.Kind).toBe("Query");
    expect(code.HasSemantics).toBe(true);
    expect(kusto.resultColumns(code)).toEqual([
      { name: "Timestamp", type: "datetime" },
      { name: "N", type: "long" },
      { name: "set_DeviceName", type: "dynamic" },
    ]);
  });

  it.each([
    ["DeviceEvents | where DeviceNam == 'x'", ["KS142"]],
    ["DeviceEvent | where DeviceName == 'x' | project Foo", ["KS204"]],
    ["DeviceEvents | extend x = strlenn(DeviceName)", ["KS211"]],
    ["DeviceEvents | extend x = strlen()", ["KS119"]],
    ["DeviceEvents | extend x = Timestamp + 'a'", ["KS106"]],
    ["externaldata(a:string)[@'https://x.test/y']", []],
  ])("reports %s as %j", (query, expected) => {
    expect(codes(query)).toEqual(expected);
  });

  it("places a diagnostic in the text", () => {
    const [d] = kusto.diagnostics(analyse("DeviceEvents\n| where DeviceNam == 'x'"));
    expect(d).toMatchObject({ Severity: "Error", Start: 21, Length: 9 });
    expect(d?.Message).toContain("DeviceNam");
  });

  it.each([
    ["1", "long", "1"],
    ["0x1F", "long", "0x1F"],
    ["9223372036854775807", "long", "9223372036854775807"],
    ["int(5)", "int", "5"],
    ["long(null)", "long", null],
    ["1e5", "real", "1e5"],
    ["real(+inf)", "real", "+inf"],
    ["decimal(1.25)", "decimal", "1.25"],
    ["true", "bool", "true"],
    ["bool(null)", "bool", null],
    ["datetime(2024-01-02T03:04:05.1234567Z)", "datetime", "2024-01-02T03:04:05.1234567Z"],
    ["1.5h", "timespan", "1.5h"],
    ["time(1.02:03:04)", "timespan", "1.02:03:04"],
    ["guid(74be27de-1e4e-49d9-b579-fe0b331d3642)", "guid", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
    ["'a\\'b\\u0041'", "string", "a'bA"],
    ['@"x""y\\"', "string", 'x"y\\'],
    ["h'secret'", "string", "secret"],
    ["```raw\nb```", "string", "raw\nb"],
    ['"a" "b"', "string", "ab"],
    ['dynamic({"a":[1]})', "dynamic", '{"a":[1]}'],
    ["dynamic(null)", "dynamic", "null"],
  ] as const)("reads the literal %s", (text, type, value) => {
    const node = [...kusto.descendants(analyse(`print ${text}`).Syntax)].find((n) => n.IsLiteral === true);
    expect(node && kusto.literal(node)).toEqual({ type, text: value });
  });

  it("names the parts of nodes", () => {
    const filter = find("DeviceEvents | where DeviceName == 'x'", "FilterOperator");
    const condition = kusto.part(filter, "Condition");
    expect(condition && kusto.kindOf(condition)).toBe("EqualExpression");
    expect(condition && kusto.part(condition, "Left")?.SimpleName).toBe("DeviceName");
    expect(kusto.token(filter, "Keyword")?.Text).toBe("where");
    const summarize = find("DeviceEvents | summarize a=count(), b=dcount(SHA1) by DeviceName", "SummarizeOperator");
    expect(kusto.parts(summarize, "Aggregates").map((node) => kusto.textOf(node))).toEqual([
      "a=count()",
      "b=dcount(SHA1)",
    ]);
    expect(textOf(kusto.part(summarize, "ByClause"))).toBe("by DeviceName");
    const call = find("print strcat('a', 'b')", "FunctionCallExpression");
    expect(kusto.parts(call, "ArgumentList").map((node) => kusto.textOf(node))).toEqual(["'a'", "'b'"]);
    expect(kusto.part(find("DeviceEvents | summarize count()", "SummarizeOperator"), "ByClause")).toBeUndefined();
  });

  it("decodes bracketed names and keeps trivia with the token behind it", () => {
    expect(find("print ['a b'] = 1", "NameDeclaration").SimpleName).toBe("a b");
    const filter = find("DeviceEvents // note\n| where true", "PipeExpression");
    expect(kusto.token(filter, "Bar")?.Trivia).toBe(" // note\n");
  });

  it("links names to symbols, and renamed columns to their origins", () => {
    const column = find("DeviceEvents | where DeviceName == 'x'", "EqualExpression");
    const symbol = kusto.part(column, "Left")?.ReferencedSymbol;
    expect(symbol && [symbol.Name, kusto.symbolKindOf(symbol)]).toEqual(["DeviceName", "Column"]);
    const joined = analyse("DeviceEvents | join kind=inner DeviceEvents on DeviceName").ResultType;
    const renamed = joined && kusto.columnsOf(joined).find((c) => c.Name === "SHA11");
    expect(renamed && kusto.list(renamed.OriginalColumns).map((c) => c.Name)).toEqual(["SHA1"]);
  });

  it("declares tabular functions that extend or replace the piped table", () => {
    expect(codes("DeviceEvents | invoke FileProfile('SHA1', 500)")).toEqual([]);
    expect(resultNames("DeviceEvents | project SHA1 | invoke FileProfile()")).toEqual(["SHA1", "GlobalPrevalence"]);
    expect(resultNames("DeviceEvents | invoke DeviceFromIP('1.1.1.1')")).toEqual(["DeviceId"]);
    // The quirk that the check corrects: Defender takes a column's name here, the service a scalar in scope.
    expect(codes("DeviceEvents | invoke FileProfile(SHA1, 1000)")).toEqual(["KS142"]);
  });

  it("tells what is in scope at a position", () => {
    const query = "let limit = 5; DeviceEvents | where x";
    const columns = analyse(query).GetColumnsInScope(query.length);
    expect(columns && kusto.columnsOf(columns).map((c) => c.Name)).toContain("DeviceName");
    const scope = kusto.list(analyse(query).GetSymbolsInScope(query.length)).map((s) => s.Name);
    expect(scope).toEqual(expect.arrayContaining(["limit", "DeviceName", "strlen"]));
  });

  it("binds the body of a function that the query defines, per call", () => {
    const query = "let f = (T:(DeviceName:string)) { T | where DeviceName has 'x' }; DeviceEvents | invoke f()";
    const call = find(query, "FunctionCallExpression");
    expect(call.GetCalledFunctionBody()?.toString()).toContain("where DeviceName has 'x'");
  });

  it("lists tables, plug-ins and functions that are declared", () => {
    expect(kusto.list(globals.Database.Tables).map((t) => t.Name)).toEqual(["DeviceEvents", "Many"]);
    expect(kusto.list(globals.Database.Functions).map((f) => f.Name)).toEqual(["FileProfile", "DeviceFromIP"]);
    expect(kusto.list(globals.PlugIns).map((f) => f.Name)).toContain("bag_unpack");
    expect(kusto.list(globals.Aggregates).map((f) => f.Name)).toContain("dcount");
    expect(kusto.list(globals.Functions).map((f) => f.Name)).toContain("strlen");
  });

  it("sees a leading dot as a command and marks what it made up", () => {
    expect(analyse(" // note\n.show tables").Kind).toBe("Command");
    expect(kusto.part(find("DeviceEvents | where", "FilterOperator"), "Condition")).toBeUndefined();
  });

  it("parses first and binds later, with the same result", () => {
    const parsed = kusto.parse("DeviceEvents | where DeviceNam == 1 | wher x");
    expect(parsed.HasSemantics).toBe(false);
    expect(kusto.syntaxDiagnostics(parsed).map((d) => [d.Code, d.Start])).toEqual([
      ["KS176", 38],
      ["KS005", 43],
    ]);
    const bound = parsed.Analyze(globals);
    expect(bound.HasSemantics).toBe(true);
    expect(kusto.diagnostics(bound)[0]).toMatchObject({ Code: "KS142", Start: 21 });
  });

  it("knows what a constant stands for, and a wildcard", () => {
    const call = find("let span = 7d; print ago(span)", "FunctionCallExpression");
    expect(kusto.parts(call, "ArgumentList")[0]?.ConstantValueInfo?.ValueText).toBe("7d");
    const group = find("union *", "NameReference").ReferencedSymbol;
    expect(kusto.isGroup(group) && kusto.list(group.Members).map((s) => s.Name)).toEqual(["DeviceEvents", "Many"]);
  });

  it("gives up the meaning of very deep trees with a diagnostic, and keeps their syntax", () => {
    const code = analyse(`Many ${"| where N > 1 ".repeat(900)}`);
    expect([code.HasSemantics, kusto.diagnostics(code).map((d) => d.Code)]).toEqual([false, ["KS245"]]);
    expect([...kusto.descendants(code.Syntax)].filter((n) => kusto.kindOf(n) === "FilterOperator")).toHaveLength(900);
  });

  it("types scalars, dynamic kinds and tables", () => {
    const type = (query: string) => kusto.typeOf(find(query, "SimpleNamedExpression").ResultType);
    expect(type("print x = 1d")).toBe("timespan");
    expect(type("print x = parse_json('{}')")).toBe("dynamic");
    expect(type("print x = pack_array(1, 2)")).toBe("dynamic");
    const code = analyse("Many");
    expect(kusto.isTable(code.ResultType)).toBe(true);
    expect(kusto.typeOf(code.ResultType)).toBeUndefined();
  });
});
