// The page: a grid for a figure's numbers, checked and judged as they are typed.

import { comparisons, verdict } from "./claims.js";
import { csv } from "./csv.js";
import { limits, possible, shareInterval, tablesWith } from "./tables.js";
import { holm } from "./tests.js";
import { counted, pInWords, ratioInWords, share, span } from "./words.js";

const KINDS = {
  count: "Counts",
  row_percent: "Percentages of each row",
  column_percent: "Percentages of each column",
};

/** An element with attributes and children; texts become text, never markup. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A typed number, or null where it is none of its kind. */
export function read(kind, text) {
  const plain = text.trim().replace(/%$/, "").trim();
  if (kind === "count" || kind === "missing") {
    const digits = plain.replace(/,/g, "");
    return /^[0-9]{1,7}$/.test(digits) && /^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)$/.test(plain)
      ? digits
      : null;
  }
  return /^[0-9]{1,3}(\.[0-9]{1,2})?$/.test(plain) && Number(plain) <= 100 ? plain : null;
}

/** What was typed as statements about the cells; the key of each says where it was typed. */
export function statementsOf(figure, typed, convention) {
  const statements = figure.printed.map((each) => ({ ...each }));
  for (const [key, text] of typed) {
    const [kind, i, j] = key.split(",");
    const [row, column] = [Number(i), Number(j)];
    if (kind === "missing") statements.push({ key, kind, value: Number(text) });
    else if (kind === "count") statements.push({ key, kind, row, column, value: Number(text) });
    else {
      const of = kind === "row_percent" ? "row" : "column";
      statements.push({ key, kind: of, row, column, ...shareInterval(text, convention) });
    }
  }
  return statements;
}

