import { describe, expect, it } from "vitest";
import { rows, value } from "./run-query.ts";

describe("arrays", () => {
  it.each([
    ["array_concat(dynamic([1]), dynamic(['a', null]))", [1, "a", null]],
    ["array_concat(dynamic([1]), dynamic({'a': 1}))", null],
    ["array_reverse(dynamic([1, 2, 3]))", [3, 2, 1]],
    ["array_reverse(dynamic(1))", null],
    ["array_rotate_left(dynamic([1, 2, 3, 4, 5]), 2)", [3, 4, 5, 1, 2]],
    ["array_rotate_left(dynamic([1, 2, 3, 4, 5]), -12)", [4, 5, 1, 2, 3]],
    ["array_rotate_right(dynamic([1, 2, 3, 4, 5]), 2)", [4, 5, 1, 2, 3]],
    ["array_rotate_left(dynamic([]), 2)", []],
    ["array_shift_left(dynamic([1, 2, 3]), 1)", [2, 3, null]],
    ["array_shift_left(dynamic([1, 2, 3]), 2, -1)", [3, -1, -1]],
    ["array_shift_right(dynamic([1, 2, 3]), 2, 'x')", ["x", "x", 1]],
    ["array_slice(dynamic([1, 2, 3, 4, 5]), -3, -2)", [3, 4]],
    ["array_slice(dynamic([1, 2, 3]), 1, 10)", [2, 3]],
    ["array_slice(dynamic('x'), 1, 10)", null],
    [
      "array_split(dynamic([1, 2, 3, 4, 5]), 2)",
      [
        [1, 2],
        [3, 4, 5],
      ],
    ],
    ["array_split(dynamic([1, 2, 3, 4, 5]), dynamic([1, -2]))", [[1], [2, 3], [4, 5]]],
    ["array_index_of(dynamic(['a', 'b', 'a']), 'a', 1)", 2],
    ["array_index_of(dynamic(['a', 'b', 'a']), 'a', 0, -1, 2)", 2],
    ["array_index_of(dynamic(['a', 'b']), 'z')", -1],
    ["array_index_of(dynamic([1, 2]), '1')", -1],
    ["array_sum(dynamic([1, 2.5]))", 3.5],
    ["array_sum(dynamic([1, 'x']))", null],
    ["array_sort_desc(dynamic([3, null, 1, 2]))", [3, 2, 1, null]],
    ["array_sort_asc(dynamic([3, null, 1]), false)", [null, 1, 3]],
    ["array_sort_asc(dynamic([2, 1]), dynamic(['b', 'a']), dynamic([0]))[1]", ["a", "b"]],
    ["array_sort_asc(dynamic([2, 1]), dynamic(['b', 'a']), dynamic([0]))[2]", null],
    ["array_length(dynamic([]))", 0],
    ["repeat(1, 3)", [1, 1, 1]],
    ["repeat('a', -1)", null],
    ["range(1, 5, 2)", [1, 3, 5]],
    ["range(3, 1, -1)", [3, 2, 1]],
    ["range(0, 1, 0.5)", [0, 0.5, 1]],
    ["range(1h, 3h)", ["01:00:00", "02:00:00", "03:00:00"]],
    ["array_length(range(1, 100000000))", 1_048_576],
    ["strcat_array(dynamic([1, 'b', null]), '->')", "1->b->"],
  ])("%s", (expression, expected) => expect(value(expression)).toEqual(expected));
});

describe("bags", () => {
  it.each([
    ["bag_has_key(dynamic({'a': {'b': 1}}), '$.a.b')", true],
    ["bag_has_key(dynamic({'a': 1}), 'b')", false],
    ["bag_has_key(dynamic([1]), 'b')", false],
    ["bag_set_key(dynamic({'a': 1}), 'b', 2)", { a: 1, b: 2 }],
    ["bag_set_key(dynamic({'a': {'b': 1}}), '$.a.c', 2)", { a: { b: 1, c: 2 } }],
    ["bag_set_key(dynamic([1]), 'b', 2)", null],
    ["bag_zip(dynamic(['a', 8, 'b']), dynamic([1, 2, 3]))", { a: 1, b: 3 }],
    ["bag_zip(dynamic(['a']), dynamic(1))", { a: null }],
    ["bag_zip(dynamic('a'), dynamic([1]))", null],
    ["bag_keys(dynamic([1]))", null],
    ["bag_merge(dynamic(1), dynamic(2))", null],
    ["bag_remove_keys(dynamic([1]), dynamic(['a']))", null],
    ["pack('a', 1, 'b', bag_pack('c', now() - now()))", { a: 1, b: { c: "00:00:00" } }],
    ["bag_pack('__proto__', 1)['__proto__']", 1],
  ])("%s", (expression, expected) => expect(value(expression)).toEqual(expected));

  it("are packed from columns, with or without what is empty", () => {
    const query =
      "print a = 1, b = '', c = long(null) | project p = pack_all(), q = pack_all(true), r = bag_pack_columns(a, b)";
    expect(rows(query)).toEqual([[{ a: 1, b: "", c: null }, { a: 1 }, { a: 1, b: "" }]]);
  });
});

