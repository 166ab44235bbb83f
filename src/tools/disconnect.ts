import { z } from "zod";
import { defineTool } from "./tool.ts";

export const disconnectTool = defineTool({
  name: "disconnect",
  title: "Sign out",
  description: "Signs out of an instance: forgets its tokens and removes them from the token cache.",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({ instance: z.string() }),
  output: z.object({ instance: z.string(), status: z.literal("signed_out") }),
  async run({ instance: name }, deps) {
    const instance = deps.instances.resolve(name);
    if (instance.provider !== "Demo") await deps.signIns.of(instance).disconnect();
    return { kind: "record", data: { instance: instance.name, status: "signed_out" } };
  },
});
