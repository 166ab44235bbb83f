import { checkQueryTool } from "./check-query.ts";
import { connectTool } from "./connect.ts";
import { disconnectTool } from "./disconnect.ts";
import { findHuntingQueriesTool } from "./find-hunting-queries.ts";
import { getSchemaTool } from "./get-schema.ts";
import { listInstancesTool } from "./list-instances.ts";
import { refineResultTool } from "./refine-result.ts";
import { runHuntingQueryTool } from "./run-hunting-query.ts";
import type { Tool } from "./tool.ts";

/** All tools in the order in which clients list them. */
export const tools: readonly Tool[] = [
  listInstancesTool,
  connectTool,
  disconnectTool,
  getSchemaTool,
  findHuntingQueriesTool,
  checkQueryTool,
  runHuntingQueryTool,
  refineResultTool,
];
