import { type FunctionTable, strict } from "./scalar-function.ts";
import { betaCdf, betaInverse, betaPdf, erf, erfc, gamma, logGamma } from "./special-functions.ts";

/** The p-value of Welch's test of two means, from means, variances and counts. */
function welch(
  mean1: number,
  variance1: number,
  count1: number,
  mean2: number,
  variance2: number,
  count2: number,
): number {
  const [a, b] = [variance1 / count1, variance2 / count2];
  const t = (mean1 - mean2) / Math.sqrt(a + b);
  const freedom = (a + b) ** 2 / (a ** 2 / (count1 - 1) + b ** 2 / (count2 - 1));
  return betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/** Distributions and their functions. */
export const statisticsFunctions: FunctionTable = {
  gamma: strict(["real"], "real", gamma),
  loggamma: strict(["real"], "real", logGamma),
  erf: strict(["real"], "real", erf),
  erfc: strict(["real"], "real", erfc),
  beta_pdf: strict(["real", "real", "real"], "real", betaPdf),
  beta_cdf: strict(["real", "real", "real"], "real", betaCdf),
  beta_inv: strict(["real", "real", "real"], "real", (p, alpha, beta) =>
    p < 0 || p > 1 ? null : betaInverse(p, alpha, beta),
  ),
  welch_test: strict(["real", "real", "real", "real", "real", "real"], "real", welch),
};
