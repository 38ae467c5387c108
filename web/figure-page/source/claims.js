// What a claim says of one table: its comparisons, and whether it is true.

import { oddsRatio, trend, twoByTwo, wholeTable } from "./tests.js";

const sum = (values) => values.reduce((total, value) => total + value, 0);

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
export function comparisons(question, table, settings, named = question.tests) {
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
export function isTrue(claim, table, tests, settings) {
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
export function verdict(claim, tables, settings) {
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
