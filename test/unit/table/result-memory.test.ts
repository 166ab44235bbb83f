import { describe, expect, it } from "vitest";
import { createResultMemory, type MemoryHolder } from "../../../src/table/result-memory.ts";

/** A holder of results of these sizes, the least recently used first. */
function holderOf(...sizes: number[]): MemoryHolder & { readonly sizes: readonly number[] } {
  return {
    sizes,
    bytes: () => sizes.reduce((sum, size) => sum + size, 0),
    forgetOne: () => void sizes.shift(),
  };
}

describe("the memory of all results", () => {
  it("is given back by whoever holds most, oldest first", () => {
    const memory = createResultMemory(100);
    const [alice, bob, carol] = [holderOf(10, 20, 30), holderOf(25), holderOf()];
    for (const holder of [alice, bob]) memory.makeRoom(holder, 0);
    memory.makeRoom(carol, 40);
    expect([alice.sizes, bob.sizes]).toEqual([[30], [25]]);
  });

  it("is not taken from those who hold less, whoever asks", () => {
    const memory = createResultMemory(100);
    const [alice, bob] = [holderOf(40, 40), holderOf(15)];
    for (const holder of [alice, bob]) memory.makeRoom(holder, 0);
    memory.makeRoom(alice, 50);
    expect([alice.sizes, bob.sizes]).toEqual([[], [15]]);
  });

  it("forgets everything rather than wait for room that never comes", () => {
    const memory = createResultMemory(100);
    const alice = holderOf(60, 40);
    memory.makeRoom(alice, 0);
    memory.makeRoom(holderOf(), 101);
    expect(alice.sizes).toEqual([]);
  });
});
