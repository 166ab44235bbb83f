import type { Client } from "@modelcontextprotocol/client";
import { expect } from "vitest";

export type Row = Readonly<Record<string, unknown>>;

/** What a tool answered, with its rows by column name. */
export interface Found {
  readonly resultId: string;
  readonly rows: readonly Row[];
  readonly structured: Readonly<Record<string, unknown>>;
}

type Arguments = Readonly<Record<string, unknown>>;

/**
 * Someone who follows a prompt to the letter: only tools and queries that the current step names, only values that the prompt was given or
 * that an answer has shown. Times and numbers may be computed.
 */
export interface Walk {
  /** Goes to the step of this number. */
  step(number: number): void;
  /** Calls a tool that the step names. */
  call(tool: string, given?: Arguments): Promise<Found>;
  /** Takes a query that the step names from the library, fills it in and runs it. */
  hunt(query: string, parameters?: Arguments): Promise<readonly Row[]>;
  /** The same without parameters, and keeps the rows that hold one of the texts. */
  huntFor(texts: readonly string[], query: string): Promise<readonly Row[]>;
  /** Queries that the steps name and that were not run. */
  notRun(): readonly string[];
}

const QUERY_NAME = /`([a-z]+\d*(?:-[a-z]+)+)`/g;
const TIME = /^(?:\d{4}-\d\d-\d\dT[\d:.]+Z|\d+[dhm]|P\d+D)$/;
/** Arguments that a walker thinks of. */
const WRITTEN = new Set(["query", "search", "status"]);

const namesIn = (text: string): readonly string[] => [...text.matchAll(QUERY_NAME)].map(([, name]) => name ?? "");

/** A text as JSON writes it, without the quotes. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

export async function startWalk(client: Client, name: string, given: Record<string, string> = {}): Promise<Walk> {
  const { messages } = await client.getPrompt({ name, arguments: given });
  const [message] = messages;
  const text = message?.content.type === "text" ? message.content.text : "";
  const steps = new Map(
    [...text.matchAll(/^(\d+)\. (.*)$/gm)].map(([, number, words]) => [Number(number), words ?? ""]),
  );
  const seen = [Object.values(given).join("\n").toLowerCase()];
  const run = new Set<string>();
  let current = "";

  function requireSeen(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) requireSeen(item);
    if (typeof value !== "string" || TIME.test(value)) return;
    const known = [value, inJson(value)].map((each) => each.toLowerCase());
    expect(
      seen.some((answer) => known.some((each) => answer.includes(each))),
      `“${value}” was never shown`,
    ).toBe(true);
  }

  async function ask(tool: string, args: Arguments): Promise<Found> {
    const { content, structuredContent, isError } = await client.callTool({ name: tool, arguments: args });
    const answer = content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
    expect(isError ? answer : "", `${tool} ${JSON.stringify(args)}`).toBe("");
    seen.push(answer.toLowerCase());
    const structured: Found["structured"] = Object(structuredContent);
    return { resultId: String(structured["result_id"]), rows: rowsOf(structured), structured };
  }

  async function runQuery(query: string, parameters: Arguments): Promise<Found> {
    expect(namesIn(current)).toContain(query);
    run.add(query);
    for (const value of Object.values(parameters)) requireSeen(value);
    const { structured } = await ask("find_hunting_queries", { name: query, parameters });
    return ask("run_hunting_query", { query: structured["kql"], max_rows: 50 });
  }

  return {
    step(number) {
      current = steps.get(number) ?? "";
      expect(current, `step ${number} of ${name}`).not.toBe("");
    },
    call(tool, args = {}) {
      expect(current).toContain(tool);
      for (const [key, value] of Object.entries(args)) if (!WRITTEN.has(key)) requireSeen(value);
      return ask(tool, args);
    },
    hunt: async (query, parameters = {}) => (await runQuery(query, parameters)).rows,
    async huntFor(wanted, query) {
      expect(text).toContain("`Result | search");
      requireSeen(wanted);
      const { resultId } = await runQuery(query, {});
      const search = `Result | search ${wanted.map((each) => JSON.stringify(each)).join(" or ")}`;
      return (await ask("refine_result", { result_id: resultId, query: search })).rows;
    },
    notRun: () => [...new Set([...steps.values()].flatMap(namesIn))].filter((query) => !run.has(query)),
  };
}

/** The rows with folded columns back in their places. */
function rowsOf(structured: Found["structured"]): readonly Row[] {
  const { columns, rows, folded } = structured;
  if (!Array.isArray(columns) || !Array.isArray(rows)) return [];
  const names = columns.map((column: unknown) => String(Object(column).name));
  const constant: Row = Object(Object(folded).constant);
  return rows.map((row: unknown) => ({
    ...constant,
    ...Object.fromEntries(names.map((name, index) => [name, Array.isArray(row) ? row[index] : undefined])),
  }));
}

export const textOf = (value: unknown): string => JSON.stringify(value) ?? "";

/** The rows that show a text. */
export const showing = (rows: readonly Row[], text: string): readonly Row[] =>
  rows.filter((row) => textOf(row).includes(inJson(text)));

export const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

/** An instant so many minutes after another. */
export const minutesAfter = (instant: unknown, minutes: number): string =>
  new Date(Date.parse(String(instant)) + minutes * 60_000).toISOString();
