import { instancesResource } from "./instances.ts";
import type { FixedResource, ResourceFamily } from "./resource.ts";
import { resultsResource } from "./results.ts";

export const fixedResources: readonly FixedResource[] = [instancesResource];
export const resourceFamilies: readonly ResourceFamily[] = [resultsResource];
