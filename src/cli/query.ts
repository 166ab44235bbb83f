import { randomUUID } from "node:crypto";
import type { HuntRequest } from "../hunting/hunter.ts";
import type { KeptResult } from "../table/kept-results.ts";
import type { AnswerSummary, CallStart } from "../telemetry/call-observer.ts";
import { textOption, type CommandInputs, type RunCommand } from "./command.ts";
import { commandWords } from "./command-words.ts";
import { exitCodes } from "./exit-codes.ts";
import { readKql } from "./kql-source.ts";
import { printTable } from "./output-format.ts";
import { signInAtTerminal } from "./sign-in-at-terminal.ts";

/** `query`: runs a query and prints every row; warnings and the sign-in are talk. */
export const runQuery: RunCommand = async (inputs) => {
  const { positionals, options, deps, terminal } = inputs;
  const { text: query } = await readKql(positionals[0], terminal);
  const instance = deps.instances.resolve(textOption(options, "instance"));
  const check = options["no-check"] !== true;
  const result = await observedHunt({ instance, query, timespan: textOption(options, "timespan"), check }, inputs);
  sayWarnings(result, inputs);
  await printTable(result.table, textOption(options, "format"), terminal);
  const seconds = (result.stats.elapsedMs / 1000).toFixed(1);
  const rows = result.table.rowCount === 1 ? "1 row" : `${result.table.rowCount} rows`;
  terminal.say(`${rows} from ${instance.name} in ${seconds} s`);
  return exitCodes.ok;
};

/** A hunt that whoever watches tool calls sees like one. */
async function observedHunt(request: HuntRequest, inputs: CommandInputs): Promise<KeptResult> {
  const { query, timespan } = request;
  const start: CallStart = {
    id: randomUUID(),
    startedAt: inputs.deps.now(),
    requestId: undefined,
    transport: "terminal",
    protocolVersion: undefined,
    principal: undefined,
    client: { name: undefined, version: undefined, applicationId: undefined },
    tool: "query",
    query,
    timespan,
    trace: undefined,
  };
  const { result } = await inputs.observe(start, async (note) => {
    const found = await hunt(request, { ...inputs, call: { ...inputs.call, note } });
    return { result: found, summary: summaryOf(found) };
  });
  return result;
}

/** Every row is printed, in whatever format; nothing of it is kept. */
function summaryOf({ table, stats }: KeptResult): AnswerSummary {
  const rows = { totalRows: table.rowCount, shownRows: table.rowCount };
  const whole = { resultId: undefined, responseBytes: stats.responseBytes, truncatedBy: undefined };
  return { outcome: "ok", textBytes: undefined, table: { ...rows, ...whole } };
}

/** The result, after a sign-in where one is needed. @throws HuntingError as the hunter and the sign-in do. */
async function hunt(request: HuntRequest, inputs: CommandInputs): Promise<KeptResult> {
  const { hunter } = inputs.deps;
  let outcome = await hunter.hunt(request, inputs.call);
  while (outcome.status !== "ok") {
    if (outcome.signIn.status === "failed") throw outcome.signIn.error;
    await signInAtTerminal(request.instance, inputs);
    outcome = await hunter.hunt(request, inputs.call);
  }
  return outcome.result;
}

function sayWarnings({ origin, warnings }: KeptResult, { terminal }: CommandInputs): void {
  if (origin === "demo") terminal.say("DEMO DATA: this tenant is made up.");
  for (const warning of warnings) terminal.say(`warning: ${commandWords(warning)}`);
}
