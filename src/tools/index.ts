import type { Instance } from "../instances/instance.ts";
import { checkQueryTool } from "./check-query.ts";
import { connectTool } from "./connect.ts";
import { disconnectTool } from "./disconnect.ts";
import { findHuntingQueriesTool } from "./find-hunting-queries.ts";
import { getSchemaTool } from "./get-schema.ts";
import { listAlertsTool } from "./list-alerts.ts";
import { listIncidentsTool } from "./list-incidents.ts";
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
  listIncidentsTool,
  listAlertsTool,
];

const forIncidents: ReadonlySet<Tool> = new Set([listIncidentsTool, listAlertsTool]);
const withIncidents: ReadonlySet<Instance["provider"]> = new Set(["SecurityGraph", "Demo"]);

/** The tools of a server with these configured instances; those for incidents and alerts only where an instance has some. */
export function toolsFor(instances: readonly Instance[]): readonly Tool[] {
  const hasIncidents = instances.some(({ provider }) => withIncidents.has(provider));
  return hasIncidents ? tools : tools.filter((tool) => !forIncidents.has(tool));
}
