// Tails of distributions.

import gammainc from "@stdlib/math-base-special-gammainc";

/**
 * The probability that chi-squared with `df` degrees of freedom exceeds `x`; NaN stays NaN.
 * It is the upper regularized incomplete gamma function (Abramowitz & Stegun 1964, 26.4.19).
 */
export function chiSquaredTail(x, df) {
  return Number.isNaN(x) ? NaN : gammainc(x / 2, df / 2, true, true);
}

/**
 * Fisher's two-sided p of a 2 x 2 table, in whole numbers throughout: the probability of all
 * tables with the same margins that are no more probable than this one (Fisher 1935).
 */
export function fisherP(a, b, c, d) {
  const [n1, n2, k] = [a + b, c + d, a + c];
  if (n1 === 0 || n2 === 0 || k === 0 || b + d === 0) return NaN;
  const low = Math.max(0, k - n2);
  const high = Math.min(k, n1);
  let weight = binomial(n1, low) * binomial(n2, k - low);
  const weights = [weight];
  for (let x = low; x < high; x += 1) {
    // The next product of binomial coefficients; the division leaves no rest.
    weight = (weight * BigInt(n1 - x) * BigInt(k - x)) / (BigInt(x + 1) * BigInt(n2 - k + x + 1));
    weights.push(weight);
  }
  const observed = weights[a - low];
  let tail = 0n;
  let total = 0n;
  for (const each of weights) {
    total += each;
    if (each <= observed) tail += each;
  }
  return quotient(tail, total);
}

function binomial(n, k) {
  let result = 1n;
  for (let i = 1; i <= Math.min(k, n - k); i += 1) {
    result = (result * BigInt(n - Math.min(k, n - k) + i)) / BigInt(i);
  }
  return result;
}

/** The quotient of two positive whole numbers as a double, however small. */
function quotient(numerator, denominator) {
  const shift = Math.max(0, bits(denominator) - bits(numerator) + 64);
  const scaled = Number((numerator << BigInt(shift)) / denominator);
  // In two steps, as one power of two could be too small for a double.
  const half = Math.floor(shift / 2);
  return scaled * 2 ** -half * 2 ** (half - shift);
}

function bits(value) {
  return 4 * value.toString(16).length;
}
