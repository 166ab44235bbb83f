import { afterAll, beforeAll } from "vitest";
import { connectClient, type ClientKind, type HuntingClient } from "./clients.ts";
import { startEmulator, type Emulator } from "./emulator/emulator.ts";
import { configureInstances } from "./instances.ts";

/** The emulator and a client of the built bin that uses it; both live as long as the tests of the surrounding block. */
export interface EmulatedServer {
  readonly emulator: Emulator;
  readonly client: HuntingClient;
}

const started = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("Used before the tests began.");
  return value;
};

/** Registers start and end of an emulator and a client with the tests of the surrounding block. */
export function useEmulatedServer(
  kind: ClientKind = "modern",
  environment: Readonly<Record<string, string>> = {},
): EmulatedServer {
  let emulator: Emulator | undefined;
  let client: HuntingClient | undefined;
  beforeAll(async () => {
    emulator = await startEmulator();
    const setup = await configureInstances(emulator);
    client = await connectClient(kind, { environment: { ...setup.environment, ...environment } });
  });
  afterAll(async () => {
    await client?.close();
    await emulator?.close();
  });
  return {
    get emulator() {
      return started(emulator);
    },
    get client() {
      return started(client);
    },
  };
}
