import { readFile } from "node:fs/promises";
import { SignInError } from "../errors.ts";
import { createConfidentialClient } from "./confidential-client.ts";
import type { Strategy, StrategyContext } from "./strategy.ts";

/** Sign-in of the application by a token that its platform (Kubernetes, a pipeline) writes to a file and renews there. */
export function createWorkloadIdentity(context: StrategyContext): Strategy {
  const { instance, deps } = context;
  const { credential } = instance;
  const configured = credential.type === "workload_identity" ? credential.tokenFile : undefined;
  const path = configured ?? deps.env["AZURE_FEDERATED_TOKEN_FILE"];
  return createConfidentialClient(context, () => {
    if (path === undefined || path === "") throw problem("No federated token file is configured.");
    // Read at each use: the platform replaces the file before the token in it expires.
    return Promise.resolve({ clientAssertion: () => readToken(path) });
  });
}

async function readToken(path: string): Promise<string> {
  const token = await readFile(path, "utf8").catch(() => {
    throw problem(`The federated token file ${path} cannot be read.`);
  });
  if (token.trim() === "") throw problem(`The federated token file ${path} is empty.`);
  return token.trim();
}

const problem = (message: string): SignInError =>
  new SignInError(message, {
    nextStep:
      "Set FederatedTokenFile of the instance, or AZURE_FEDERATED_TOKEN_FILE, to the file that the platform writes.",
  });
