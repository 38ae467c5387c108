// Tests of significance. The formulas are those of the Python package, which says where each is
// from; a test that is undefined on a table gives NaN.

import { chiSquaredTail, fisherP } from "./distributions.js";

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** (1 + t) log(1 + t) - t without cancellation: what likelihood ratios are sums of. */
function bregman(t) {
  if (Math.abs(t) >= 0.1) return t === -1 ? 1 : (1 + t) * Math.log(1 + t) - t;
  let series = 0;
  for (let k = 17; k > 1; k -= 1) series = series * -t + 1 / (k * (k - 1));
  return series * t * t;
}

/** Pearson's statistic or the likelihood ratio of an r x c table, with its degrees of freedom. */
export function wholeTable(test, table) {
  const rows = table.map(sum);
  const columns = table[0].map((_, j) => sum(table.map((row) => row[j])));
  const n = sum(rows);
  const df = (rows.length - 1) * (columns.length - 1);
  let statistic = rows.includes(0) || columns.includes(0) ? NaN : 0;
  table.forEach((row, i) =>
    row.forEach((cell, j) => {
      const product = rows[i] * columns[j];
      // n (O - E) is a whole number, so that nothing is lost where O and E are close.
      const difference = cell * n - product;
      statistic +=
        test === "pearson"
          ? (difference / product) * (difference / n)
          : 2 * (product / n) * bregman(difference / product);
    }),
  );
  return { statistic, df, p: chiSquaredTail(statistic, df) };
}

function wald(a, b, c, d) {
  if (a === 0 || b === 0 || c === 0 || d === 0) return NaN;
  const t = (a * d - b * c) / (b * c);
  const logarithm = Math.abs(t) < 0.5 ? Math.log1p(t) : Math.log((a * d) / (b * c));
  return logarithm ** 2 / (1 / a + 1 / b + 1 / c + 1 / d);
}

/** One test of a 2 x 2 table: its statistic (null for Fisher's) and its p. */
export function twoByTwo(test, a, b, c, d) {
  if (test === "fisher") return { statistic: null, p: fisherP(a, b, c, d) };
  const statistic =
    test === "wald"
      ? wald(a, b, c, d)
      : wholeTable(test, [
          [a, b],
          [c, d],
        ]).statistic;
  return { statistic, p: chiSquaredTail(statistic, 1) };
}

/** The odds ratio of a 2 x 2 table with Wald's interval; NaN where it has none. */
export function oddsRatio(a, b, c, d, z) {
  const ratio = b * c === 0 ? NaN : (a * d) / (b * c);
  if (a * b * c * d === 0) return { ratio, low: NaN, high: NaN };
  const middle = Math.log(a * d) - Math.log(b * c);
  const half = z * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  return { ratio, low: Math.exp(middle - half), high: Math.exp(middle + half) };
}

/** Every trend test of rows [with the outcome, without] that carry scores. */
export function trend(rows, scores) {
  const totals = rows.map(([yes, no]) => yes + no);
  const n = sum(totals);
  const k = sum(rows.map(([yes]) => yes));
  const s = sum(rows.map(([yes], i) => yes * scores[i]));
  const first = sum(totals.map((m, i) => m * scores[i]));
  const second = sum(totals.map((m, i) => m * scores[i] ** 2));
  const flat = k === 0 || k === n || n * second === first ** 2;
  const excess = n * s - k * first;
  const score = flat ? NaN : (excess / (k * (n - k))) * (excess / (n * second - first ** 2)) * n;
  const fitted = separated(totals, scores, k, s) ? null : fit(totals, scores, n, k, s, first);
  const walds = fitted ? fitted.slope ** 2 / fitted.variance : NaN;
  const ratio = fitted ? fitted.likelihoodRatio : NaN;
  const named = (statistic) => ({ statistic, p: chiSquaredTail(statistic, 1) });
  return {
    slope: fitted ? fitted.slope : NaN,
    error: fitted ? Math.sqrt(fitted.variance) : NaN,
    rising: excess,
    tests: { logistic_wald: named(walds), logistic_lr: named(ratio), trend_score: named(score) },
  };
}

/** Whether the fit has no maximum: the cases with the outcome are the k lowest or highest. */
function separated(totals, scores, k, s) {
  const n = sum(totals);
  if (k === 0 || k === n) return true;
  const order = scores.map((_, i) => i).sort((i, j) => scores[i] - scores[j]);
  const filled = (places) => {
    let left = k;
    let total = 0;
    for (const i of places) {
      const taken = Math.min(left, totals[i]);
      total += taken * scores[i];
      left -= taken;
    }
    return total;
  };
  return s <= filled(order) || s >= filled([...order].reverse());
}

/** Newton's method for a logistic line, from slope 0, no step longer than 1 in any log odds. */
function fit(totals, scores, n, k, s, first) {
  const flip = 2 * k > n;
  const cases = flip ? n - k : k;
  const excess = (n * (flip ? first - s : s) - cases * first) / n;
  const share = cases / n;
  const x = scores.map((score) => score - first / n);
  const span = Math.max(...x.map((value, i) => (totals[i] ? Math.abs(value) : 0)));
  let a = Math.log(share / (1 - share));
  let b = 0;
  const profile = () => {
    const p = x.map((value) => 1 / (1 + Math.exp(-(a + b * value))));
    const information = p.map((q, i) => totals[i] * q * (1 - q));
    const total = sum(information);
    const centre = sum(information.map((w, i) => w * x[i])) / total;
    return { p, total, centre, about: sum(information.map((w, i) => w * (x[i] - centre) ** 2)) };
  };
  for (let step = 0; step < 200; step += 1) {
    const { p, total, centre, about } = profile();
    const expected = p.map((q, i) => totals[i] * q);
    const gradient = cases - sum(expected);
    const stepB = (excess - sum(expected.map((e, i) => e * x[i])) - centre * gradient) / about;
    const stepA = gradient / total - centre * stepB;
    const size = Math.abs(stepA) + Math.abs(stepB) * span;
    a += stepA / Math.max(size, 1);
    b += stepB / Math.max(size, 1);
    if (size < 1e-9) {
      const end = profile();
      const divergence = end.p.map((q, i) => {
        const difference = q - share;
        return (
          totals[i] *
          (share * bregman(difference / share) + (1 - share) * bregman(-difference / (1 - share)))
        );
      });
      return {
        slope: flip ? -b : b,
        variance: 1 / end.about,
        likelihoodRatio: 2 * sum(divergence),
      };
    }
  }
  return null;
}

/** p-values corrected for their number by Holm's step-down method (Holm 1979); NaN stays NaN. */
export function holm(values) {
  const known = values.map((p, i) => [p, i]).filter(([p]) => !Number.isNaN(p));
  known.sort(([p], [q]) => p - q);
  const corrected = values.map(() => NaN);
  let top = 0;
  known.forEach(([p, i], place) => {
    top = Math.min(1, Math.max(top, p * (known.length - place)));
    corrected[i] = top;
  });
  return corrected;
}
