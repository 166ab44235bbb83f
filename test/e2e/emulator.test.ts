import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectClient } from "../support/clients.ts";

let output = "";
let emulator: ReturnType<typeof spawn> | undefined;

// A process group of its own, because npm starts a shell that starts the emulator.
beforeAll(async () => {
  const child = spawn("npm", ["run", "--silent", "emulator"], { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  emulator = child;
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error(`npm run emulator ended: ${output}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.includes("Ctrl+C")) resolve();
    });
  });
});
afterAll(() => {
  if (emulator?.pid !== undefined && emulator.exitCode === null) process.kill(-emulator.pid, "SIGTERM");
});

it("prints a host configuration with which the built bin hunts", async () => {
  const json = output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1);
  const { args, env } = JSON.parse(json).mcpServers["defender-hunting"];
  expect(args).toEqual([expect.stringMatching(/dist.main\.js$/)]);
  const client = await connectClient("modern", { environment: env });
  const { structured } = await client.call("run_hunting_query", {
    query: "EmailEvents | take 7",
    instance: "Certificate",
  });
  await client.close();
  expect(structured).toMatchObject({ status: "ok", total_rows: 7 });
});
