import { listInstances } from "../tools/list-instances.ts";
import type { FixedResource } from "./resource.ts";

export const instancesResource: FixedResource = {
  name: "instances",
  title: "Instances",
  description: "The configured Defender tenants and the state of their sign-in.",
  mimeType: "application/json",
  ttlMs: 0,
  uri: "hunting://instances",
  async read(deps) {
    await deps.signIns.recall?.(deps.instances.list());
    return { kind: "record", data: listInstances(deps) };
  },
};
