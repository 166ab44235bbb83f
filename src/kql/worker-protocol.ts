import type { Schema } from "../schema/schema-table.ts";
import type { CheckResult } from "./check/check-result.ts";
import type { GuardPolicy } from "./guard/policy.ts";
import type { Dialect } from "./hunting-language.ts";

/** What the worker is given at its start. */
export interface WorkerSettings {
  readonly policy: GuardPolicy;
}

/** What the worker is told. Languages are numbered by the sender; `declare` must come before a `check` that names one. */
export type WorkerRequest =
  | { readonly kind: "declare"; readonly language: number; readonly schema: Schema; readonly dialect: Dialect }
  | { readonly kind: "forget"; readonly language: number }
  | { readonly kind: "check"; readonly language: number; readonly query: string; readonly now: number };

/** What the worker says. Checks are answered in the order in which they came. */
export type WorkerReply =
  | { readonly kind: "ready" }
  | { readonly kind: "checked"; readonly result: CheckResult }
  | { readonly kind: "failed"; readonly message: string };
