import { ConfigError } from "../errors.ts";
import type { Settings } from "./settings.ts";

/** Settings that have their names already, but nothing behind them in this version. */
const reserved = {
  redisUrl: "redis-url",
  sealKey: "seal-key",
} as const satisfies Partial<Record<keyof Settings, string>>;

export type ReservedSetting = keyof typeof reserved;

/**
 * Refuses to start with a setting that would do nothing: an operator who asks for it must not believe that it is there.
 * @throws ConfigError naming the setting
 */
export function refuseReservedSettings(settings: Pick<Settings, ReservedSetting>): void {
  const given = Object.entries(reserved).filter(([name]) => Object.entries(settings).some(([n, v]) => n === name && v));
  if (given.length === 0) return;
  throw new ConfigError(`This version does not have ${given.map(([, flag]) => flag).join(", ")} yet.`, {
    nextStep: "Start without it.",
  });
}
