import { listInstances } from "../tools/list-instances.ts";
import type { FixedResource } from "./resource.ts";

export const instancesResource: FixedResource = {
  name: "instances",
  title: "Instances",
  description: "The configured Defender tenants and the state of their sign-in.",
  mimeType: "application/json",
  ttlMs: 0,
  uri: "hunting://instances",
  read: (deps) => Promise.resolve({ kind: "record", data: listInstances(deps) }),
};
