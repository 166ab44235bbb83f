import { describe, expect, it } from "vitest";
import { createTurns } from "../../../src/hunting/in-turn.ts";

describe("createTurns", () => {
  it("runs one piece of work at a time, in order, also after one has failed", async () => {
    const inTurn = createTurns();
    const told: string[] = [];
    const work = (name: string, fails = false) =>
      inTurn(async () => {
        told.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        told.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const outcomes = await Promise.allSettled([work("a"), work("b", true), work("c")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(told).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });
});
