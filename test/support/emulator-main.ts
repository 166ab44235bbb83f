import { fileURLToPath } from "node:url";
import { createDemoHunt } from "./emulator/demo-hunt.ts";
import { startEmulator } from "./emulator/emulator.ts";
import { configureInstances } from "./instances.ts";

// This file runs as build/test/support/emulator-main.js, with its own build of src beside it.
const OWN_BUILD = new URL("../../src/", import.meta.url);
const BIN = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

// `npm run emulator`: the services on loopback for a person with an MCP host; ends with Ctrl+C.
const emulator = await startEmulator({ hunt: createDemoHunt(OWN_BUILD).hunt });
const { environment } = await configureInstances(emulator);
const host = {
  mcpServers: {
    "defender-hunting": { command: "node", args: [BIN], env: environment },
  },
};
const exports = Object.entries(environment).map(([name, value]) => `  export ${name}='${value}'`);

process.stdout
  .write(`The emulator plays Entra, Graph and Defender for Endpoint, and answers KQL over the demo tenant. Nothing leaves this machine.

Give the server this environment (the first variable must be set before Node starts):
${exports.join("\n")}

The same for an MCP host:
${JSON.stringify(host, undefined, 2).replace(/^/gm, "  ")}

Then connect the instance "Device". Type the code that the tool shows at:
  ${emulator.origin}/devicelogin
The browser warns of an unknown authority; its certificate is ${emulator.caFile}

Accounts: ${emulator.directory.users.map((user) => user.userName).join(", ")}
Press Ctrl+C to end.
`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void emulator.close());
}
