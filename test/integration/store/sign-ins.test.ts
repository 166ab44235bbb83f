import { describe, expect, it } from "vitest";
import { createSignIns, type SignIns } from "../../../src/auth/sign-ins.ts";
import { hasRedis } from "../../support/redis-server.ts";
import { daemon, instanceOf, never, useBench } from "../../unit/auth/sign-in-fixture.ts";
import { useStoreBench } from "./fixture.ts";

describe.runIf(hasRedis())("an application in two replicas", () => {
  const bench = useBench();
  const store = useStoreBench();
  const replica = (owner: string): SignIns =>
    createSignIns(bench.deps({ sharedTokens: store.open().tokensOf(owner) }), true);
  const instance = instanceOf(daemon());
  const tokenRequests = () => bench.emulator.control.requestsTo("token:client_credentials").length;

  it("asks Microsoft Entra for one token, and both know of it", async () => {
    const [a, b] = [replica("team"), replica("team")];
    const before = tokenRequests();
    const [first, second] = [await a.of(instance).authorize(never), await b.of(instance).authorize(never)];
    expect(first.status === "authorized" && first.token.reveal()).toBe(
      second.status === "authorized" && second.token.reveal(),
    );
    expect(tokenRequests()).toBe(before + 1);
    expect((await b.of(instance).authorize(never, { refresh: true })).status).toBe("authorized");
    expect(tokenRequests()).toBe(before + 2);
  });

  it("is connected and signed out in both", async () => {
    const [a, b] = [replica("states"), replica("states")];
    await a.of(instance).authorize(never);
    await b.recall([instance]);
    expect(b.of(instance).state()).toMatchObject({ status: "connected" });
    await b.of(instance).disconnect();
    await a.recall([instance]);
    expect(a.of(instance).state()).toEqual({ status: "signed_out" });
  });

  it("is not taken for another caller's, nor for one of another name", async () => {
    await replica("one").of(instance).authorize(never);
    const other = instanceOf({ ...daemon(), name: "Other" });
    const [stranger, same] = [replica("two"), replica("one")];
    await stranger.recall([instance]);
    await same.recall([other]);
    expect(stranger.of(instance).state()).toEqual({ status: "signed_out" });
    expect(same.of(other).state()).toEqual({ status: "signed_out" });
  });

  it("stays as it is when nobody can be asked, and where its tokens are not shared", async () => {
    const signIns = replica("away");
    await signIns.of(instance).authorize(never);
    await store.redis.kill();
    await signIns.recall([instance]);
    expect(signIns.of(instance).state()).toMatchObject({ status: "connected" });
    await store.redis.start();
    const alone = createSignIns(bench.deps(), true);
    await alone.of(instance).authorize(never);
    await alone.recall([instance]);
    expect(alone.of(instance).state()).toMatchObject({ status: "connected" });
  });
});
