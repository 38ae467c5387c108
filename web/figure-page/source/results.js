// What the tables with the typed numbers make of a figure's claims.

import { comparisons, verdict } from "./claims.js";
import { make } from "./dom.js";
import { holm } from "./tests.js";
import { counted, pInWords, ratioInWords, share, span } from "./words.js";

/**
 * The elements that say what tables make of a figure's claims.
 *
 * @param figure The figure.
 * @param data The page's data: settings, names of tests, signs of verdicts.
 * @param {number[][][]} tables Every table that has the typed numbers.
 */
export function results(figure, data, tables) {
  const claims = figure.claims.map((claim) =>
    claimItem(claim, verdict(claim, tables, data.settings), data),
  );
  return [
    make("h3", { class: "figure-heading" }, "What the numbers say"),
    make("ul", { class: "figure-claims" }, ...claims),
    comparisonsTable(figure, data, tables),
  ].filter(Boolean);
}

function claimItem(claim, found, data) {
  const [sign, word] = data.signs[found.word];
  const before = claim.before;
  const [, older] = data.signs[before.verdict];
  const tables =
    before.count === null
      ? ""
      : `, true in ${before.holding.toLocaleString("en")} of ${before.count.toLocaleString("en")} tables`;
  const item = make(
    "li",
    { "data-claim": claim.id },
    make(
      "span",
      { class: "verdict", "data-verdict": found.word },
      make("span", { "aria-hidden": "true" }, sign),
      ` ${word}`,
    ),
    ` ${claim.statement} (`,
    make("a", { href: `ledger.html#${claim.id}` }, `page ${claim.page}`),
    ")",
  );
  const lines = [];
  if (found.total > 1) {
    lines.push(
      `True in ${found.holding.toLocaleString("en")} of ${counted(found.total, "table")} that have the numbers`,
    );
  }
  if (found.undecided)
    lines.push(`${data.tests[found.name]}: undefined on ${counted(found.undecided, "table")}`);
  const words = new Set(Object.values(found.byTest).map((each) => each.word));
  if (words.size > 1) {
    const each = Object.entries(found.byTest).map(
      ([test, one]) => `${data.tests[test]}: ${one.word}`,
    );
    lines.push(`The tests disagree (${each.join("; ")})`);
  }
  lines.push(`From the printed numbers alone: ${older}${tables}`);
  item.append(make("small", {}, `${lines.join(". ")}.`));
  return item;
}

/** Every comparison that some claim makes, once, over all tables. */
function comparisonsTable(figure, data, tables) {
  const { settings } = data;
  const questions = new Map();
  for (const claim of figure.claims) {
    for (const question of claim.questions) questions.set(JSON.stringify(question), question);
  }
  const found = new Map();
  for (const question of questions.values()) {
    const named = tables.length === 1 ? question.tests : question.tests.slice(0, 1);
    const before = new Set(found.keys());
    for (const table of tables) {
      for (const each of comparisons(question, table, settings, named)) {
        // Another question may have made the same comparison.
        if (before.has(each.what)) continue;
        if (!found.has(each.what)) found.set(each.what, { named, all: [] });
        found.get(each.what).all.push(each);
      }
    }
  }
  if (!found.size) return null;
  const caption =
    tables.length === 1
      ? "The comparisons, tested"
      : `The comparisons over ${counted(tables.length, "table")}`;
  const heads = [
    "Comparison",
    "Shares",
    "Odds ratio, 95% interval",
    tables.length === 1 ? "p, in brackets by Holm" : "p",
  ];
  // The roles are said because a narrow page lays the rows out as blocks.
  const head = (text) => make("th", { scope: "col", role: "columnheader" }, text);
  const rows = [...found].map(([what, { named, all }]) =>
    comparisonRow(what, named, all, found, data),
  );
  return make(
    "div",
    { class: "figure-compared table-scroll", role: "region", tabindex: "0", "aria-label": caption },
    make(
      "table",
      { class: "figure-comparisons", role: "table" },
      make("caption", {}, caption),
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads.map(head))),
      make("tbody", { role: "rowgroup" }, ...rows),
    ),
  );
}

/** One comparison: on one table in full, over several by its smallest and largest values. */
function comparisonRow(what, named, all, found, data) {
  const single = all.length === 1;
  const [first] = all;
  const lines = (texts, label) =>
    make(
      "td",
      { role: "cell", "data-label": label },
      ...texts.map((text) => make("span", {}, text)),
    );
  const inWords = (p) => pInWords(p, data.settings.alpha);
  let shares = [];
  if (single && first.cells) {
    const [a, b, c, d] = first.cells;
    shares = c === undefined ? [share(a, b)] : [share(a, b), share(c, d)];
  }
  const odds = [
    span(
      all.map((each) => each.ratio),
      ratioInWords,
    ),
  ];
  if (single && !Number.isNaN(first.low)) {
    odds.push(`${ratioInWords(first.low)} to ${ratioInWords(first.high)}`);
  }
  const tests = named.map((name) => {
    const words = `${data.tests[name]} ${span(
      all.map((each) => each.tests[name].p),
      inWords,
    )}`;
    return single ? `${words}\u00a0(${inWords(corrected(name, what, found))})` : words;
  });
  const name = make("th", { scope: "row", role: "rowheader" }, what);
  return make(
    "tr",
    { role: "row" },
    name,
    lines(shares, "shares"),
    lines(odds, "odds ratio"),
    lines(tests, single ? "p, in brackets by Holm" : "p"),
  );
}

/** Holm's correction for the number of comparisons under the same test. */
function corrected(test, what, found) {
  const same = [...found].filter(([, other]) => other.named.includes(test));
  const values = holm(same.map(([, other]) => other.all[0].tests[test].p));
  return values[same.findIndex(([name]) => name === what)];
}