export class FigurePage {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.kind = "count";
    this.typed = new Map();
    this.wrong = new Map();
    this.build();
    this.choose(this.fromAddress() ?? data.figures[0].number);
    window.addEventListener("hashchange", () => {
      const number = this.fromAddress();
      if (number !== null) this.choose(number);
    });
  }

  /** The figure that the address names, or null. */
  fromAddress() {
    const found = /^#figure-([0-9]+)$/.exec(window.location.hash);
    const number = found ? Number(found[1]) : null;
    return this.data.figures.some((each) => each.number === number) ? number : null;
  }

  build() {
    this.choice = make("select", { id: "figure-choice" });
    for (const each of this.data.figures) {
      const name = `Figure ${each.number}, page ${each.page}: ${each.title}`;
      this.choice.append(make("option", { value: each.number }, name));
    }
    this.choice.addEventListener("change", () => {
      this.choose(Number(this.choice.value));
      window.history.replaceState(null, "", `#figure-${this.figure.number}`);
    });
    const kinds = make("fieldset", { class: "figure-kinds" }, make("legend", {}, "It shows"));
    for (const [kind, words] of Object.entries(KINDS)) {
      const radio = make("input", {
        type: "radio",
        name: "figure-kind",
        value: kind,
        checked: kind === this.kind,
      });
      radio.addEventListener("change", () => {
        this.kind = kind;
        this.draw();
      });
      kinds.append(make("label", {}, radio, ` ${words}`));
    }
    this.grid = make("div", { class: "figure-grid table-scroll" });
    this.missing = make("p", { class: "figure-missing" });
    this.status = make("p", { class: "figure-status", role: "status" });
    this.problems = make("ul", { class: "figure-problems" });
    this.results = make("div", { class: "figure-results" });
    // Never disabled outright: who comes by keyboard finds it in its place and hears its state.
    this.download = make("button", { type: "button", "aria-disabled": "true" }, "Download the CSV");
    this.download.addEventListener("click", () => this.save());
    const clear = make("button", { type: "button" }, "Clear");
    clear.addEventListener("click", () => {
      this.typed.clear();
      this.wrong.clear();
      this.draw();
    });
    this.note = make("p", { class: "figure-note" });
    this.root.replaceChildren(
      make("p", { class: "figure-chosen" }, make("label", { for: "figure-choice" }, "Figure"), " ", this.choice),
      kinds,
      this.grid,
      this.missing,
      this.status,
      this.problems,
      make("p", { class: "figure-buttons" }, this.download, " ", clear),
      this.note,
      this.results,
    );
    this.root.hidden = false;
  }

  choose(number) {
    this.figure = this.data.figures.find((each) => each.number === number);
    this.choice.value = String(number);
    this.typed.clear();
    this.wrong.clear();
    this.draw();
  }

  /** Draw the grid anew; typing only refreshes what is around it. */
  draw() {
    const { rows, columns } = this.figure;
    const head = make("tr", {}, make("th", { scope: "col" }, rows.name));
    columns.labels.forEach((label, j) => {
      const total = `${columns.totals[j].toLocaleString("en")} in all`;
      head.append(make("th", { scope: "col" }, label, make("small", {}, total)));
    });
    head.append(make("th", { scope: "col" }, "Row"));
    const body = make("tbody");
    this.inputs = [];
    this.rowChecks = [];
    rows.labels.forEach((label, i) => {
      const total = `${rows.totals[i].toLocaleString("en")} in all`;
      const line = make("tr", {}, make("th", { scope: "row" }, label, make("small", {}, total)));
      columns.labels.forEach((column, j) => {
        const unit = this.kind === "count" ? "cases" : "per cent";
        const input = this.input(`${this.kind},${i},${j}`, `${label}, ${column}, ${unit}`);
        this.inputs.push({ input, i, j });
        line.append(make("td", {}, input));
      });
      this.rowChecks.push(make("td", { class: "figure-check" }));
      line.append(this.rowChecks[i]);
      body.append(line);
    });
    this.columnChecks = columns.labels.map(() => make("td", { class: "figure-check" }));
    this.whole = make("td", { class: "figure-check" });
    const foot = make("tr", {}, make("th", { scope: "row" }, "Column"), ...this.columnChecks, this.whole);
    this.grid.replaceChildren(
      make(
        "table",
        {},
        make("caption", {}, `Figure ${this.figure.number}: ${this.figure.title}, ${this.figure.sample}`),
        make("thead", {}, head),
        body,
        make("tfoot", {}, foot),
      ),
    );
    const left = rows.missing + columns.missing;
    this.missing.hidden = left === 0;
    if (left) {
      const label = "cases left out for missing data, in all";
      this.missing.replaceChildren(
        make("label", {}, `${label[0].toUpperCase()}${label.slice(1)} `, this.input("missing,,", label)),
      );
    }
    this.refresh();
  }

  input(key, label) {
    const input = make("input", {
      type: "text",
      inputmode: key.startsWith("count") || key.startsWith("missing") ? "numeric" : "decimal",
      autocomplete: "off",
      "aria-label": label,
      size: 7,
    });
    input.value = this.wrong.get(key) ?? this.typed.get(key) ?? "";
    input.addEventListener("input", () => {
      const text = input.value.trim();
      const value = text === "" ? "" : read(key.split(",")[0], text);
      this.typed.delete(key);
      this.wrong.delete(key);
      if (value === null) this.wrong.set(key, input.value);
      else if (value !== "") this.typed.set(key, value);
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => this.refresh(), 120);
    });
    input.dataset.key = key;
    return input;
  }

  refresh() {
    window.clearTimeout(this.waiting);
    const statements = statementsOf(this.figure, this.typed, this.data.settings.convention);
    const bounds = limits(this.figure, statements);
    const found = tablesWith(this.figure, statements);
    const wrong = this.wrong.size > 0;
    const none = bounds === null || (found.complete && found.tables.length === 0);
    const ready = !wrong && !none && this.typed.size > 0;
    this.checkLines(none ? null : bounds);
    this.hint(bounds);
    this.say(found, wrong, none);
    this.suspect(statements, none && !wrong);
    this.download.setAttribute("aria-disabled", String(!ready));
    const judged = ready && found.complete ? found.tables : [];
    this.results.replaceChildren(...(judged.length ? this.judge(judged) : []));
    const other = [...this.typed.keys()].filter((key) => {
      const kind = key.split(",")[0];
      return kind !== this.kind && kind !== "missing";
    });
    this.note.textContent = other.length
      ? `${counted(other.length, "number")} typed under another choice above count, too.`
      : "";
  }

  /** Each row's and column's sum against its printed total, as soon as every cell is known. */
  checkLines(bounds) {
    const { rows, columns } = this.figure;
    // A cell that is not typed is known where the others leave it one value.
    const text = (i, j) => {
      const typed = this.typed.get(`${this.kind},${i},${j}`);
      const follows = this.kind === "count" && bounds && bounds.low[i][j] === bounds.high[i][j];
      return typed ?? (follows && this.typed.size ? String(bounds.low[i][j]) : undefined);
    };
    const line = (cells, total, slack) => {
      const texts = cells.map(([i, j]) => text(i, j));
      if (texts.includes(undefined)) return ["", ""];
      const sum = texts.reduce((all, each) => all + Number(each), 0);
      if (this.kind !== "count") return ["", `${Number(sum.toFixed(2))}%`];
      const shown = sum.toLocaleString("en");
      if (sum > total) return ["fails", `✗ ${shown}: ${(sum - total).toLocaleString("en")} too many`];
      if (total - sum > slack) {
        const few = (total - sum - slack).toLocaleString("en");
        return ["fails", `✗ ${shown}: ${few} too few`];
      }
      return ["holds", `✓ ${shown}${total > sum ? `, ${total - sum} left out` : ""}`];
    };
    const set = (cell, [word, words]) => {
      cell.textContent = words;
      if (word) cell.dataset.verdict = word;
      else delete cell.dataset.verdict;
    };
    rows.totals.forEach((total, i) => {
      const percent = this.kind === "column_percent";
      const cells = percent ? [] : columns.totals.map((_, j) => [i, j]);
      set(this.rowChecks[i], cells.length ? line(cells, total, columns.missing) : ["", ""]);
    });
    columns.totals.forEach((total, j) => {
      const percent = this.kind === "row_percent";
      const cells = percent ? [] : rows.totals.map((_, i) => [i, j]);
      set(this.columnChecks[j], cells.length ? line(cells, total, rows.missing) : ["", ""]);
    });
  }

  /** What the totals and the typed numbers leave for each empty cell. */
  hint(bounds) {
    for (const { input, i, j } of this.inputs) {
      const [low, high] = bounds ? [bounds.low[i][j], bounds.high[i][j]] : [0, 0];
      const range = low === high ? String(low) : `${low}–${high}`;
      input.placeholder = bounds && this.kind === "count" ? range : "";
    }
    for (const input of this.root.querySelectorAll("input[data-key]")) {
      if (this.wrong.has(input.dataset.key)) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  say(found, wrong, none) {
    const set = (verdict, text) => {
      this.status.dataset.verdict = verdict;
      if (this.status.textContent !== text) this.status.textContent = text;
    };
    const number = found.tables.length;
    if (wrong) set("fails", "✗ A number is not one of its kind; it is marked in the grid.");
    else if (none) set("fails", "✗ No table with the printed totals has these numbers.");
    else if (!this.typed.size) set("open", "Type what the figure shows. Any part of it helps.");
    else if (!found.complete) {
      const command = `recount figure ${this.figure.number} --file FILE`;
      set("open", `◇ More than ${number.toLocaleString("en")} tables have these numbers. Type more, or download the CSV and use ${command}.`);
    } else if (number === 1) set("holds", "✓ The numbers go together: one table has them.");
    else set("open", `◇ The numbers go together: ${counted(number, "table")} have them.`);
  }

  /** The typed numbers each of which could be to blame alone. */
  suspect(statements, needed) {
    const lines = [];
    if (needed) {
      for (const each of statements.filter((one) => one.key)) {
        if (possible(this.figure, statements.filter((one) => one !== each))) {
          lines.push(make("li", {}, `${this.name(each.key)}: ${this.typed.get(each.key)}`));
        }
      }
      if (lines.length) lines.unshift(make("li", {}, "If one number alone is wrong, it is one of these:"));
      else lines.push(make("li", {}, "No single number is to blame."));
      if (this.figure.printed.length) {
        const printed = this.figure.printed.map((each) => each.source).join(", ");
        lines.push(make("li", {}, `Percentages printed in the text count, too: ${printed}.`));
      }
    }
    this.problems.replaceChildren(...lines);
  }

  name(key) {
    const [kind, i, j] = key.split(",");
    if (kind === "missing") return "cases left out";
    const words = { count: "", row_percent: ", % of the row", column_percent: ", % of the column" };
    return `${this.figure.rows.labels[i]}, ${this.figure.columns.labels[j]}${words[kind]}`;
  }

  judge(tables) {
    const { settings } = this.data;
    const claims = this.figure.claims.map((claim) => this.claim(claim, verdict(claim, tables, settings)));
    return [
      make("h3", { class: "figure-heading" }, "What the numbers say"),
      make("ul", { class: "figure-claims" }, ...claims),
      this.compared(tables),
    ].filter(Boolean);
  }

  claim(claim, found) {
    const [sign, word] = this.data.signs[found.word];
    const before = claim.before;
    const [, older] = this.data.signs[before.verdict];
    const tables =
      before.count === null
        ? ""
        : `, true in ${before.holding.toLocaleString("en")} of ${before.count.toLocaleString("en")} tables`;
    const item = make(
      "li",
      { "data-claim": claim.id },
      make("span", { class: "verdict", "data-verdict": found.word }, make("span", { "aria-hidden": "true" }, sign), ` ${word}`),
      ` ${claim.statement} (`,
      make("a", { href: `ledger.html#${claim.id}` }, `page ${claim.page}`),
      ")",
    );
    const lines = [];
    if (found.total > 1) {
      lines.push(`True in ${found.holding.toLocaleString("en")} of ${counted(found.total, "table")} that have the numbers`);
    }
    if (found.undecided) lines.push(`${this.data.tests[found.name]}: undefined on ${counted(found.undecided, "table")}`);
    const words = new Set(Object.values(found.byTest).map((each) => each.word));
    if (words.size > 1) {
      const each = Object.entries(found.byTest).map(([test, one]) => `${this.data.tests[test]}: ${one.word}`);
      lines.push(`The tests disagree (${each.join("; ")})`);
    }
    lines.push(`From the printed numbers alone: ${older}${tables}`);
    item.append(make("small", {}, `${lines.join(". ")}.`));
    return item;
  }

  /** Every comparison that some claim makes, once, over all tables. */
  compared(tables) {
    const { settings } = this.data;
    const questions = new Map();
    for (const claim of this.figure.claims) {
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
    const caption = tables.length === 1 ? "The comparisons, tested" : `The comparisons over ${counted(tables.length, "table")}`;
    const heads = ["Comparison", "Shares", "Odds ratio, 95% interval", tables.length === 1 ? "p, in brackets by Holm" : "p"];
    // The roles are said because a narrow page lays the rows out as blocks.
    const head = (text) => make("th", { scope: "col", role: "columnheader" }, text);
    const rows = [...found].map(([what, { named, all }]) => this.compare(what, named, all, found));
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
  compare(what, named, all, found) {
    const single = all.length === 1;
    const [first] = all;
    const lines = (texts, label) =>
      make("td", { role: "cell", "data-label": label }, ...texts.map((text) => make("span", {}, text)));
    const inWords = (p) => pInWords(p, this.data.settings.alpha);
    let shares = [];
    if (single && first.cells) {
      const [a, b, c, d] = first.cells;
      shares = c === undefined ? [share(a, b)] : [share(a, b), share(c, d)];
    }
    const odds = [span(all.map((each) => each.ratio), ratioInWords)];
    if (single && !Number.isNaN(first.low)) {
      odds.push(`${ratioInWords(first.low)} to ${ratioInWords(first.high)}`);
    }
    const tests = named.map((name) => {
      const words = `${this.data.tests[name]} ${span(all.map((each) => each.tests[name].p), inWords)}`;
      return single ? `${words}\u00a0(${inWords(this.corrected(name, what, found))})` : words;
    });
    const name = make("th", { scope: "row", role: "rowheader" }, what);
    return make("tr", { role: "row" }, name, lines(shares, "shares"), lines(odds, "odds ratio"), lines(tests, single ? "p, in brackets by Holm" : "p"));
  }

  /** Holm's correction for the number of comparisons under the same test. */
  corrected(test, what, found) {
    const same = [...found].filter(([, other]) => other.named.includes(test));
    const values = holm(same.map(([, other]) => other.all[0].tests[test].p));
    return values[same.findIndex(([name]) => name === what)];
  }

  /** What was typed, by the lines of the file. */
  lines() {
    const { rows, columns } = this.figure;
    const lines = new Map();
    for (const [key, value] of this.typed) {
      const [kind, i, j] = key.split(",");
      if (kind === "missing") lines.set("missing,,", value);
      else if (kind === "count") lines.set(`count,${rows.levels[i]},${columns.levels[j]}`, value);
      else lines.set(`${kind},${rows.levels[i]},${columns.levels[j]}`, `${value}%`);
    }
    return lines;
  }

  save() {
    if (this.waiting) this.refresh();
    if (this.download.getAttribute("aria-disabled") === "true") return;
    const text = csv(this.figure.template, this.lines());
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    const name = `figure-${String(this.figure.number).padStart(2, "0")}.csv`;
    const link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}
