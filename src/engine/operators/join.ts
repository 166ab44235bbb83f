import type { SyntaxNode } from "../../kql/kusto-types.ts";
import type { Column } from "../../table/table.ts";
import { unsupported } from "../errors.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import type { Scope, TablePlan } from "../scope.ts";
import type { RowPick } from "../vector.ts";
import { type KeyCodes, compileJoinKeys, keyCodes } from "./join-keys.ts";
import { type OperatorCompiler, namedColumns, parametersOf, required } from "./operator.ts";

/** Pairs of rows to put side by side; -1 stands for "no row". */
interface RowPairs {
  readonly left: RowPick;
  readonly right: RowPick;
}

type Side = "left" | "right" | "both";

interface JoinKind {
  readonly columns: Side;
  pairs(codes: KeyCodes, check: (rows: number) => void): RowPairs;
}

const kinds: Readonly<Record<string, JoinKind>> = {
  innerunique: { columns: "both", pairs: (codes, check) => matches(uniqueLeft(codes), check, false, false) },
  inner: { columns: "both", pairs: (codes, check) => matches(codes, check, false, false) },
  leftouter: { columns: "both", pairs: (codes, check) => matches(codes, check, true, false) },
  rightouter: { columns: "both", pairs: (codes, check) => matches(codes, check, false, true) },
  fullouter: { columns: "both", pairs: (codes, check) => matches(codes, check, true, true) },
  leftsemi: { columns: "left", pairs: (codes) => filtered(codes.left, codes.right, true) },
  leftanti: { columns: "left", pairs: (codes) => filtered(codes.left, codes.right, false) },
  anti: { columns: "left", pairs: (codes) => filtered(codes.left, codes.right, false) },
  leftantisemi: { columns: "left", pairs: (codes) => filtered(codes.left, codes.right, false) },
  rightsemi: { columns: "right", pairs: (codes) => swapped(filtered(codes.right, codes.left, true)) },
  rightanti: { columns: "right", pairs: (codes) => swapped(filtered(codes.right, codes.left, false)) },
  rightantisemi: { columns: "right", pairs: (codes) => swapped(filtered(codes.right, codes.left, false)) },
};

/** `join`: all kinds. Without a kind it is `innerunique`: of rows with equal keys on the left only the first takes part. */
export const compileJoin: OperatorCompiler = (node, input, scope) => {
  const kind = kinds[parametersOf(node, scope).get("kind")?.toLowerCase() ?? "innerunique"];
  if (kind === undefined) throw unsupported("this kind of join");
  const right = scope.query.table(required(node, "Expression", scope), scope);
  const keep = {
    left: kind.columns !== "right",
    right: kind.columns === "both" ? () => true : () => kind.columns === "right",
  };
  return joinPlan(node, required(node, "ConditionClause", scope), input, right, kind, keep, scope);
};

/** `lookup`: a left outer (or inner) join that leaves out the right side's key columns. */
export const compileLookup: OperatorCompiler = (node, input, scope) => {
  const kind = kinds[parametersOf(node, scope).get("kind")?.toLowerCase() ?? "leftouter"];
  if (kind?.columns !== "both") throw unsupported("this kind of lookup");
  const right = scope.query.table(required(node, "Expression", scope), scope);
  const clause = required(node, "LookupClause", scope);
  const { rightNames } = compileJoinKeys(clause, input, right, scope);
  const keep = { left: true, right: (column: Column) => !rightNames.has(column.name) };
  return joinPlan(node, clause, input, right, kind, keep, scope);
};

interface Keep {
  readonly left: boolean;
  readonly right: (column: Column) => boolean;
}

