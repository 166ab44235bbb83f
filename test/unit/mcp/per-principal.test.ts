import { expect, it } from "vitest";
import { createPerPrincipal } from "../../../src/mcp/per-principal.ts";

function counted(most: number, idleMs: number) {
  let made = 0;
  const clock = { now: 0 };
  const of = createPerPrincipal(
    () => (made += 1),
    { most, idleMs },
    () => clock.now,
  );
  return { clock, of: (key: string) => of({ key }) };
}

it("gives a principal the same, and another one another", () => {
  const { of } = counted(10, 100);
  expect(["a", "b", "a"].map(of)).toEqual([1, 2, 1]);
});

it("forgets whoever called least recently above the limit", () => {
  const { of } = counted(2, 100);
  expect(["a", "b", "a", "c", "a", "b"].map(of)).toEqual([1, 2, 1, 3, 1, 4]);
});

it("forgets who was idle, but never the one who calls", () => {
  const { clock, of } = counted(10, 100);
  of("a");
  clock.now = 50;
  of("b");
  clock.now = 120;
  expect(of("b")).toBe(2);
  expect(of("a")).toBe(3);
  clock.now = 1_000;
  expect(of("a")).toBe(3);
});
