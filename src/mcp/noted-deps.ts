import type { NoteEvent } from "../hunting/call-event.ts";
import { notedSignIn } from "../hunting/noted-sign-in.ts";
import type { Instance } from "../instances/instance.ts";
import type { ToolDeps } from "../tools/tool.ts";

/** What a tool may use, with notes of the instances that it asks for and of its sign-ins, so that no tool has to think of it. */
export function notedDeps(deps: ToolDeps, note: NoteEvent): ToolDeps {
  const { instances, signIns, now } = deps;
  const noted = (instance: Instance): Instance => {
    note({ kind: "instance", instance });
    return instance;
  };
  return {
    ...deps,
    instances: {
      list: () => instances.list(),
      resolve: (name) => noted(instances.resolve(name)),
      isDefault: (instance) => instances.isDefault(instance),
      add: (instance) => noted(instances.add(instance)),
    },
    signIns: { of: (instance) => notedSignIn(signIns.of(instance), { instance, now, note }) },
  };
}
