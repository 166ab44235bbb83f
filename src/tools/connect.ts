import { z } from "zod";
import { UserError } from "../errors.ts";
import { authTypes, type Instance } from "../instances/instance.ts";
import { signInAnswer, signInFields } from "./sign-in-answer.ts";
import { defineTool, type ToolDeps } from "./tool.ts";
import { ACCEPTED_WAIT_MS, waitForSignIn } from "./wait-for-sign-in.ts";

const input = z.strictObject({
  instance: z.string().optional().describe("See list_instances"),
  auth_type: z.enum(authTypes).optional().describe("Instead of the configured method"),
  wait_seconds: z.number().min(0).max(25).optional().describe("Wait for a sign-in already shown"),
  tenant_id: z.string().optional().describe("With client_id, instead of instance"),
  client_id: z.string().optional(),
  username: z.string().optional(),
  cloud: z.string().optional(),
  provider: z.string().optional(),
  connection_string: z.string().optional().describe("tenant_id='…'; client_id='…'"),
});

const output = z.object({
  instance: z.string(),
  status: z.enum(["connected", "awaiting_user", "failed"]),
  sign_in: signInFields.sign_in.optional(),
  account: z.string().optional(),
  tenant_id: z.string(),
  permissions: z.object({ granted: z.array(z.string()), missing: z.array(z.string()) }).optional(),
  error: z.string().optional(),
  next_step: z.string(),
});

const SECRETS_BELONG_ELSEWHERE =
  "Secrets never go through a tool call: put the connection into msticpyconfig.yaml with a reference such as {EnvironmentVar: NAME}, or into DEFENDER_CLIENT_SECRET, and restart the server.";

const secretNames = [
  "client_secret",
  "clientsecret",
  "secret",
  "password",
  "certificate",
  "private_key",
  "privatekey",
  "private_key_secret",
  "privatekeysecret",
  "token",
  "access_token",
];

export const connectTool = defineTool({
  name: "connect",
  title: "Sign in",
  description:
    "Signs in to an instance. Answers at once: connected, or a page and code to show to the user; call it again when the user has signed in.",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  input,
  output,
  aliases: { user_name: "username" },
  refusedArguments: Object.fromEntries(secretNames.map((name) => [name, SECRETS_BELONG_ELSEWHERE])),
  async run(wish, deps, call) {
    const instance = instanceOf(wish, deps);
    if (instance.provider === "Demo") return { kind: "record", data: demoAnswer(instance) };
    const signIn = deps.signIns.of(instance);
    // A code that nobody has seen yet is shown at once; waiting makes sense only afterwards.
    const wasShown = call.userAction === "accepted" || signIn.state().status === "awaiting_user";
    const seconds = wasShown || wish.auth_type === "interactive" ? (wish.wait_seconds ?? 0) : 0;
    const waitMs = Math.max(seconds * 1000, call.userAction === "accepted" ? ACCEPTED_WAIT_MS : 0);
    const state = await waitForSignIn(signIn, { authType: wish.auth_type, waitMs }, call);
    return { kind: "sign_in", data: signInAnswer(instance, state, deps.now()), state };
  },
});

function instanceOf(wish: z.infer<typeof input>, deps: ToolDeps): Instance {
  const { instance, cloud, provider } = wish;
  const connection = {
    tenantId: wish.tenant_id,
    clientId: wish.client_id,
    userName: wish.username,
    cloud,
    provider,
    connectionString: wish.connection_string,
  };
  if (Object.values(connection).every((value) => value === undefined)) return deps.instances.resolve(instance);
  if (instance !== undefined)
    throw new UserError("connect was given both an instance and a connection.", {
      nextStep: "Give instance alone for a configured one, or leave instance out for an ad-hoc connection.",
    });
  return deps.instances.add(deps.describeInstance(connection));
}

function demoAnswer(instance: Instance): z.infer<typeof output> {
  return {
    instance: instance.name,
    status: "connected",
    tenant_id: instance.tenantId,
    next_step: `DEMO DATA needs no sign-in: hunt with run_hunting_query, instance ${instance.name}.`,
  };
}
