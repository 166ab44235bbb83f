import { expect, it } from "vitest";
import { clientKinds, connectClient, connectOverHttp } from "../support/clients.ts";
import { startHttpProcess } from "../support/http-process.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const traceparent = `00-${TRACE}-${PARENT}-01`;

const withSdk = { NODE_OPTIONS: `--import=${new URL("../fixtures/tracing/register.mjs", import.meta.url).href}` };

const spansIn = (stderr: string): readonly object[] =>
  stderr
    .split("\n")
    .filter((line) => line.startsWith('{"span"'))
    .map((line) => JSON.parse(line));

it.each(clientKinds)("the trace of the %s client's HTTP request reaches the call's span", async (kind) => {
  const server = await startHttpProcess({ environment: withSdk });
  const client = await connectOverHttp(kind, server.url, { traceparent });
  await client.call("list_instances");
  await client.close();
  await expect
    .poll(() => spansIn(server.stderr()))
    .toEqual([{ span: "tools/call list_instances", traceId: TRACE, parent: PARENT }]);
  server.child.kill("SIGTERM");
  expect(await server.ended).toEqual({ code: 0, signal: null });
});

it.each(clientKinds)(
  "the %s client's calls over stdio are spans, and standard output stays the protocol's",
  async (kind) => {
    const client = await connectClient(kind, { environment: withSdk });
    await client.call("check_query", { query: "EmailEvents | count" });
    await client.close();
    expect(spansIn(client.stderr())).toMatchObject([{ span: "check" }, { span: "tools/call check_query" }]);
  },
);
