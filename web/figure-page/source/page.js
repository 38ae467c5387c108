// The page: a grid for a figure's numbers, checked and judged as they are typed.

import { csv } from "./csv.js";
import { make } from "./dom.js";
import { results } from "./results.js";
import { limits, possible, tablesWith } from "./tables.js";
import { read, statementsOf } from "./typed.js";
import { counted } from "./words.js";

const KINDS = {
  count: "Counts",
  row_percent: "Percentages of each row",
  column_percent: "Percentages of each column",
};

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
      make(
        "p",
        { class: "figure-chosen" },
        make("label", { for: "figure-choice" }, "Figure"),
        " ",
        this.choice,
      ),
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
    const foot = make(
      "tr",
      {},
      make("th", { scope: "row" }, "Column"),
      ...this.columnChecks,
      this.whole,
    );
    this.grid.replaceChildren(
      make(
        "table",
        {},
        make(
          "caption",
          {},
          `Figure ${this.figure.number}: ${this.figure.title}, ${this.figure.sample}`,
        ),
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
        make(
          "label",
          {},
          `${label[0].toUpperCase()}${label.slice(1)} `,
          this.input("missing,,", label),
        ),
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
    this.results.replaceChildren(...(judged.length ? results(this.figure, this.data, judged) : []));
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
      if (sum > total)
        return ["fails", `✗ ${shown}: ${(sum - total).toLocaleString("en")} too many`];
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
      set(
        "open",
        `◇ More than ${number.toLocaleString("en")} tables have these numbers. Type more, or download the CSV and use ${command}.`,
      );
    } else if (number === 1) set("holds", "✓ The numbers go together: one table has them.");
    else set("open", `◇ The numbers go together: ${counted(number, "table")} have them.`);
  }

  /** The typed numbers each of which could be to blame alone. */
  suspect(statements, needed) {
    const lines = [];
    if (needed) {
      for (const each of statements.filter((one) => one.key)) {
        if (
          possible(
            this.figure,
            statements.filter((one) => one !== each),
          )
        ) {
          lines.push(make("li", {}, `${this.name(each.key)}: ${this.typed.get(each.key)}`));
        }
      }
      if (lines.length)
        lines.unshift(make("li", {}, "If one number alone is wrong, it is one of these:"));
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
