/* The entry of the worker thread: opens the language service and answers checks, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { createCatalogue } from "../schema/catalogue.ts";
import { checkQuery } from "./check/check-query.ts";
import { createHuntingLanguage, type HuntingLanguage } from "./hunting-language.ts";
import { loadKusto } from "./kusto.ts";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./worker-protocol.ts";

const { policy }: WorkerSettings = workerData;
const kusto = loadKusto();
// The first analysis sets up much of the library: it belongs to the start, not to a query's time limit.
kusto.analyse("print 1", kusto.bareGlobals);
const languages = new Map<number, HuntingLanguage>();

const say = (reply: WorkerReply) => parentPort?.postMessage(reply);

function answer(request: WorkerRequest): void {
  switch (request.kind) {
    case "declare":
      languages.set(request.language, createHuntingLanguage(kusto, createCatalogue(request.schema), request.dialect));
      return;
    case "forget":
      languages.delete(request.language);
      return;
    case "check": {
      const language = languages.get(request.language);
      if (language === undefined) throw new Error(`language ${request.language} was not declared`);
      say({ kind: "checked", result: checkQuery(request.query, language, policy, request.now) });
    }
  }
}

parentPort?.on("message", (request: WorkerRequest) => {
  try {
    answer(request);
  } catch (error) {
    say({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
say({ kind: "ready" });
