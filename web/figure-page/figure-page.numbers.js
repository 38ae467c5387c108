// Tests of significance, and what a claim says of one table. The formulas are those of the Python
// package, which says where each is from; a test that is undefined on a table gives NaN.
"use strict";

(() => {
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  /**
   * The probability that chi-squared with `df` degrees of freedom exceeds `x`; NaN stays NaN.
   *
   * It is the upper regularized incomplete gamma function (Abramowitz & Stegun 1964, 26.4.19): by its
   * series near zero (6.5.29), by its continued fraction beyond (6.5.31), which Lentz's method sums.
   */
  function chiSquaredTail(x, df) {
    if (Number.isNaN(x)) return NaN;
    const [a, t] = [df / 2, x / 2];
    if (t <= 0) return 1;
    if (t === Infinity) return 0;
    // The gamma function at a whole or half number is a product.
    let logGamma = df % 2 ? Math.log(Math.PI) / 2 : 0;
    for (let k = df % 2 ? 0.5 : 1; k < a; k += 1) logGamma += Math.log(k);
    const front = Math.exp(a * Math.log(t) - t - logGamma);
    if (t < a + 1) {
      let term = 1 / a;
      let total = term;
      for (let k = 1; term > total * 1e-17; k += 1) total += term *= t / (a + k);
      return 1 - front * total;
    }
    let b = t + 1 - a;
    let c = Infinity;
    let d = 1 / b;
    let h = d;
    for (let k = 1; k < 10000; k += 1) {
      const factor = -k * (k - a);
      b += 2;
      d = 1 / (factor * d + b);
      c = b + factor / c;
      h *= c * d;
      if (Math.abs(c * d - 1) < 1e-15) break;
    }
    return front * h;
  }

  /**
   * Fisher's two-sided p of a 2 x 2 table, in whole numbers throughout: the probability of all
   * tables with the same margins that are no more probable than this one (Fisher 1935).
   */
  function fisherP(a, b, c, d) {
    const [n1, n2, k] = [a + b, c + d, a + c];
    if (n1 === 0 || n2 === 0 || k === 0 || b + d === 0) return 1;
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

  /** (1 + t) log(1 + t) - t without cancellation: what likelihood ratios are sums of. */
  function bregman(t) {
    if (Math.abs(t) >= 0.1) return t === -1 ? 1 : (1 + t) * Math.log(1 + t) - t;
    let series = 0;
    for (let k = 17; k > 1; k -= 1) series = series * -t + 1 / (k * (k - 1));
    return series * t * t;
  }

  /** Pearson's statistic or the likelihood ratio of an r x c table, with its degrees of freedom. */
  function wholeTable(test, table) {
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
  function twoByTwo(test, a, b, c, d) {
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
  function oddsRatio(a, b, c, d, z) {
    const ratio = b * c === 0 ? NaN : (a * d) / (b * c);
    if (a * b * c * d === 0) return { ratio, low: NaN, high: NaN };
    const middle = Math.log(a * d) - Math.log(b * c);
    const half = z * Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
    return { ratio, low: Math.exp(middle - half), high: Math.exp(middle + half) };
  }

  /** Every trend test of rows [with the outcome, without] that carry scores. */
  function trend(rows, scores) {
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
  function holm(values) {
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

  /** A table as a question has it: [cases of the outcome, against it] of each of its rows. */
  function seenBy(question, table) {
    const own = question.turned ? table[0].map((_, j) => table.map((row) => row[j])) : table;
    if (question.kind === "whole") return question.rows.map((i) => own[i]);
    return own.map((row) => [
      sum(question.yes.map((j) => row[j])),
      sum(question.no.map((j) => row[j])),
    ]);
  }

  const group = (rows, places) => [
    sum(places.map((i) => rows[i][0])),
    sum(places.map((i) => rows[i][1])),
  ];

  /**
   * Every comparison that a question makes on a table.
   *
   * @returns {{what: string, cells: ?number[], ratio: number, low: number, high: number,
   *     tests: Object<string, {statistic: ?number, p: number}>, rising: number}[]}
   */
  function comparisons(question, table, settings, named = question.tests) {
    const rows = seenBy(question, table);
    if (question.kind === "whole") {
      const tests = Object.fromEntries(named.map((test) => [test, wholeTable(test, rows)]));
      return [
        { what: question.what, cells: null, ratio: NaN, low: NaN, high: NaN, tests, rising: 0 },
      ];
    }
    if (question.kind === "slope") {
      const kept = rows.map((_, i) => i).filter((i) => rows[i][0] + rows[i][1] > 0);
      const found = trend(
        kept.map((i) => rows[i]),
        kept.map((i) => question.scores[i]),
      );
      const half = settings.z * found.error;
      return [
        {
          what: question.what,
          cells: null,
          ratio: Math.exp(found.slope),
          low: Math.exp(found.slope - half),
          high: Math.exp(found.slope + half),
          tests: found.tests,
          rising: found.rising,
        },
      ];
    }
    if (question.kind === "majority") {
      const cells = group(rows, question.pivot);
      const rising = cells[0] - cells[1];
      return [{ what: question.what, cells, ratio: NaN, low: NaN, high: NaN, tests: {}, rising }];
    }
    return question.pairs.map(({ what, first, second }) => {
      const [a, b] = group(rows, first);
      const [c, d] = group(rows, second);
      const tests = Object.fromEntries(named.map((test) => [test, twoByTwo(test, a, b, c, d)]));
      const odds = oddsRatio(a, b, c, d, settings.z);
      return { what, cells: [a, b, c, d], ...odds, tests, rising: a * (c + d) - c * (a + b) };
    });
  }

  /** Whether one comparison is as claimed: 1, 0, or -1 where its test is undefined. */
  function asClaimed(question, comparison, test, alpha) {
    if (question.kind === "majority") return Number(comparison.rising > 0);
    const { p } = comparison.tests[test];
    if (Number.isNaN(p)) return -1;
    const significant = p < alpha;
    if (question.kind === "whole") return Number(significant === question.associated);
    if (question.direction === 0) return Number(!significant);
    return Number(significant && comparison.rising * question.direction > 0);
  }

  /** All parts are true: 0 as soon as one is false, -1 if an undefined one could still tip it. */
  const all = (parts) => (parts.includes(0) ? 0 : parts.includes(-1) ? -1 : 1);

  /** Whether a claim is true of a table under one of its tests, each question under its own. */
  function isTrue(claim, table, tests, settings) {
    const parts = claim.questions.flatMap((question, place) => {
      const test = tests[place];
      const named = test === "counted" ? [] : [test];
      return comparisons(question, table, settings, named).map((each) =>
        asClaimed(question, each, test, settings.alpha),
      );
    });
    return all(parts);
  }

  /**
   * The verdict on a claim over all tables, under the test that its wording implies and, if there is
   * one table only, under the others.
   */
  function verdict(claim, tables, settings) {
    const names = Object.keys(claim.tests);
    const found = {};
    for (const name of tables.length === 1 ? names : names.slice(0, 1)) {
      const answers = tables.map((table) => isTrue(claim, table, claim.tests[name], settings));
      const holding = answers.filter((answer) => answer === 1).length;
      const undecided = answers.filter((answer) => answer === -1).length;
      const decided = answers.length - undecided;
      let word = "open";
      if (decided > 0 && holding === decided) word = "holds";
      else if (decided > 0 && holding === 0) word = "fails";
      found[name] = { word, holding, undecided, total: answers.length };
    }
    return { name: names[0], ...found[names[0]], byTest: found };
  }

  Object.assign((window.recountFigurePage ??= {}), {
    chiSquaredTail,
    comparisons,
    fisherP,
    holm,
    isTrue,
    oddsRatio,
    trend,
    twoByTwo,
    verdict,
    wholeTable,
  });
})();
