import { randomBytes, randomInt } from "node:crypto";
import type { User } from "./directory.ts";

export interface DeviceFlow {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  /** The tenant as the client wrote it into the address. */
  readonly tenant: string;
  readonly scope: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  decision: "pending" | "declined" | User;
}

export interface DeviceFlowSettings {
  /** Seconds a client must wait between polls. */
  intervalSeconds: number;
  lifetimeSeconds: number;
  /** Every new code is approved at once by this user, as if a person had typed it. */
  approveAs: User | undefined;
}

/** The device codes handed out so far. */
export interface DeviceFlows {
  readonly settings: DeviceFlowSettings;
  start(client: Pick<DeviceFlow, "clientId" | "tenant" | "scope">): DeviceFlow;
  byDeviceCode(code: string): DeviceFlow | undefined;
  byUserCode(code: string): DeviceFlow | undefined;
  readonly all: readonly DeviceFlow[];
}

const LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
const newUserCode = (): string => Array.from({ length: 9 }, () => LETTERS[randomInt(LETTERS.length)]).join("");

export function createDeviceFlows(): DeviceFlows {
  const all: DeviceFlow[] = [];
  const settings: DeviceFlowSettings = { intervalSeconds: 1, lifetimeSeconds: 900, approveAs: undefined };
  return {
    settings,
    all,
    start(client) {
      const flow: DeviceFlow = {
        ...client,
        deviceCode: `D${randomBytes(48).toString("base64url")}`,
        userCode: newUserCode(),
        expiresAt: Date.now() + settings.lifetimeSeconds * 1_000,
        decision: settings.approveAs ?? "pending",
      };
      all.push(flow);
      return flow;
    },
    byDeviceCode: (code) => all.find((f) => f.deviceCode === code),
    byUserCode: (code) => all.findLast((f) => f.userCode === code.trim().toUpperCase()),
  };
}
