const columns = {
  Timestamp: "DateTime",
  DeviceId: "String",
  DeviceName: "String",
  ActionType: "String",
  FileName: "String",
  FolderPath: "String",
  SHA1: "String",
  ProcessId: "Int64",
  ProcessCommandLine: "String",
  AccountName: "String",
  AccountSid: "String",
  IsInitiatingProcessRemoteSession: "SByte",
  ReportId: "Int64",
  AdditionalFields: "String",
};

/**
 * Bodies that are hard in different ways: process events as Graph sends them; the same with objects inside rows, with text beyond Latin-1,
 * and, worse than real ones, with integers beyond 2^53 in every row and with objects inside rows that look like rows.
 */
export const shapes = {
  events: (row) => row,
  "dynamic objects": (row, i) =>
    row.replace(/"AdditionalFields":.*\}$/, `"AdditionalFields":[{"Name":${i}},{"Value":{}}]}`),
  unicode: (row) => row.replace('"AccountName":"user', '"AccountName":"użytkownik 漢字 '),
  "long integers": (row) => row.replace('"ReportId":', '"ReportId":90071992547'),
  "rows in rows": (row, i) =>
    row.replace(/"AdditionalFields":.*\}$/, `"AdditionalFields":[{"Timestamp":${i}},{"Timestamp":0}]}`),
};

/** A reply of Graph hunting with `rows` rows of process events, about 520 bytes each; the same bytes each time. */
export function huntingReplyBody(rows, shape = shapes.events) {
  const random = linearCongruential(42);
  const hex = (length) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  const one = (list) => list[Math.floor(random() * list.length)];
  const devices = Array.from({ length: 400 }, (_, i) => ({ id: hex(40), name: `ws-${i}.contoso.example` }));
  const files = ["powershell.exe", "cmd.exe", "chrome.exe", "svchost.exe", "rundll32.exe", "teams.exe"];
  const start = Date.UTC(2026, 9, 1);
  const results = Array.from({ length: rows }, (_, i) => {
    const [device, file] = [one(devices), one(files)];
    const row = JSON.stringify({
      Timestamp: new Date(start + i * 2500).toISOString().replace("Z", `${1000 + (i % 9000)}Z`),
      DeviceId: device.id,
      DeviceName: device.name,
      ActionType: "ProcessCreated",
      FileName: file,
      FolderPath: `C:\\Windows\\System32\\${file}`,
      SHA1: hex(40),
      ProcessId: Math.floor(random() * 65_000),
      ProcessCommandLine: `"${file}" -k netsvcs -p -s ${hex(8)}`,
      AccountName: `user${Math.floor(random() * 300)}`,
      AccountSid: `S-1-5-21-${Math.floor(random() * 300)}`,
      IsInitiatingProcessRemoteSession: i % 2 === 0,
      ReportId: 100_000 + i,
      AdditionalFields: i % 3 === 0 ? JSON.stringify({ k: hex(12), v: "a\\b" }) : "",
    });
    return shape(row, i);
  });
  const schema = Object.entries(columns).map(([name, type]) => ({ name, type }));
  return Buffer.from(`{"schema":${JSON.stringify(schema)},"results":[${results.join(",")}]}`);
}

function linearCongruential(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