describe("sets", () => {
  it.each([
    ["set_union(dynamic([1, 2]), dynamic([2, 3]), dynamic(['2']))", [1, 2, 3, "2"]],
    ["set_intersect(dynamic([1, 2, 2, 3]), dynamic([3, 2]))", [2, 3]],
    ["set_intersect(dynamic([1]), dynamic(1))", null],
    ["set_difference(dynamic([1, 2, 3]), dynamic([1]), dynamic([3]))", [2]],
    ["set_has_element(dynamic([1, 2]), 2)", true],
    ["set_has_element(dynamic([1, 2]), '2')", false],
    ["set_has_element(dynamic(1), 2)", null],
    ["set_equals(dynamic([1, 2]), dynamic([2, 1, 1]))", true],
    ["set_equals(dynamic([1, 2]), dynamic([1]))", false],
    ["jaccard_index(dynamic([1, 2, 3]), dynamic([2, 3, 4]))", 0.5],
    ["has_any_index('hunting for needles', dynamic(['x', 'Needle']))", 1],
  ])("%s", (expression, expected) => expect(value(expression)).toEqual(expected));
});

describe("series", () => {
  it.each([
    ["series_subtract(dynamic([5, 2.5]), dynamic([1, 1]))", [4, 1.5]],
    ["series_multiply(dynamic([1, 2]), 3)", [3, 6]],
    ["series_divide(dynamic([1, 4]), dynamic([2, 2]))", [0.5, 2]],
    ["series_pow(dynamic([2, 3]), 2)", [4, 9]],
    ["series_less(dynamic([1, 2]), dynamic([2, 2]))", [true, false]],
    ["series_equals(dynamic([1, 2]), dynamic([1, 3]))", [true, false]],
    ["series_not_equals(dynamic([1, 2]), dynamic([1, 3]))", [false, true]],
    ["series_greater_equals(dynamic([1, null]), dynamic([1, 3]))", [true, null]],
    ["series_abs(dynamic([-1, 2, 'x']))", [1, 2, null]],
    ["series_floor(dynamic([1.7, -1.2]))", [1, -2]],
    ["series_exp(dynamic([0]))", [1]],
    ["series_log(dynamic([1]))", [0]],
    ["series_asin(dynamic([0]))", [0]],
    ["series_sum(dynamic([1, 2, 3]))", 6],
    ["series_product(dynamic([2, 3, 4]))", 24],
    ["series_magnitude(dynamic([3, 4]))", 5],
    ["series_cosine_similarity(dynamic([1, 0]), dynamic([0, 1]))", 0],
    ["series_pearson_correlation(dynamic([1, 2, 3]), dynamic([2, 4, 6]))", 1],
    ["series_dot_product(dynamic([1]), dynamic([1, 2]))", null],
    ["series_fill_backward(dynamic([null, 2, null, 4]))", [2, 2, 4, 4]],
    ["series_fill_const(dynamic([1, null, -1]), 0, -1)", [1, 0, 0]],
    ["series_fill_linear(dynamic([null, null]))", [0, 0]],
    ["series_fill_linear(dynamic([null, 2.0, null, 3.0]), double(null), false)", [null, 2, 2.5, 3]],
    ["series_stats_dynamic(dynamic(['x']))", null],
    ["round(toreal(series_fit_line_dynamic(dynamic([1, 2, 4])).rsquare), 3)", 0.964],
  ])("%s", (expression, expected) => expect(value(expression)).toEqual(expected));
});
