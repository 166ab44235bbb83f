import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { CancelledError } from "../../../src/errors.ts";
import { BudgetError } from "../../../src/engine/errors.ts";
import { createTurns } from "../../../src/engine/turns.ts";

const hour = 3_600_000;

describe("turns", () => {
  it("run work in order, whatever becomes of the work before", async () => {
    const turns = createTurns();
    const log: number[] = [];
    const work = (n: number) => async () => {
      log.push(n);
      await new Promise(setImmediate);
      log.push(n);
      if (n === 1) throw new Error("no");
      return n;
    };
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => turns.take(work(n), { limitMs: hour })));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(log).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it("are given up after the limit or on demand, and let nobody in before the one that runs has ended", async () => {
    const turns = createTurns();
    const log: string[] = [];
    const end = new AbortController();
    const first = turns.take(() => once(end.signal, "abort"));
    const controller = new AbortController();
    const late = turns.take(async () => void log.push("late"), { limitMs: 1 });
    const given = turns.take(async () => void log.push("given"), { limitMs: hour, signal: controller.signal });
    const next = turns.take(async () => void log.push("next"), { limitMs: hour });
    controller.abort();
    await expect(late).rejects.toThrow(BudgetError);
    await expect(given).rejects.toThrow(CancelledError);
    expect(log).toEqual([]);
    end.abort();
    await Promise.all([first, next]);
    expect(log).toEqual(["next"]);
    await expect(
      turns.take(async () => void log.push("never"), { limitMs: hour, signal: controller.signal }),
    ).rejects.toThrow(CancelledError);
    expect(log).toEqual(["next"]);
  });
});
