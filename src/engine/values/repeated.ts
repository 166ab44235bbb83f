/** An array of `count` times the same value. */
export function repeated<T>(value: T, count: number): T[] {
  return Array.from({ length: count }, () => value);
}
