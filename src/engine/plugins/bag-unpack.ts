import type { Column, KqlType } from "../../table/table.ts";
import { LocalQueryError } from "../errors.ts";
import { constantText, constantValue } from "../expression.ts";
import { type Relation, relationOf } from "../relation.ts";
import { rowScope } from "../scope.ts";
import { converter, dynamicText } from "../values/convert.ts";
import { type Dynamic, type Value, emptyValue, isArray, isBag, keyOf, typeOfDynamic } from "../values/value.ts";
import { type Vector, valueVector } from "../vector.ts";
import type { PluginCall } from "./plugin.ts";

/** What `bag_unpack(column [, prefix [, columnsConflict [, ignoredProperties]]])` was asked for. */
interface Options {
  readonly place: number;
  readonly prefix: string;
  readonly conflict: string;
  readonly ignored: ReadonlySet<string>;
}

/** Every key of the bags becomes a column, in alphabetical order behind the other columns. */
export function bagUnpack(call: PluginCall) {
  const options = readOptions(call);
  return { columns: [], run: () => unpack(call.input.run(), options, call.declared) };
}

function readOptions(call: PluginCall): Options {
  const { query } = call.scope;
  const option = (index: number, name: string) => {
    const node = call.named.get(name) ?? call.args[index];
    return node === undefined ? undefined : query.scalar(node, rowScope(call.scope, []));
  };
  const textOption = (index: number, name: string, fallback: string) => {
    const expression = option(index, name);
    return expression === undefined ? fallback : constantText(expression);
  };
  const name = call.args[0]?.SimpleName ?? "";
  const place = call.input.columns.findIndex((column) => column.name === name);
  if (place === -1)
    throw new LocalQueryError(`bag_unpack() finds no column ${name}.`, { nextStep: "Name a dynamic column." });
  const ignoredOption = option(3, "ignoredproperties");
  const ignored = ignoredOption === undefined ? null : constantValue(ignoredOption);
  return {
    place,
    prefix: textOption(1, "outputcolumnprefix", ""),
    conflict: textOption(2, "columnsconflict", "error"),
    ignored: new Set(isArray(ignored) ? ignored.map(dynamicText) : []),
  };
}

function unpack(relation: Relation, options: Options, declared: readonly Column[] | undefined): Relation {
  const bags = (relation.vectors[options.place]?.values() ?? []) as readonly Dynamic[];
  const columns = relation.columns.filter((_, i) => i !== options.place);
  const vectors = relation.vectors.filter((_, i) => i !== options.place);
  for (const key of keysOf(bags, options.ignored)) {
    const name = options.prefix + key;
    const at = placeFor(name, columns, options.conflict);
    if (at === undefined) continue;
    const values = bags.map((bag) => (isBag(bag) ? keyOf(bag, key) : null));
    const type = declared?.find((column) => column.name === name)?.type ?? commonType(values);
    columns[at] = { name, type };
    vectors[at] = typedColumn(values, type);
  }
  return relationOf(columns, vectors, relation.rowCount);
}

/** Where a key's column goes; undefined when the column that is there stays. */
function placeFor(name: string, columns: readonly Column[], conflict: string): number | undefined {
  const known = columns.findIndex((column) => column.name === name);
  if (known === -1) return columns.length;
  if (conflict === "keep_source") return undefined;
  if (conflict === "replace_source") return known;
  throw conflictError(name);
}

function conflictError(name: string): LocalQueryError {
  return new LocalQueryError(`bag_unpack() would give a second column ${name}.`, {
    nextStep: "Pass a prefix, or columnsConflict='replace_source' or 'keep_source'.",
  });
}

function keysOf(bags: readonly Dynamic[], ignored: ReadonlySet<string>): readonly string[] {
  const keys = new Set(bags.flatMap((bag) => (isBag(bag) ? Object.keys(bag) : [])));
  return [...keys].filter((key) => !ignored.has(key)).toSorted();
}

/** The one type of all values that are not null; dynamic when they differ or are arrays and bags. */
function commonType(values: readonly Dynamic[]): KqlType {
  const types = new Set(values.filter((value) => value !== null).map(typeOfDynamic));
  const [only] = types;
  if (types.size !== 1 || only === undefined || only === "array" || only === "dictionary" || only === "null")
    return "dynamic";
  return only;
}

function typedColumn(values: readonly Dynamic[], type: KqlType): Vector {
  const convert = converter("dynamic", type) ?? (() => null);
  return valueVector(
    type,
    values.map((value): Value => (value === null ? emptyValue(type) : (convert(value) ?? emptyValue(type)))),
  );
}
