import type { Library } from "../library/library.ts";
import type { Catalogue } from "../schema/catalogue.ts";
import { exportsResource } from "./exports.ts";
import { guideResource } from "./guide.ts";
import { instancesResource } from "./instances.ts";
import { queriesResource } from "./queries.ts";
import type { FixedResource, ResourceFamily } from "./resource.ts";
import { resultsResource } from "./results.ts";
import { schemaIndexResource, schemaTableResource } from "./schema.ts";

/** What resources show that is the same for everyone. */
export interface ResourceParts {
  /** Markdown. */
  readonly guide: string;
  /** The bundled catalogue, read at first use. */
  readonly catalogue: () => Catalogue;
  /** The hunting queries, read at first use. */
  readonly library: () => Promise<Library>;
}

/** All resources in the order in which clients list them. */
export function createResources({ guide, catalogue, library }: ResourceParts): {
  readonly fixedResources: readonly FixedResource[];
  readonly resourceFamilies: readonly ResourceFamily[];
} {
  return {
    fixedResources: [instancesResource, guideResource(guide), schemaIndexResource(catalogue)],
    resourceFamilies: [resultsResource, exportsResource, schemaTableResource(catalogue), queriesResource(library)],
  };
}
