import { loadCatalogue } from "../../../src/schema/catalogue.ts";
import { checkQuery } from "../../../src/kql/check/check-query.ts";
import type { CheckResult } from "../../../src/kql/check/check-result.ts";
import { closedPolicy, type GuardPolicy } from "../../../src/kql/guard/policy.ts";
import { createHuntingLanguage, type Dialect } from "../../../src/kql/hunting-language.ts";
import { loadKusto } from "../../../src/kql/kusto.ts";

export const kusto = loadKusto();
export const catalogue = loadCatalogue();
export const NOW = Date.UTC(2026, 10, 20);

const languages = {
  defender: createHuntingLanguage(kusto, catalogue, "defender"),
  workspace: createHuntingLanguage(kusto, catalogue, "workspace"),
};

/** Checks in this thread, against the bundled tables. */
export function check(query: string, policy: GuardPolicy = closedPolicy, dialect: Dialect = "defender"): CheckResult {
  return checkQuery(query, languages[dialect], policy, NOW);
}
