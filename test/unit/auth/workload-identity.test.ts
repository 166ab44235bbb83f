import { describe, expect, it } from "vitest";
import { DAEMON_APP } from "../../support/emulator/directory.ts";
import { errorIn, now, useBench } from "./sign-in-fixture.ts";

const bench = useBench();
const workload = (tokenFile?: string) => ({
  clientId: DAEMON_APP,
  credential: { type: "workload_identity", tokenFile } as const,
});
const assertions = () =>
  bench.emulator.control.requestsTo("token:client_credentials").map((request) => request.form.get("client_assertion"));

describe("workload identity", () => {
  it("sends the token of the file, read anew for each request", async () => {
    const path = await bench.emulator.writeFile("token", "first-token\n");
    const signIn = bench.signIn(workload(), { env: { AZURE_FEDERATED_TOKEN_FILE: path } });
    expect(errorIn(await signIn.connect(now)).aadsts).toBe(700027);
    await bench.emulator.writeFile("token", "second-token");
    await signIn.connect(now);
    expect(assertions()).toEqual(["first-token", "second-token"]);
    expect(bench.logged.join("")).not.toContain("first-token");
  });

  it.each([
    ["missing", () => Promise.resolve("/nowhere/token"), "The federated token file /nowhere/token cannot be read."],
    ["empty", () => bench.emulator.writeFile("empty", " \n"), "is empty."],
    ["not configured", () => Promise.resolve(undefined), "No federated token file is configured."],
  ])("explains a file that is %s", async (_, path, text) => {
    const { message, nextStep } = errorIn(await bench.signIn(workload(await path())).connect(now));
    expect(message).toContain(text);
    expect(nextStep).toContain("AZURE_FEDERATED_TOKEN_FILE");
    expect(assertions()).toEqual([]);
  });
});
