/* Lanczos' coefficients for g = 7, n = 9 (P. Godfrey); the continued fraction of the beta function after W. H. Press et al., "Numerical Recipes". */

const lanczos = [
  0.999_999_999_999_809_93, 676.520_368_121_885_1, -1259.139_216_722_402_8, 771.323_428_777_653_13,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_571_6e-6,
  1.505_632_735_149_311_6e-7,
];

/** The gamma function. */
export function gamma(x: number): number {
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  if (Number.isInteger(x) && x <= 20) return factorial(x - 1);
  return Math.exp(logGamma(x));
}

function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** The logarithm of the gamma function's size. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = lanczos.slice(1).reduce((acc, c, i) => acc + c / (shifted + i + 1), lanczos[0] ?? 1);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The density of the beta distribution; NaN outside its domain. */
export function betaPdf(x: number, alpha: number, beta: number): number {
  if (x < 0 || x > 1 || alpha <= 0 || beta <= 0) return Number.NaN;
  return Math.exp((alpha - 1) * Math.log(x) + (beta - 1) * Math.log(1 - x) - logBeta(alpha, beta));
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** The cumulative beta distribution; NaN outside its domain. */
export function betaCdf(x: number, alpha: number, beta: number): number {
  if (x < 0 || x > 1 || alpha <= 0 || beta <= 0) return Number.NaN;
  if (x === 0 || x === 1) return x;
  const front = Math.exp(alpha * Math.log(x) + beta * Math.log(1 - x) - logBeta(alpha, beta));
  const lower = x < (alpha + 1) / (alpha + beta + 2);
  return lower ? (front * fraction(x, alpha, beta)) / alpha : 1 - (front * fraction(1 - x, beta, alpha)) / beta;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const notZero = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h;
}

/** The x at which the cumulative beta distribution reaches a probability, by bisection. */
export function betaInverse(probability: number, alpha: number, beta: number): number {
  if (probability < 0 || probability > 1 || alpha <= 0 || beta <= 0) return Number.NaN;
  let [low, high] = [0, 1];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (betaCdf(middle, alpha, beta) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The error function: a power series near zero, a continued fraction further out. */
export function erf(x: number): number {
  if (Math.abs(x) > 3) return Math.sign(x) * (1 - erfc(Math.abs(x)));
  let term = x;
  let sum = x;
  for (let n = 1; n < 200 && Math.abs(term) > 1e-18; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** 1 - erf(x), exact where erf(x) is nearly 1. */
export function erfc(x: number): number {
  if (x < 3) return 1 - erf(x);
  let f = 0;
  for (let n = 60; n > 0; n--) f = n / 2 / (x + f);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + f));
}
