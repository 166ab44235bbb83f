import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { ALICE, BOB } from "../../support/emulator/directory.ts";
import { bearer, useEntraServer } from "./entra-fixture.ts";
import { openSession, post, toolCall } from "./fixture.ts";

const bench = useEntraServer();

interface SignedIn {
  readonly token: string;
  readonly userName: string;
  readonly resultId: string;
  /** `hunting://exports/…` */
  readonly exportUri: string;
  readonly session: Readonly<Record<string, string>>;
}

const UNKNOWN_RESULT = `r_${"0".repeat(32)}`;
const UNKNOWN_EXPORT = `hunting://exports/hunting-20260101T000000Z-${"0".repeat(32)}.csv`;

async function signedIn(user: typeof ALICE): Promise<SignedIn> {
  const token = await bench.tokenOf(user);
  const query = `DeviceInfo | where DeviceName == "${user.userName}"`;
  const { structured } = await bench.call(token, "run_hunting_query", { query });
  const resultId = String(structured["result_id"]);
  const exported = await bench.call(token, "refine_result", { result_id: resultId, export: "csv" });
  const { uri } = Object(exported.structured["export"]);
  const session = { "mcp-session-id": await openSession(bench.url, bearer(token)) };
  return { token, userName: user.userName, resultId, exportUri: String(uri), session };
}

const inSession = ({ token, session }: SignedIn, name: string, args: object = {}) =>
  post(bench.url, toolCall(1, name, args), { ...session, ...bearer(token) });

/** What holds for a user whatever the other one does meanwhile. */
const checks: readonly ((me: SignedIn, other: SignedIn) => Promise<void>)[] = [
  async ({ token, userName, resultId }) => {
    const own = await bench.call(token, "refine_result", { result_id: resultId });
    expect(own.structured["rows"]).toEqual([[userName]]);
  },
  async ({ token }, other) => {
    const foreign = await bench.call(token, "refine_result", { result_id: other.resultId });
    const unknown = await bench.call(token, "refine_result", { result_id: UNKNOWN_RESULT });
    expect(foreign.text.replace(other.resultId, "ID")).toBe(unknown.text.replace(UNKNOWN_RESULT, "ID"));
    expect(unknown.text).toContain("There is no kept result");
  },
  async (me, other) => {
    const own = await inSession(me, "refine_result", { result_id: me.resultId });
    expect(own.text).toContain(me.userName);
    const foreign = await inSession(me, "refine_result", { result_id: other.resultId });
    const unknown = await inSession(me, "refine_result", { result_id: UNKNOWN_RESULT });
    expect(foreign.text.replace(other.resultId, "ID")).toBe(unknown.text.replace(UNKNOWN_RESULT, "ID"));
  },
  async ({ token, resultId }, other) => {
    const ask = (id: string) =>
      bench.call(token, "refine_result", { result_id: resultId, query: `Result | union ${id}` });
    const foreign = await ask(other.resultId);
    expect(foreign.text.replace(other.resultId, "ID")).toBe(
      (await ask(UNKNOWN_RESULT)).text.replace(UNKNOWN_RESULT, "ID"),
    );
  },
  async ({ token, userName, resultId }, other) => {
    const read = async (uri: string) => JSON.stringify(await bench.ask(token, "resources/read", { uri }));
    expect(await read(`hunting://results/${resultId}`)).toContain(userName);
    const foreign = await read(`hunting://results/${other.resultId}`);
    expect(foreign.replaceAll(other.resultId, "ID")).toBe(
      (await read(`hunting://results/${UNKNOWN_RESULT}`)).replaceAll(UNKNOWN_RESULT, "ID"),
    );
    const foreignFile = await read(other.exportUri);
    expect(foreignFile.replaceAll(other.exportUri, "URI")).toBe(
      (await read(UNKNOWN_EXPORT)).replaceAll(UNKNOWN_EXPORT, "URI"),
    );
  },
  async ({ token, resultId, exportUri }, other) => {
    const listed = JSON.stringify(await bench.ask(token, "resources/list", {}));
    expect(listed).toContain(resultId);
    expect(listed).toContain(exportUri);
    expect(listed).not.toContain(other.resultId);
    expect(listed).not.toContain(other.exportUri);
  },
  async ({ token, userName }) => {
    const { structured } = await bench.call(token, "connect", { instance: "Contoso" });
    expect(structured["account"]).toBe(userName);
  },
  async (me, other) => {
    const swapped = await inSession({ ...me, session: other.session }, "list_instances");
    expect(swapped.status).toBe(404);
    const own = await inSession(me, "list_instances");
    expect(own.text).toContain(me.userName);
    expect(own.text).not.toContain(other.userName);
  },
];

describe("two users", () => {
  it("never meet: a thousand interleaved requests and more, one JSON-RPC id, both eras, swapped handles", async () => {
    const users = await Promise.all([signedIn(ALICE), signedIn(BOB)]);
    const check = async (n: number): Promise<void> => {
      const [me, other] = n % 2 === 0 ? users : users.toReversed();
      if (me === undefined || other === undefined) throw new Error("Two users are needed.");
      await checks[Math.floor(n / 2) % checks.length]?.(me, other);
    };
    for (let from = 0; from < 640; from += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, n) => check(from + n)));
    }
    const upstream = bench.emulator.control
      .requestsTo("graph")
      .map(({ headers }) => decodeJwt(headers.authorization?.slice(7) ?? ""));
    expect(upstream).toHaveLength(2);
    expect(new Set(upstream.map(({ oid }) => oid))).toEqual(new Set([ALICE.objectId, BOB.objectId]));
  });
});

describe("a caller on another machine", () => {
  it("is told nothing of this one's files", async () => {
    const { token, exportUri } = await signedIn(ALICE);
    const { structured } = await bench.call(token, "list_instances", {});
    expect(structured["config"]).toEqual({ source: null, warnings: [] });
    const read = await bench.ask(token, "resources/read", { uri: exportUri });
    expect(JSON.stringify(read)).toContain(ALICE.userName);
    expect(JSON.stringify(await bench.call(token, "refine_result", { result_id: "r_x", export: "csv" }))).not.toMatch(
      /\/tmp/,
    );
  });
});
