import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { LocalQueryError, unsupported } from "../errors.ts";
import { type Expression, convertExpression } from "../expression.ts";
import { type Scope, type TablePlan, rowScope } from "../scope.ts";
import type { Relation } from "../relation.ts";
import { evaluateColumn } from "../expression.ts";
import { keyFunction } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import { required } from "./operator.ts";

/** What a row of the left and a row of the right must have equal. */
export interface JoinKeys {
  readonly left: readonly Expression[];
  readonly right: readonly Expression[];
  /** Names of the right side's key columns, which `lookup` leaves out. */
  readonly rightNames: ReadonlySet<string>;
}

/** Compiles `on a, $left.b == $right.c`. */
export function compileJoinKeys(clause: SyntaxNode, left: TablePlan, right: TablePlan, scope: Scope): JoinKeys {
  const { kusto } = scope.query;
  if (kusto.kindOf(clause) !== "JoinOnClause")
    throw unsupported("join with where", "Join with on and filter behind it.");
  const pairs = kusto.parts(clause, "Expressions").flatMap((node) => keyPairs(node, scope));
  const keys = pairs.map(([l, r]) => alike(columnOf(l, left, scope), columnOf(r, right, scope)));
  return {
    left: keys.map(([l]) => l),
    right: keys.map(([, r]) => r),
    rightNames: new Set(pairs.map(([, r]) => r)),
  };
}

/** The names of the two columns that a condition compares; `and` gives several pairs. */
function keyPairs(node: SyntaxNode, scope: Scope): readonly (readonly [string, string])[] {
  const { kusto } = scope.query;
  const kind = kusto.kindOf(node);
  if (kind === "NameReference" && node.SimpleName !== undefined) return [[node.SimpleName, node.SimpleName]];
  if (kind === "ParenthesizedExpression") return keyPairs(required(node, "Expression", scope), scope);
  const sides = [kusto.part(node, "Left"), kusto.part(node, "Right")];
  if (kind === "AndExpression") return sides.flatMap((side) => (side === undefined ? [] : keyPairs(side, scope)));
  const named = new Map(sides.flatMap((side) => (side === undefined ? [] : [sideColumn(side, scope)])));
  const [left, right] = [named.get("$left"), named.get("$right")];
  if (kind === "EqualExpression" && left !== undefined && right !== undefined) return [[left, right]];
  throw unsupported("this condition of join", "Join on columns, or on $left.a == $right.b.");
}

/** `$left.a` as its side and its column. */
function sideColumn(node: SyntaxNode, scope: Scope): [string, string] {
  const { kusto } = scope.query;
  const [side, column] = [kusto.part(node, "Expression"), kusto.part(node, "Selector")];
  return [side?.SimpleName ?? "", column?.SimpleName ?? ""];
}

function columnOf(name: string, plan: TablePlan, scope: Scope): Expression {
  const rows = rowScope(scope, plan.columns);
  const index = rows.columns.findIndex((column) => column.name === name);
  const column = rows.columns[index];
  if (column === undefined) {
    throw new LocalQueryError(`A side of the join has no column ${name}.`, { nextStep: "Correct the on clause." });
  }
  return {
    type: column.type,
    constant: false,
    column: index,
    bind: (input) => (row) => input.vectors[index]?.values()[row] ?? null,
  };
}

const wholeNumbers = new Set(["int", "long"]);

function alike(left: Expression, right: Expression): readonly [Expression, Expression] {
  if (left.type === right.type || (wholeNumbers.has(left.type) && wholeNumbers.has(right.type))) return [left, right];
  // A dynamic key, or one that is a guid on one side and text on the other, is compared as text.
  const type = new Set([left.type, right.type]).has("real") ? "real" : "string";
  return [convertExpression(left, type) ?? left, convertExpression(right, type) ?? right];
}

/** Keys of both sides as numbers: equal keys have equal numbers. A key with a null in it is -1, which matches nothing. */
export interface KeyCodes {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly count: number;
}

export function keyCodes(keys: JoinKeys, left: Relation, right: Relation): KeyCodes {
  let codes: KeyCodes = { left: new Int32Array(left.rowCount), right: new Int32Array(right.rowCount), count: 1 };
  for (const [i, leftKey] of keys.left.entries()) {
    const rightKey = keys.right[i] ?? leftKey;
    const numbers = new Map<Value, number>();
    const next: KeyCodes = {
      left: columnCodes(leftKey, left, numbers),
      right: columnCodes(rightKey, right, numbers),
      count: numbers.size,
    };
    codes = i === 0 ? next : combined(codes, next);
  }
  return codes;
}

function columnCodes(key: Expression, relation: Relation, numbers: Map<Value, number>): Int32Array {
  const values = evaluateColumn(key, relation).values();
  const keyOf = keyFunction(key.type);
  return Int32Array.from({ length: relation.rowCount }, (_, row) => {
    const value = keyOf(values[row] ?? null);
    if (value === null) return -1;
    return numberOf(numbers, value);
  });
}

function numberOf<K>(numbers: Map<K, number>, key: K): number {
  let number = numbers.get(key);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(key, number);
  }
  return number;
}

function combined(a: KeyCodes, b: KeyCodes): KeyCodes {
  const numbers = new Map<number, number>();
  const pairUp = (x: Int32Array, y: Int32Array) =>
    x.map((code, row) => {
      const other = y[row] ?? -1;
      return code < 0 || other < 0 ? -1 : numberOf(numbers, code * b.count + other);
    });
  const left = pairUp(a.left, b.left);
  const right = pairUp(a.right, b.right);
  return { left, right, count: numbers.size };
}
