import { readDynamic, type Table } from "./table.ts";

interface NameKind {
  /** Columns in which such names stand, one or a list in a cell. */
  readonly columns: RegExp;
  /** What such a name looks like; anything else in these columns is left out, because rows are written by attackers. */
  readonly shape: RegExp;
}

const HOST = /^(?=.*[a-z])[a-z\d][a-z\d.-]{0,252}$/i;
const ACCOUNT = /^[\w][\w.'+-]{0,63}(?:@[a-z\d][a-z\d.-]{1,190})?$/i;
const INDICATOR =
  /^(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-f:]{3,39}|[\da-f]{32}|[\da-f]{40}|[\da-f]{64}|(?:[a-z\d-]{1,63}\.)+[a-z]{2,24})$/i;

const kinds = {
  device: { columns: /^(?:Device|DeviceName|Devices|DeviceNames)$/, shape: HOST },
  account: {
    columns: /^(?:Account|Accounts|AccountUpn|AccountName|RecipientEmailAddress|ClickedBy|Mailbox)$/,
    shape: ACCOUNT,
  },
  indicator: { columns: /^(?:RemoteIP|IPAddress|Addresses|Domain|UrlDomain|SHA1|SHA256|Hash)$/, shape: INDICATOR },
  sender: { columns: /^(?:SenderFromAddress|SenderMailFromAddress)$/, shape: ACCOUNT },
} as const satisfies Readonly<Record<string, NameKind>>;

export type SeenKind = keyof typeof kinds;

/** Names of devices, accounts and the like that the results of one person have shown, so that they can be offered while the person types. */
export interface SeenNames {
  note(table: Table): void;
  /** The newest first. */
  of(kind: SeenKind): readonly string[];
}

const MOST_NAMES = 200;
const MOST_ROWS = 1_000;

export function createSeenNames(): SeenNames {
  const seen = new Map<SeenKind, readonly string[]>();
  return {
    note({ columns, data }) {
      for (const [index, { name }] of columns.entries()) {
        for (const kind of kindsOf(name)) {
          const names = (data[index] ?? [])
            .slice(0, MOST_ROWS)
            .flatMap(namesIn)
            .filter((text) => kinds[kind].shape.test(text));
          seen.set(kind, [...new Set([...names, ...(seen.get(kind) ?? [])])].slice(0, MOST_NAMES));
        }
      }
    },
    of: (kind) => seen.get(kind) ?? [],
  };
}

const allKinds = ["device", "account", "indicator", "sender"] as const satisfies readonly SeenKind[];
const kindsOf = (column: string): readonly SeenKind[] => allKinds.filter((kind) => kinds[kind].columns.test(column));

function namesIn(cell: Table["data"][number][number]): readonly string[] {
  const value = readDynamic(cell);
  return (Array.isArray(value) ? value : [value]).filter((name) => typeof name === "string");
}
