import { describe, expect, it } from "vitest";
import { refuseReservedSettings } from "../../../src/config/reserved-settings.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import { ConfigError } from "../../../src/errors.ts";

describe("refuseReservedSettings", () => {
  it("lets the settings pass that work", () => {
    expect(() => refuseReservedSettings(settingsSchema.parse({ exportDir: "out" }))).not.toThrow();
  });

  it("names a setting that has nothing behind it yet", () => {
    const settings = settingsSchema.parse({ redisUrl: "redis://127.0.0.1" });
    expect(() => refuseReservedSettings(settings)).toThrow(ConfigError);
    expect(() => refuseReservedSettings(settings)).toThrow("redis-url");
  });
});
