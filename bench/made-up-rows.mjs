// Deterministic rows of any schema, for measurements.
/** Numbers from 0 to 1 from a seed (mulberry32). */
export function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const words =
  "powershell.exe cmd.exe explorer.exe svchost.exe rundll32.exe chrome.exe outlook.exe admin guest contoso fabrikam Success Failure Allow Block login delete create".split(
    " ",
  );

/** A table of `rowCount` rows; times lie within the 30 days before `now`. */
export function madeUpTable(columns, rowCount, now, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const digit = () => String(Math.floor(random() * 10_000_000)).padStart(7, "0");
  const cell = {
    string: (name) =>
      /ip/i.test(name)
        ? `10.${Math.floor(random() * 4)}.0.${Math.floor(random() * 256)}`
        : random() < 0.1
          ? ""
          : `${pick(words)} ${pick(words)}`,
    long: () => Math.floor(random() * 1000),
    int: () => Math.floor(random() * 100),
    real: () => random() * 100,
    decimal: () => (random() * 100).toFixed(2),
    bool: () => random() < 0.5,
    datetime: () => new Date(now - random() * 30 * 86_400_000).toISOString().replace(/\.\d+Z$/, `.${digit()}Z`),
    timespan: () => `00:00:${String(Math.floor(random() * 60)).padStart(2, "0")}`,
    guid: () => "74be27de-1e4e-49d9-b579-fe0b331d3642",
    dynamic: () =>
      pick([`{"a":${Math.floor(random() * 9)},"b":["x","y"]}`, `["${pick(words)}","${pick(words)}"]`, null]),
  };
  return {
    columns,
    rowCount,
    data: columns.map(({ name, type }) =>
      Array.from({ length: rowCount }, () => (random() < 0.03 ? null : cell[type](name))),
    ),
  };
}
