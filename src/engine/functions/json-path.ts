import { converter, dynamicText } from "../values/convert.ts";
import { parseJson } from "../values/json.ts";
import { type Dynamic } from "../values/value.ts";
import { constantText, convertExpression, literalExpression } from "../expression.ts";
import { elementOf } from "../expressions/path.ts";
import { type FunctionTable, type ScalarFunction, checkArity, lift } from "./scalar-function.ts";
import { typeNamed } from "./type-names.ts";

/** The steps of `$.a.b[0]["c d"]`; undefined when the text is no such path. */
function parsePath(path: string): readonly (string | number)[] | undefined {
  const step = /\.([\w$-]+)|\[(-?\d+)\]|\[(?:'([^']*)'|"([^"]*)")\]/y;
  const steps: (string | number)[] = [];
  step.lastIndex = path.startsWith("$") ? 1 : 0;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return undefined;
    steps.push(match[2] === undefined ? (match[1] ?? match[3] ?? match[4] ?? "") : Number(match[2]));
  }
  return steps;
}

/** `extract_json("$.a.b", text [, typeof(type)])`: one value out of a JSON text; null when there is none. */
const extractJson: ScalarFunction = (call) => {
  checkArity(call, 2, 3);
  const [path = literalExpression("string", ""), source = path, typeArg] = call.args;
  const type = typeArg === undefined ? "string" : typeNamed(constantText(typeArg));
  const convert = converter("dynamic", type);
  const args = [path, source].map((arg) => convertExpression(arg, "string") ?? arg);
  return lift(type, args, (pathText, text) => {
    const steps = parsePath(pathText as string);
    const json = parseJson(text as string);
    if (steps === undefined || json === undefined) return null;
    const value = steps.reduce<Dynamic>(elementOf, json);
    if (value === null) return null;
    return type === "string" ? dynamicText(value) : (convert?.(value) ?? null);
  });
};

/** JSON paths. */
export const jsonPathFunctions: FunctionTable = { extract_json: extractJson, extractjson: extractJson };
