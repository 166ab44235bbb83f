/** What an operator may open in the guard; both are closed by default, and no argument of a call reaches them. */
export interface GuardPolicy {
  /** Hosts (exact, lower case) that `externaldata` may read over https. */
  readonly externalDataHosts: readonly string[];
  /** Allows `workspace()`, `cluster()`, `database()` and their kin. */
  readonly allowCrossResource: boolean;
}

export const closedPolicy: GuardPolicy = { externalDataHosts: [], allowCrossResource: false };

/** Functions that reach another cluster, database, workspace, subscription or stored object outside the hunting tables. */
export const crossResourceFunctions: ReadonlySet<string> = new Set([
  "adx",
  "app",
  "arg",
  "cluster",
  "database",
  "entity_group",
  "external_table",
  "resource",
  "stored_query_result",
  "workspace",
]);

/** Plug-ins of `evaluate` that compute from the rows alone. Every other one is refused: the rest run code or open connections. */
export const allowedPlugins: ReadonlySet<string> = new Set([
  "active_users_count",
  "activity_counts_metrics",
  "activity_engagement",
  "activity_metrics",
  "autocluster",
  "bag_unpack",
  "basket",
  "dcount_intersect",
  "diffpatterns",
  "estimate_rows_count",
  "funnel_sequence",
  "funnel_sequence_completion",
  "geo_line_lookup",
  "geo_polygon_lookup",
  "ipv4_lookup",
  "ipv6_lookup",
  "narrow",
  "new_activity_metrics",
  "pivot",
  "preview",
  "rolling_percentile",
  "rows_near",
  "sequence_detect",
  "session_count",
  "sliding_window_counts",
]);

/** `set` options that only fix what "now" and the time range mean. The others lift the limits that protect the tenant's quota. */
export const allowedOptions: ReadonlySet<string> = new Set([
  "query_datetimescope_column",
  "query_datetimescope_from",
  "query_datetimescope_to",
  "query_now",
]);

/** Statements and tabular operators that stay within the query, by the parser's names. `BadQueryOperator` is a syntax error. */
export const allowedKinds: ReadonlySet<string> = new Set(
  [
    "ExpressionStatement LetStatement",
    "AsOperator BadQueryOperator ConsumeOperator CountOperator DistinctOperator ExtendOperator FacetOperator FilterOperator",
    "FindOperator ForkOperator GetSchemaOperator InvokeOperator JoinOperator LookupOperator SearchOperator UnionOperator",
    "GraphMarkComponentsOperator GraphMatchOperator GraphShortestPathsOperator GraphToTableOperator GraphWhereEdgesOperator",
    "GraphWhereNodesOperator MakeGraphOperator MakeSeriesOperator MvApplyOperator MvExpandOperator ParseKvOperator",
    "ParseOperator ParseWhereOperator PartitionByOperator PartitionOperator PrintOperator ProjectAwayOperator",
    "ProjectByNamesOperator ProjectKeepOperator ProjectOperator ProjectRenameOperator ProjectReorderOperator RangeOperator",
    "ReduceByOperator RenderOperator SampleDistinctOperator SampleOperator ScanOperator SerializeOperator SortOperator",
    "SummarizeOperator TakeOperator TopHittersOperator TopNestedOperator TopOperator",
  ].flatMap((line) => line.split(" ")),
);

/** What the guard refused. */
export type GuardCode =
  "command" | "external_data" | "plugin" | "cross_resource" | "option" | "statement" | "operator" | "unreadable";

export interface GuardReason {
  readonly code: GuardCode;
  readonly message: string;
  /** UTF-16 offset and length of the refused piece. */
  readonly start: number;
  readonly length: number;
}

/** The guard's words for what it refuses; `name` is as the query spells it. */
export const guardMessages = {
  command: () =>
    "Management commands (a leading `.`) are refused: hunting only reads. Write a query that starts with a table.",
  externalData: (host: string | undefined, policy: GuardPolicy) =>
    `\`externaldata\` ${host === undefined ? "needs plain https addresses as literals" : `may not read from ${host}`}: it would send data out of the tenant. ` +
    (policy.externalDataHosts.length === 0
      ? "No host is allowed here. Put the values into the query as `datatable` or `dynamic([…])`."
      : `Allowed hosts: ${policy.externalDataHosts.join(", ")}.`),
  plugin: (name: string) =>
    `\`evaluate ${name}\` is refused: only plug-ins that compute from the rows alone may run (bag_unpack, pivot, narrow, autocluster, basket, diffpatterns, ipv4_lookup …).`,
  crossResource: (name: string) =>
    `\`${name}\` is refused: queries stay within the instance's own tables. Query the table directly, or run the query on the other instance.`,
  option: (name: string) => `\`set ${name}\` is refused: it lifts a limit of the service. Remove the line.`,
  statement: (name: string) => `\`${name}\` statements are refused. Use \`let\` instead.`,
  operator: (name: string) => `The operator \`${name}\` is refused: it is not known to stay within the query.`,
  unjudged: () =>
    "The query could not be read in time, and it may hold something that is refused (`externaldata`, a command, a network plug-in, another cluster). Make it shorter or simpler.",
  hidden: () =>
    "The query holds invisible characters outside its strings, and behind them may be something that is refused (`externaldata`, a command, a network plug-in, another cluster). Remove them.",
  unreadable: () =>
    "The text could not be parsed, and it may hold something that is refused (`externaldata`, a command, a network plug-in, another cluster). Correct the syntax first.",
} as const;
