import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { inParallel } from "../../../src/hunting/in-parallel.ts";

const items = Array.from({ length: 20 }, (_, index) => index);

it("answers in the order of the items, whichever ends first, and runs no more than the limit at once", async () => {
  let running = 0;
  let most = 0;
  const answers = await inParallel(items, 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await sleep(item % 3);
    running -= 1;
    return item * 2;
  });
  expect(answers).toEqual(items.map((item) => item * 2));
  expect(most).toBe(3);
});

it("begins nothing more after a failure, which it throws", async () => {
  const begun: number[] = [];
  const run = (item: number) => {
    begun.push(item);
    return item === 1 ? Promise.reject(new Error("no")) : sleep(5);
  };
  await expect(inParallel(items, 2, run)).rejects.toThrow("no");
  await sleep(20);
  expect(begun).toEqual([0, 1]);
});

it("answers nothing for nothing", async () => {
  expect(await inParallel([], 4, () => expect.unreachable())).toEqual([]);
});
