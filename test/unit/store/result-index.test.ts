import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Reply } from "../../../src/store/redis-link.ts";
import { createReplicaKeys } from "../../../src/store/replica-keys.ts";
import { goingFor, ResultIndex, type IndexEntry } from "../../../src/store/result-index.ts";

const keys = createReplicaKeys(randomBytes(32));
const NOW = 1_000;

const entry = (id: string, bytes = 10, expiresAt = NOW + 1): IndexEntry => ({ id, bytes, expiresAt, instances: ["I"] });
const named = (name: string, bytes = 10) => ({ ...entry(`r_${name}`, bytes), name });

/** The fields that the commands of `add` write, as a reply of HGETALL. */
function fieldsOf(index: ResultIndex, ...entries: readonly (readonly [string, IndexEntry])[]): Reply {
  return entries.flatMap(([name, one]) =>
    (index.add(name, one, NOW)[0] ?? []).slice(2).map((part) => Buffer.from(part)),
  );
}

describe("what the index says", () => {
  it("is read in the order of use, with what has expired or does not open as dead", () => {
    const index = new ResultIndex(keys, "alice");
    const fields = fieldsOf(index, ["a", entry("r_a")], ["b", entry("r_b")], ["old", entry("r_old", 1, NOW)]);
    const foreign = fieldsOf(new ResultIndex(keys, "bob"), ["c", entry("r_c")]);
    const all = [...(Array.isArray(fields) ? fields : []), ...(Array.isArray(foreign) ? foreign : [])];
    const order = ["b", "old", "lost", "a"].map((name) => Buffer.from(name));
    const reading = index.understand(order, all, NOW);
    expect(reading.entries.map(({ id, name }) => [id, name])).toEqual([
      ["r_b", "b"],
      ["r_a", "a"],
    ]);
    expect(reading.dead).toEqual(["old", "lost", "c"]);
  });
});

describe("what makes room for the newest", () => {
  const entries = [named("a"), named("b"), named("c"), named("new")];

  it.each([
    ["nothing within the bounds", { maxResults: 4, maxBytes: 40 }, []],
    ["the least recently used beyond the number", { maxResults: 2, maxBytes: 40 }, ["a", "b"]],
    ["the least recently used beyond the bytes", { maxResults: 9, maxBytes: 25 }, ["a", "b"]],
    ["never the newest itself", { maxResults: 1, maxBytes: 5 }, ["a", "b", "c"]],
  ])("is %s", (_, bounds, going) => {
    expect(goingFor("new", { entries, dead: [] }, bounds)).toEqual(going);
  });

  it("is not the newest either when another replica's clock is ahead", () => {
    const reading = { entries: [named("new"), named("ahead")], dead: ["dead"] };
    expect(goingFor("new", reading, { maxResults: 1, maxBytes: 100 })).toEqual(["dead", "ahead"]);
  });
});
