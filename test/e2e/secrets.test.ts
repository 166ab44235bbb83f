import { beforeAll, describe, expect, it } from "vitest";
import { useEmulatedServer } from "../support/emulated-server.ts";
import { ALICE, DAEMON_SECRET } from "../support/emulator/directory.ts";
import { faults } from "../support/emulator/faults.ts";
import { KEY_PASSPHRASE } from "../support/instances.ts";
import { signIn } from "../support/sign-in.ts";

const server = useEmulatedServer("modern", { DEFENDER_HUNTING_LOG_LEVEL: "trace" });
const answers: string[] = [];

async function call(name: string, args: Readonly<Record<string, unknown>>): Promise<void> {
  answers.push(JSON.stringify((await server.client.call(name, args)).raw));
}

const hunt = (instance: string) => call("run_hunting_query", { query: "EmailEvents", instance });

/** Secrets in pieces: a token may be cut, and each part of a JWT is enough to know the rest or to name its owner. */
const pieces = (secret: string): readonly string[] => secret.split(".").filter((piece) => piece.length >= 20);

/** Sends a secret back to the client, as services do when they quote the request in an error. */
async function echoSecrets(): Promise<void> {
  const { control } = server.emulator;
  control.fail("token:client_credentials", faults.aadsts(7000215, { description: `Invalid secret ${DAEMON_SECRET}.` }));
  await call("connect", { instance: "Secret" });
  // Of a code that is new to this server Entra's own words are told.
  control.fail(
    "token:client_credentials",
    faults.aadsts(7999999, { description: `The value ${DAEMON_SECRET} is odd.` }),
  );
  await call("connect", { instance: "Secret" });
  await call("connect", { instance: "Secret" });
  const token = control.secrets().at(-1) ?? "";
  control.fail("graph", faults.graph(400, "BadRequest", `Unexpected token Bearer ${token} in the query.`));
  await hunt("Secret");
  control.fail("graph", faults.graph(400, "BadRequest", `Unexpected token Bearer ${token} in the query.`));
  await call("run_hunting_query", { query: "EmailEvents", instances: ["Secret", "Device"] });
  control.fail("graph", faults.reply(500, `trace: Authorization: Bearer ${token}`));
  await hunt("Secret");
  control.fail("graph", faults.redirect(`https://127.0.0.1:1/?access_token=${token}`));
  await hunt("Secret");
}

async function signInEveryWay(): Promise<void> {
  const { control } = server.emulator;
  for (const instance of ["Device", "DeviceMde", "Secret", "SecretMde", "Certificate", "CertificateMde"]) {
    answers.push(JSON.stringify((await signIn(server, instance, ALICE)).raw));
    await hunt(instance);
  }
  control.expireAccessTokens();
  await hunt("Device");
  control.revokeRefreshTokens();
  control.expireAccessTokens();
  await hunt("Device");
}

async function failInEveryWay(): Promise<void> {
  const { control } = server.emulator;
  const deviceCode = () => control.deviceFlows.at(-1)?.deviceCode ?? "";
  await call("disconnect", { instance: "Device" });
  await call("connect", { instance: "Device" });
  control.fail(
    "token:device_code",
    faults.aadsts(70018, { description: `The device_code ${deviceCode()} is unknown.` }),
  );
  await call("connect", { instance: "Device", wait_seconds: 5 });
  control.fail("token:client_credentials", faults.malformed(), faults.drop(), faults.html(502));
  await call("disconnect", { instance: "Certificate" });
  await call("connect", { instance: "Certificate" });
  await call("connect", { instance: "Certificate" });
  await hunt("Nobody");
  await call("no_such_tool", {}).catch((error: unknown) => answers.push(String(error)));
  await call("list_instances", {});
}

describe("secrets", () => {
  beforeAll(async () => {
    await echoSecrets();
    await signInEveryWay();
    await failInEveryWay();
  });

  it("were many, and there were answers and log lines to search", () => {
    expect(server.emulator.control.secrets().length).toBeGreaterThan(15);
    expect(answers.length).toBeGreaterThan(25);
    expect(server.client.stderr().split("\n").length).toBeGreaterThan(10);
  });

  it.each([
    { sink: "answers", text: () => answers.join("\n") },
    { sink: "log lines at the trace level", text: () => server.client.stderr() },
  ])("appear in none of the $sink", ({ text }) => {
    const canaries = [DAEMON_SECRET, KEY_PASSPHRASE, ...server.emulator.control.secrets().flatMap(pieces)];
    expect(canaries.filter((canary) => text().includes(canary))).toEqual([]);
  });

  it("went to nobody but the service they are for", () => {
    const bearers = server.emulator.control.received.filter(({ headers }) => headers.authorization !== undefined);
    expect([...new Set(bearers.map(({ route }) => route))].toSorted()).toEqual(["graph", "mde"]);
  });
});
