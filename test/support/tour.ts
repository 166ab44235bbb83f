import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectClient, type HuntingClient, type ToolAnswer } from "./clients.ts";

// `npm run tour`: what an assistant does and reads. This file runs as build/test/support/tour.js.
const BUILT_BIN = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

const say = (text: string) => process.stdout.write(`${text}\n`);

async function step(client: HuntingClient, why: string, tool: string, args: Readonly<Record<string, unknown>> = {}) {
  say(`\n── ${why}\n→ ${tool} ${JSON.stringify(args)}`);
  const answer = await client.call(tool, args);
  say(answer.text.replace(/^/gm, "  "));
  return answer;
}

const resultIdOf = ({ structured }: ToolAnswer): string => String(structured["result_id"]);

async function hunt(client: HuntingClient): Promise<void> {
  const call = (why: string, tool: string, args = {}) => step(client, why, tool, args);
  await call("Which tenants are there?", "list_instances");
  await call("Sign in (the demo tenant needs none).", "connect", { instance: "demo" });
  await call("Which table knows about clicks on links in mail?", "get_schema", { search: "click url" });
  await call("A query with a column that does not exist is caught before it is sent.", "check_query", {
    query:
      "UrlClickEvents | where Timestamp > ago(30d) | where ActionTyp == 'ClickAllowed' | summarize count() by AccountUpn",
  });
  const clicks = await call("Who clicked through, and where to?", "run_hunting_query", {
    query:
      "UrlClickEvents | where Timestamp > ago(30d) | where ActionType == 'ClickAllowed' or IsClickedThrough | project Timestamp, AccountUpn, Url, NetworkMessageId, IPAddress | order by Timestamp desc",
    max_rows: 5,
  });
  await call("Count by domain in the rows already fetched: no second query, no quota.", "refine_result", {
    result_id: resultIdOf(clicks),
    query:
      "Result | summarize Clicks = count(), People = dcount(AccountUpn) by Domain = tostring(parse_url(Url).Host) | top 5 by People asc",
  });
  await call("The next page of the same rows is free too.", "refine_result", {
    result_id: resultIdOf(clicks),
    offset: 5,
    max_rows: 3,
  });
}

const home = mkdtempSync(join(tmpdir(), "defender-hunting-tour-"));
// An empty home: the tour shows the demo tenant even to whoever has a configuration.
const client = await connectClient("auto", { environment: { HOME: home }, cwd: home, bin: BUILT_BIN });
try {
  say(`Connected over stdio, MCP revision ${client.protocolVersion ?? "unknown"}.`);
  say(`Tools: ${(await client.listTools()).map((tool) => tool.name).join(", ")}.`);
  await hunt(client);
} finally {
  await client.close();
  rmSync(home, { recursive: true });
}
