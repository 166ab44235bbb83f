import type { LibraryQuery, Parameter, ParameterType } from "../library-query.ts";
import { readFormatString, TemplateError, type FormatPiece } from "../template/format-string.ts";
import type { Value } from "../template/kql-literal.ts";
import { placeSlots, type Placement } from "../template/place-slots.ts";
import type { Declared } from "../template/surroundings.ts";
import { fillTemplate } from "../template/template.ts";
import { readValue, ValueError } from "../values/read-value.ts";
import type { Source, SourceParameter, SourceParameters } from "./query-file-schema.ts";

/** A query of a file, with what the file says for all of its queries. */
export interface Definition {
  readonly name: string;
  readonly source: Source;
  readonly families: readonly string[];
  readonly defaults: SourceParameters;
  readonly path: string;
}

const LONGEST_TITLE = 100;

/**
 * A MSTICPy query as one of the library. What MSTICPy pastes as text becomes typed by its place: a literal, a list of literals, or a name.
 * Parameters that carry KQL (`add_query_items`) stay at their default and are not offered.
 * @throws TemplateError when the query cannot be filled safely, or its default values do not fit.
 */
export function queryFromDefinition(definition: Definition, isTable: (name: string) => boolean): LibraryQuery {
  const { name, source, families, path } = definition;
  const given = mergedParameters(definition.defaults, source.parameters ?? {});
  const declared = new Map(Object.entries(given).map(([key, parameter]) => [key, declarationOf(parameter)]));
  const pieces = readFormatString(withMacros(source)).flatMap((piece) => formatted(piece, given));
  const placement = placeSlots(pieces, declared);
  const parameters = Object.entries(given).flatMap(([key, parameter]) => parameterOf(key, parameter, placement));
  const sample = sampleOf(parameters, placement);
  const description = source.description?.trim() || name;
  const [family] = families;
  return {
    name: family === undefined ? name : `${family}.${name}`,
    title: firstLine(description),
    description,
    topic: family ?? "",
    techniques: [],
    tables: [...new Set(sample.match(/\w+/g) ?? [])].filter(isTable),
    parameters,
    columns: [],
    hit: "",
    benign: "",
    source: path,
    template: placement.template,
  };
}

function mergedParameters(defaults: SourceParameters, own: SourceParameters): SourceParameters {
  const keys = new Set([...Object.keys(defaults), ...Object.keys(own)]);
  return Object.fromEntries([...keys].map((key) => [key, { ...defaults[key], ...own[key] }]));
}

/** Macros are pasted before anything is filled in; one that is not defined is empty. */
function withMacros({ args, query_macros: macros }: Source): string {
  return args.query.replaceAll(/\$<([^<>]+)>\$/g, (_whole, name: string) => macros?.[name]?.value ?? "");
}

/** MSTICPy's `format` wraps a value in more text: `"{0}"`. */
function formatted(piece: FormatPiece, given: SourceParameters): readonly FormatPiece[] {
  const format = typeof piece === "object" ? given[piece.parameter]?.format : undefined;
  if (typeof piece === "string" || format === null || format === undefined) return [piece];
  const [before, after, ...more] = format.split(/\{0?\}/);
  if (before === undefined || after === undefined || more.length > 0 || /[{}]/.test(before + after))
    throw new TemplateError(`the format of ${piece.parameter} is not text around one {}`);
  return [before, piece, after];
}

/** MSTICPy's types and ours; every other one is text. */
const types: ReadonlyMap<string, ParameterType> = new Map([
  ["datetime", "datetime"],
  ["list", "list"],
  ["int", "int"],
  ["integer", "int"],
  ["float", "bare"],
  ["bool", "bare"],
  ["timespan", "timespan"],
  ["ip", "ip"],
  ["account", "account"],
  ["device", "device"],
  ["hash", "hash"],
]);

function declarationOf({ type, default: standard }: SourceParameter): Declared {
  return { type: types.get(type?.toLowerCase() ?? ""), default: standard ?? undefined };
}

function parameterOf(name: string, given: SourceParameter, { types: needed }: Placement): readonly Parameter[] {
  const type = needed.get(name);
  if (type === undefined) return [];
  const standard = given.default ?? undefined;
  const description = given.description?.trim() || name;
  return [
    { name, type, description, aliases: given.aliases ?? [], ...(standard === undefined ? {} : { default: standard }) },
  ];
}

const samples: Readonly<Record<ParameterType, Value>> = {
  string: { kind: "text", text: "a" },
  ip: { kind: "text", text: "192.0.2.1" },
  account: { kind: "text", text: "a" },
  device: { kind: "text", text: "a" },
  hash: { kind: "text", text: "a" },
  int: { kind: "bare", text: "1" },
  bare: { kind: "bare", text: "1" },
  timespan: { kind: "bare", text: "1d" },
  datetime: { kind: "datetime", text: "2000-01-01T00:00:00.000Z" },
  name: { kind: "name", text: "a" },
  list: { kind: "list", items: [{ kind: "text", text: "a" }] },
};

/** Fills the template once with its defaults, so that what cannot be filled is known when the file is read. */
function sampleOf(parameters: readonly Parameter[], { template }: Placement): string {
  const values = parameters.map((parameter) => [parameter.name, sampleValue(parameter)] as const);
  try {
    return fillTemplate(template, new Map(values));
  } catch {
    throw new TemplateError("a value would run into the text around it");
  }
}

function sampleValue(parameter: Parameter): Value {
  if (parameter.default === undefined) return samples[parameter.type];
  try {
    return readValue(parameter, parameter.default, 0);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new TemplateError(`the default of ${parameter.name} must be ${error.message}`);
  }
}

function firstLine(text: string): string {
  const line = text.split(/\r?\n/)[0] ?? "";
  return line.length <= LONGEST_TITLE ? line : `${line.slice(0, LONGEST_TITLE - 1)}…`;
}
