import { describe, expect, it } from "vitest";
import { ALICE } from "../../support/emulator/directory.ts";
import { useEntraServer } from "./entra-fixture.ts";

const bench = useEntraServer();

/** A server of a single request knows only what the request is about; none of this may be seen from outside. */
describe("a single request", () => {
  it.each<[string, object, string]>([
    ["tools/list", {}, '"name":"refine_result"'],
    ["tools/call", { name: "list_instances", arguments: {} }, '"instances"'],
    ["tools/call", { name: "nothing", arguments: {} }, "Tool nothing not found"],
    ["tools/call", { name: "constructor", arguments: {} }, "-32602"],
    ["resources/list", {}, "hunting://guide"],
    ["resources/templates/list", {}, "hunting://results/{result_id}"],
    ["resources/read", { uri: "hunting://guide" }, '"contents"'],
    ["prompts/list", {}, '"prompts"'],
    ["server/discover", {}, '"completions"'],
    [
      "completion/complete",
      { ref: { type: "ref/resource", uri: "hunting://schema/{table}" }, argument: { name: "table", value: "EmailE" } },
      "EmailEvents",
    ],
    ["constructor/x", {}, "-32601"],
  ])("of %s %j is answered whole", async (method, params, expected) => {
    const answer = await bench.ask(await bench.tokenOf(ALICE), method, params);
    expect(JSON.stringify(answer)).toContain(expected);
  });
});
