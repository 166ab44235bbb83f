import type { SyntaxNode } from "../../kql/kusto-types.ts";
import { LocalQueryError } from "../errors.ts";
import { type Expression, constantValue, convertExpression } from "../expression.ts";
import { namedColumns } from "../operators/operator.ts";
import { type Relation, pickVectors, relationOf } from "../relation.ts";
import { type TablePlan, rowScope } from "../scope.ts";
import { maskIpv6, readIpv6 } from "../functions/ip-address.ts";
import type { PluginCall } from "./plugin.ts";

/** Rows of the lookup table by masked network, one map a prefix length. */
type Networks = ReadonlyMap<number, ReadonlyMap<bigint, readonly number[]>>;

/**
 * `ipv4_lookup(table, address, network [, key…] [, return_unmatched])` and `ipv6_lookup`: each address with the rows of all networks that
 * hold it. IPv4 addresses are looked up as the IPv6 addresses they are mapped to.
 */
export function ipLookup(call: PluginCall): TablePlan {
  const { scope, input, args } = call;
  const [tableNode, addressNode, networkNode, ...rest] = args;
  if (tableNode === undefined || addressNode === undefined || networkNode === undefined) {
    throw new LocalQueryError(`${call.name}() takes a table, an address column and a network column.`, {
      nextStep: "Pass them.",
    });
  }
  const table = scope.query.table(tableNode, scope);
  const extra = rest.filter((node) => input.columns.some((column) => column.name === node.SimpleName));
  const flag = call.named.get("return_unmatched") ?? rest.find((node) => !extra.includes(node));
  const unmatched = flag !== undefined && constantValue(scope.query.scalar(flag, rowScope(scope, []))) === true;
  const address = asText(scope.query.scalar(addressNode, rowScope(scope, input.columns)));
  const network = asText(scope.query.scalar(networkNode, rowScope(scope, table.columns)));
  const keys = extra.map((node) => keyPair(node, input, table));
  const kept = table.columns.flatMap((column, i) => (extra.some((node) => node.SimpleName === column.name) ? [] : [i]));
  const types = [...input.columns.map((c) => c.type), ...kept.flatMap((i) => table.columns[i]?.type ?? [])];
  const columns = namedColumns(call.node, types, scope);
  return {
    columns,
    run() {
      const [left, right] = [input.run(), table.run()];
      const matches = lookUp(left, right, address, network, keys);
      const pairs = matches.flatMap((rows, row) =>
        rows.length > 0 ? rows.map((match) => [row, match] as const) : unmatched ? [[row, -1] as const] : [],
      );
      scope.query.budget.rows(pairs.length, columns.length);
      const rightVectors = kept.flatMap((i) => right.vectors[i] ?? []);
      const vectors = [
        ...pickVectors(
          left.vectors,
          Int32Array.from(pairs, ([row]) => row),
        ),
        ...pickVectors(
          rightVectors,
          Int32Array.from(pairs, ([, match]) => match),
        ),
      ];
      return relationOf(columns, vectors, pairs.length);
    },
  };
}

function asText(expression: Expression): Expression {
  return convertExpression(expression, "string") ?? expression;
}

/** The places of a further key column on both sides. */
function keyPair(node: SyntaxNode, left: TablePlan, right: TablePlan): readonly [number, number] {
  const place = (plan: TablePlan) => plan.columns.findIndex((column) => column.name === node.SimpleName);
  return [place(left), place(right)];
}

function lookUp(
  left: Relation,
  right: Relation,
  address: Expression,
  network: Expression,
  keys: readonly (readonly [number, number])[],
): readonly (readonly number[])[] {
  const networks = indexNetworks(right, network);
  const addresses = address.bind(left) as (row: number) => string;
  const sameKeys = (row: number, match: number) =>
    keys.every(([l, r]) => left.vectors[l]?.values()[row] === right.vectors[r]?.values()[match]);
  return Array.from({ length: left.rowCount }, (_, row) => {
    const ip = readIpv6(addresses(row));
    if (ip === null) return [];
    return [...networks]
      .flatMap(([prefix, byNetwork]) => byNetwork.get(maskIpv6(ip.address, prefix)) ?? [])
      .filter((match) => sameKeys(row, match))
      .toSorted((a, b) => a - b);
  });
}

function indexNetworks(table: Relation, network: Expression): Networks {
  const texts = network.bind(table) as (row: number) => string;
  const networks = new Map<number, Map<bigint, number[]>>();
  for (let row = 0; row < table.rowCount; row++) {
    const read = readIpv6(texts(row));
    if (read === null) continue;
    const byNetwork = networks.get(read.prefix) ?? new Map<bigint, number[]>();
    networks.set(read.prefix, byNetwork);
    const masked = maskIpv6(read.address, read.prefix);
    byNetwork.set(masked, [...(byNetwork.get(masked) ?? []), row]);
  }
  return networks;
}
