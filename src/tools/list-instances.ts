import { z } from "zod";
import type { Instance } from "../instances/instance.ts";
import { defineTool, type ToolDeps } from "./tool.ts";

const instanceOutput = z.object({
  name: z.string(),
  provider: z.string(),
  cloud: z.string(),
  tenant_id: z.string(),
  auth_type: z.string(),
  state: z.enum(["signed_out", "awaiting_user", "connected", "failed", "demo"]),
  account: z.string().optional(),
  default: z.boolean(),
  notes: z.array(z.string()),
});

export const instancesOutput = z.object({
  instances: z.array(instanceOutput),
  config: z.object({ source: z.string().nullable(), warnings: z.array(z.string()) }),
});

/** All configured instances with the state of their sign-in, and where the configuration came from. */
export function listInstances({ instances, signIns, configuration }: ToolDeps): z.infer<typeof instancesOutput> {
  return {
    instances: instances.list().map((instance) => ({
      name: instance.name,
      provider: instance.provider,
      cloud: instance.cloud,
      tenant_id: instance.tenantId,
      auth_type: instance.credential.type,
      ...stateOf(instance, signIns),
      default: instances.isDefault(instance),
    })),
    config: { source: configuration.source, warnings: [...configuration.warnings] },
  };
}

function stateOf(instance: Instance, signIns: ToolDeps["signIns"]) {
  const notes = [...instance.notes];
  if (instance.provider === "Demo") return { state: "demo" as const, notes };
  const state = signIns.of(instance).state();
  if (state.status === "failed") return { state: state.status, notes: [...notes, state.error.message] };
  const account = state.status === "connected" ? state.account?.userName : undefined;
  return { state: state.status, ...(account === undefined ? {} : { account }), notes };
}

export const listInstancesTool = defineTool({
  name: "list_instances",
  title: "List instances",
  description:
    "Lists the configured Defender tenants (instances) with sign-in state, and configuration warnings. Call it first.",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  input: z.strictObject({}),
  output: instancesOutput,
  run: (_input, deps) => Promise.resolve({ kind: "record", data: listInstances(deps) }),
});