function joinPlan(
  node: SyntaxNode,
  clause: SyntaxNode,
  left: TablePlan,
  right: TablePlan,
  kind: JoinKind,
  keep: Keep,
  scope: Scope,
): TablePlan {
  const keys = compileJoinKeys(clause, left, right, scope);
  const rightPlaces = right.columns.flatMap((column, i) => (keep.right(column) ? [i] : []));
  const types = [
    ...(keep.left ? left.columns.map((column) => column.type) : []),
    ...rightPlaces.map((place) => right.columns[place]?.type ?? "dynamic"),
  ];
  const columns = namedColumns(node, types, scope);
  return {
    columns,
    run() {
      const [l, r] = [left.run(), right.run()];
      const pairs = kind.pairs(keyCodes(keys, l, r), (rows) => scope.query.budget.rows(rows, columns.length));
      return joined(columns, l, r, pairs, keep.left, rightPlaces);
    },
  };
}

function joined(
  columns: readonly Column[],
  left: Relation,
  right: Relation,
  pairs: RowPairs,
  keepLeft: boolean,
  rightPlaces: readonly number[],
): Relation {
  const rightVectors = rightPlaces.flatMap((place) => right.vectors[place] ?? []);
  const vectors = [
    ...(keepLeft ? pickVectors(left.vectors, pairs.left) : []),
    ...pickVectors(rightVectors, pairs.right),
  ];
  return relationOf(columns, vectors, pairs.left.length);
}

/** The codes with all but the first row of each key on the left left out. */
function uniqueLeft(codes: KeyCodes): KeyCodes {
  const seen = new Uint8Array(codes.count);
  const left = codes.left.map((code) => {
    if (code < 0 || seen[code] === 1) return -1;
    seen[code] = 1;
    return code;
  });
  return { ...codes, left };
}

/** All pairs of matching rows in the order of the left; rows without a match too where asked for. */
function matches(codes: KeyCodes, check: (rows: number) => void, leftRest: boolean, rightRest: boolean): RowPairs {
  const chains = chainsOf(codes.right, codes.count);
  const total = countPairs(codes, chains.counts, leftRest, rightRest);
  check(total);
  const left = new Int32Array(total);
  const right = new Int32Array(total);
  let at = 0;
  const add = (l: number, r: number) => {
    left[at] = l;
    right[at] = r;
    at += 1;
  };
  for (const [row, code] of codes.left.entries()) {
    const first = code < 0 ? -1 : (chains.first[code] ?? -1);
    if (first < 0 && leftRest) add(row, -1);
    for (let match = first; match >= 0; match = chains.next[match] ?? -1) add(row, match);
  }
  if (rightRest) for (const row of unmatched(codes)) add(-1, row);
  return { left, right };
}

/** Rows of the right by key, in order, as linked lists. */
function chainsOf(codes: Int32Array, count: number) {
  const first = new Int32Array(count).fill(-1);
  const next = new Int32Array(codes.length).fill(-1);
  const counts = new Float64Array(count);
  for (let row = codes.length - 1; row >= 0; row--) {
    const code = codes[row] ?? -1;
    if (code < 0) continue;
    next[row] = first[code] ?? -1;
    first[code] = row;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return { first, next, counts };
}

function countPairs(codes: KeyCodes, counts: Float64Array, leftRest: boolean, rightRest: boolean): number {
  let total = rightRest ? unmatched(codes).length : 0;
  for (const code of codes.left) {
    const found = code < 0 ? 0 : (counts[code] ?? 0);
    total += found === 0 && leftRest ? 1 : found;
  }
  return total;
}

/** Rows of the right that no row of the left matches. */
function unmatched(codes: KeyCodes): Int32Array {
  return filtered(codes.right, codes.left, false).left;
}

/** The rows of one side that have (or lack) a partner on the other. */
function filtered(rows: Int32Array, others: Int32Array, wanted: boolean): RowPairs {
  const known = new Set(others);
  known.delete(-1);
  const kept = Int32Array.from([...rows.keys()].filter((row) => known.has(rows[row] ?? -1) === wanted));
  return { left: kept, right: new Int32Array(kept.length).fill(-1) };
}

function swapped({ left, right }: RowPairs): RowPairs {
  return { left: right, right: left };
}
