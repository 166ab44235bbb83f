/** An array of `count` times the same value. */
export function repeated<T>(value: T, count: number): T[] {
  return new Array<T>(count).fill(value);
}
