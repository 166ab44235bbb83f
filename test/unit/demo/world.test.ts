import { describe, expect, it } from "vitest";
import { createCalendar, isWorkday, timeCell, workingTime } from "../../../src/demo/world/calendar.ts";
import { createRandom } from "../../../src/demo/world/random.ts";
import { fill } from "../../../src/demo/world/fill.ts";

const DAY_MS = 86_400_000;

function someOf(seed: string) {
  const random = createRandom(seed);
  return [random.guid(), random.hex(40), random.int(1, 1e9)];
}

describe("choices", () => {
  it("are the same for the same seed, and others for another", () => {
    expect(someOf("a")).toEqual(someOf("a"));
    expect(someOf("a")).not.toEqual(someOf("b"));
  });

  it("stay what they are: the stream is part of what makes rows the same on every machine", () => {
    const random = createRandom("fixed");
    expect([random.int(0, 999), random.int(0, 999), random.hex(8)]).toMatchInlineSnapshot(`
      [
        831,
        146,
        "b7ae7b82",
      ]
    `);
  });

  it("have the wanted range and shares", () => {
    const random = createRandom("shares");
    const numbers = Array.from({ length: 20_000 }, () => random.int(3, 7));
    expect(new Set(numbers)).toEqual(new Set([3, 4, 5, 6, 7]));
    const rare = numbers.filter(
      () =>
        random.weighted([
          ["rare", 1],
          ["common", 9],
        ] as const) === "rare",
    ).length;
    expect(rare / numbers.length).toBeGreaterThan(0.09);
    expect(rare / numbers.length).toBeLessThan(0.11);
    expect(random.guid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(() => random.pick([])).toThrow(RangeError);
  });
});

describe("the calendar", () => {
  const start = Date.UTC(2028, 1, 24);
  const moments = Array.from({ length: 14 }, (_, day) => start + day * DAY_MS + (day % 3) * 40_000_000);

  it.each(moments.map((now) => [new Date(now).toISOString(), now] as const))(
    "at %s puts the attack on a working day, two to five days back",
    (_, now) => {
      const calendar = createCalendar(now);
      const { attackDay, days } = calendar;
      expect(isWorkday(attackDay)).toBe(true);
      expect(now - attackDay).toBeGreaterThanOrEqual(2 * DAY_MS);
      expect(now - attackDay).toBeLessThan(5 * DAY_MS);
      const within = calendar.attackTime(1, "01:02:03") - attackDay - DAY_MS - 3_723_000;
      expect(within >= 0 && within < 1000).toBe(true);
      expect(days).toHaveLength(31);
    },
  );

  it("works in the day and on weekdays, by local time", () => {
    const calendar = createCalendar(start);
    const random = createRandom("work");
    const times = Array.from({ length: 4000 }, () => new Date(workingTime(calendar, random, -4)));
    const share = (test: (time: Date) => boolean) => times.filter(test).length / times.length;
    // 08:00 to 17:59 at four hours behind UTC.
    expect(share((time) => time.getUTCHours() >= 12 && time.getUTCHours() < 22)).toBeGreaterThan(0.75);
    expect(share((time) => isWorkday(time.getTime()))).toBeGreaterThan(0.9);
    expect(times.every((time) => time.getTime() >= calendar.start && time.getTime() <= start)).toBe(true);
  });

  it("writes times as the service does, the same text for the same time", () => {
    expect(timeCell(start + 12)).toMatch(/^2028-02-24T00:00:00\.012\d{4}Z$/);
    expect(timeCell(start + 12)).toBe(timeCell(start + 12));
  });
});

describe("templates", () => {
  it("fill what they know and leave the rest", () => {
    const text = fill("%topic% %n% on %user%, 100%", createRandom("fill"));
    expect(text).toMatch(/^[\w ]+ \d{4} on %user%, 100%$/);
  });
});
