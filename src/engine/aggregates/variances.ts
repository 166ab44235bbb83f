import { type AggregateFunction, type AggregateTable, conditional, eachValue, single } from "./aggregate.ts";
import { argumentAs } from "./arguments.ts";

/** Running moments of a group (B. P. Welford's method): stable where sums of squares are not. */
interface Moments {
  count: number;
  meanX: number;
  meanY: number;
  /** Sum of the products of the deviations. */
  products: number;
}

function addPair(moments: Moments, x: number, y: number): void {
  moments.count += 1;
  const dx = x - moments.meanX;
  moments.meanX += dx / moments.count;
  moments.meanY += (y - moments.meanY) / moments.count;
  moments.products += dx * (y - moments.meanY);
}

/** @param lost degrees of freedom lost: 1 for a sample, 0 for a population */
function spread(finish: (variance: number) => number, lost: 0 | 1, columns: 1 | 2): AggregateFunction {
  return (call) => {
    const first = argumentAs(call, 0, "real");
    const second = columns === 2 ? argumentAs(call, 1, "real") : first;
    return single("real", (input, groups) => {
      const all = Array.from({ length: groups.count }, (): Moments => ({ count: 0, meanX: 0, meanY: 0, products: 0 }));
      const other = second.bind(input);
      eachValue(first, input, groups, (group, value, row) => {
        const y = other(row);
        const moments = all[group];
        if (y !== null && moments !== undefined) addPair(moments, value as number, y as number);
      });
      return all.map(({ count, products }) => (count > lost ? finish(products / (count - lost)) : 0));
    });
  };
}

const same = (variance: number) => variance;
const variance = spread(same, 1, 1);
const variancep = spread(same, 0, 1);
const stdev = spread(Math.sqrt, 1, 1);
const stdevp = spread(Math.sqrt, 0, 1);
const covariance = spread(same, 1, 2);
const covariancep = spread(same, 0, 2);

/** Variances, deviations, covariances; `…p` over the population, otherwise over a sample. */
export const varianceAggregates: AggregateTable = {
  variance,
  variancep,
  stdev,
  stdevp,
  covariance,
  covariancep,
  varianceif: conditional(variance),
  variancepif: conditional(variancep),
  stdevif: conditional(stdev),
  covarianceif: conditional(covariance),
  covariancepif: conditional(covariancep),
};
