// Examples of the reference that no engine can reproduce from the page, reviewed one by one. Id -> reason.
export const exclusions = {
  "array-iff-function.md#1": "the page prints the texts of the array without their quotes",
  "array-iff-function.md#2": "the page prints another row's `condition`",
  "hash-combine-function.md#0": "refused by name: how the service mixes hashes is not published",
  "mv-apply-operator.md#4": "the printed table has a broken quote, and its first column is named Val1 instead of Val",
  "range-function.md#1": "the page abbreviates the array with dots",
  "range-function.md#3": "the page runs the results of two examples together",
  "range-operator.md#1": "the page lists 7 of the 10 rows",
  "reduce-operator.md#2": "refused by name: the clustering behind reduce is not published",
  "reduce-operator.md#3": "refused by name: the clustering behind reduce is not published",
  "replace-regex-function.md#0": "stale: tostring(long) has no six decimals",
  "strcat-function.md#1": "the page prints the view of a tool, with line numbers",
  "trim-end-function.md#1": "the page leaves out the table that gives x",
  "url-encode-component-function.md#0": "the page's result lacks the %2f of the last slash of its own input",
  "variancepif-aggregation-function.md#0":
    "the page prints the sample variance; 50 even numbers to 100 have the population variance 833",
  "named-expressions.md#0": "sample is random",
  "named-expressions.md#1": "sample is random",
};
