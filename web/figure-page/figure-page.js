// The page: a grid for a figure's numbers, checked and judged as they are typed.
"use strict";

(() => {
  const { comparisons, holm, limits, possible, read, statementsOf, tablesWith, verdict } =
    window.recountFigurePage;

  const counted = (number, noun) =>
    `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  /** A p-value for reading; the digits that tell its side of alpha are kept. */
  function pInWords(p, alpha = 0.05) {
    if (Number.isNaN(p)) return "undefined";
    if (p < 0.001) return "<\u00a00.001";
    for (const digits of [3, 4, 5, 6, 9, 12]) {
      if (Number(p.toFixed(digits)) !== alpha) return p.toFixed(digits);
    }
    return String(p);
  }

  /** An odds ratio for reading. */
  function ratioInWords(ratio) {
    if (Number.isNaN(ratio)) return "–";
    if (ratio === 0) return "0";
    return ratio >= 100 ? ratio.toFixed(0) : String(Number(ratio.toPrecision(3)));
  }

  /** The smallest and the largest of several values, said once if they read alike. */
  function span(values, inWords) {
    const known = values.filter((value) => !Number.isNaN(value));
    if (!known.length) return inWords(NaN);
    const [low, high] = [inWords(Math.min(...known)), inWords(Math.max(...known))];
    return low === high ? low : `${low} to ${high}`;
  }

  /** A count out of a count, with its share. */
  function share(part, rest) {
    const whole = part + rest;
    const percent = whole ? ` (${((100 * part) / whole).toFixed(1)}%)` : "";
    return `${part.toLocaleString("en")} of ${whole.toLocaleString("en")}${percent}`;
  }

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

  const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value);

  /**
   * The figure's file as CSV text.
   *
   * @param {string} template The empty file.
   * @param {Map<string, string>} typed What was typed, by "quantity,row,column".
   */
  function csv(template, typed) {
    return template
      .trimEnd()
      .split("\n")
      .map((line, number) => {
        if (number === 0) return line;
        const [quantity, row, column] = line.split(",", 3);
        const value = typed.get([quantity, row, column].join(","));
        if (value === undefined) return line;
        const head = [quantity, row, column].join(",");
        return `${head},${quoted(value)}${line.slice(head.length + 1)}`;
      })
      .join("\n")
      .concat("\n");
  }

  /**
   * The elements that say what tables make of a figure's claims.
   *
   * @param figure The figure.
   * @param data The page's data: settings, names of tests, signs of verdicts.
   * @param {number[][][]} tables Every table that has the typed numbers.
   */
  function results(figure, data, tables) {
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
    const item = make(
      "li",
      { "data-claim": claim.id },
      make(
        "span",
        { class: "verdict", "data-verdict": found.word },
        make("span", { "aria-hidden": "true" }, sign),
        ` ${word}`,
      ),
      ` ${claim.statement}`,
      ...(claim.page
        ? [" (", make("a", { href: `ledger.html#${claim.id}` }, `page ${claim.page}`), ")"]
        : []),
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
    const { before } = claim;
    if (before) {
      const tables =
        before.count === null
          ? ""
          : `, true in ${before.holding.toLocaleString("en")} of ${before.count.toLocaleString("en")} tables`;
      lines.push(`From the report’s text alone: ${data.signs[before.verdict][1]}${tables}`);
    }
    if (lines.length) item.append(make("small", {}, `${lines.join(". ")}.`));
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

  const KINDS = {
    count: "Counts",
    row_percent: "Percentages of each row",
    column_percent: "Percentages of each column",
  };

  // Made up, so that nobody takes its numbers for the report's: it has no file and no ledger entry.
  const EXAMPLE = {
    number: 0,
    title: "Umbrellas by weather",
    sample: "people in a street, made up",
    rows: { name: "Weather", labels: ["rain", "sun"], totals: [40, 60], missing: 0 },
    columns: { name: "Umbrella", labels: ["carried", "not carried"], totals: [30, 70], missing: 0 },
    printed: [],
    claims: [
      {
        id: "example",
        statement: "Umbrellas are carried more often in the rain",
        tests: { pearson: ["pearson"], fisher: ["fisher"] },
        questions: [
          {
            kind: "contrast",
            turned: false,
            tests: ["pearson", "fisher"],
            yes: [0],
            no: [1],
            direction: 1,
            pairs: [{ what: "rain against sun: carried", first: [0], second: [1] }],
          },
        ],
      },
    ],
    typed: [["count,0,0", "25"]],
  };

  const inRange = (low, high, least, most) => {
    const [from, to] = [low.toLocaleString("en"), high.toLocaleString("en")];
    if (low === high) return `only ${from}`;
    if (low <= least) return `at most ${to}`;
    return high >= most ? `at least ${from}` : `${from} to ${to}`;
  };

  class FigurePage {
    constructor(root, data) {
      this.root = root;
      this.data = data;
      this.figures = [...data.figures, EXAMPLE];
      this.kind = "count";
      this.build();
      this.follow();
      window.addEventListener("hashchange", () => this.follow());
    }

    /** Show what the address names, with the numbers that it keeps. */
    follow() {
      const [, number, kept = ""] = /^#figure-([0-9]+)(?:\?(.*))?$/.exec(window.location.hash) ?? [];
      const known = this.figures.some((each) => String(each.number) === number);
      if (!known && this.figure) return;
      const texts = [...new URLSearchParams(known ? kept : "")];
      this.choose(known ? Number(number) : this.data.figures[0].number, texts);
    }

    /** Keep what is typed in the address; a browser may refuse that to a page in a folder. */
    keep() {
      const kept = new URLSearchParams([...this.texts]).toString().replaceAll("%2C", ",");
      try {
        const hash = `#figure-${this.figure.number}${kept ? `?${kept}` : ""}`;
        window.history.replaceState(null, "", hash);
      } catch {
        // The numbers are lost with the page, as without an address.
      }
    }

    build() {
      this.choice = make("select", { id: "figure-choice" });
      for (const each of this.figures) {
        const name = each.number
          ? `Figure ${each.number}, page ${each.page}: ${each.title}`
          : `An example, made up: ${each.title}`;
        this.choice.append(make("option", { value: each.number }, name));
      }
      this.choice.addEventListener("change", () => {
        const number = Number(this.choice.value);
        this.choose(number, number ? [] : EXAMPLE.typed);
        this.keep();
      });
      const kinds = make("fieldset", { class: "figure-kinds" }, make("legend", {}, "It shows"));
      this.radios = {};
      for (const [kind, words] of Object.entries(KINDS)) {
        const radio = make("input", { type: "radio", name: "figure-kind", value: kind });
        radio.addEventListener("change", () => {
          this.kind = kind;
          this.draw();
        });
        this.radios[kind] = radio;
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
        this.texts.clear();
        this.draw();
        this.keep();
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

    choose(number, texts) {
      this.figure = this.figures.find((each) => each.number === number);
      this.choice.value = String(number);
      this.texts = new Map(texts);
      const [key = "count"] = this.texts.keys();
      const kind = key.split(",")[0];
      this.kind = kind in KINDS ? kind : "count";
      this.draw();
    }

    /** Draw the grid anew; typing only refreshes what is around it. */
    draw() {
      const { rows, columns } = this.figure;
      this.radios[this.kind].checked = true;
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
      const foot = make(
        "tr",
        {},
        make("th", { scope: "row" }, "Column"),
        ...this.columnChecks,
        make("td", { class: "figure-check" }),
      );
      const name = this.figure.number ? `Figure ${this.figure.number}` : "Example";
      this.grid.replaceChildren(
        make(
          "table",
          {},
          make("caption", {}, `${name}: ${this.figure.title}, ${this.figure.sample}`),
          make("thead", {}, head),
          body,
          make("tfoot", {}, foot),
        ),
      );
      const left = rows.missing + columns.missing;
      this.missing.hidden = left === 0;
      if (left) {
        const label = "Cases left out for missing data, in all";
        this.missing.replaceChildren(
          make("label", {}, `${label} `, this.input("missing,,", label.toLowerCase())),
        );
      }
      this.refresh();
    }

    input(key, label) {
      const kind = key.split(",")[0];
      const input = make("input", {
        type: "text",
        inputmode: kind === "count" || kind === "missing" ? "numeric" : "decimal",
        autocomplete: "off",
        "aria-label": label,
        size: 7,
      });
      input.value = this.texts.get(key) ?? "";
      input.addEventListener("input", () => {
        if (input.value.trim()) this.texts.set(key, input.value.trim());
        else this.texts.delete(key);
        window.clearTimeout(this.waiting);
        this.waiting = window.setTimeout(() => {
          this.refresh();
          this.keep();
        }, 120);
      });
      input.dataset.key = key;
      return input;
    }

    /** Read what is typed: the numbers, and what is wrong with a text or beyond every total. */
    read() {
      this.typed = new Map();
      this.wrong = new Map();
      const { rows, columns } = this.figure;
      const free = limits(this.figure, this.figure.printed);
      for (const [key, text] of this.texts) {
        const [kind, i, j] = key.split(",");
        const { value, problem } = read(kind, text);
        let wrong = problem;
        if (value !== undefined && (kind === "count" || kind === "missing")) {
          const low = kind === "count" ? free.low[i][j] : Math.max(rows.missing, columns.missing);
          const high = kind === "count" ? free.high[i][j] : rows.missing + columns.missing;
          if (value > high) wrong = `at most ${high.toLocaleString("en")}`;
          if (value < low) wrong = `at least ${low.toLocaleString("en")}`;
        }
        if (wrong) this.wrong.set(key, wrong);
        else this.typed.set(key, value);
      }
    }

    refresh() {
      window.clearTimeout(this.waiting);
      this.read();
      const statements = statementsOf(this.figure, this.typed, this.data.settings.convention);
      const bounds = limits(this.figure, statements);
      const found = tablesWith(this.figure, statements);
      const wrong = this.wrong.size > 0;
      const none = bounds === null || (found.complete && found.tables.length === 0);
      const ready = !wrong && !none && this.typed.size > 0;
      this.checkLines(none ? null : bounds);
      this.hint(bounds);
      this.say(found, none);
      this.blame(statements, none);
      this.download.setAttribute("aria-disabled", String(!ready));
      this.download.hidden = !this.figure.number;
      const judged = ready && found.complete ? found.tables : [];
      this.results.replaceChildren(
        ...(judged.length ? results(this.figure, this.data, judged) : []),
      );
      const other = [...this.texts.keys()].filter((key) => {
        const kind = key.split(",")[0];
        return kind !== this.kind && kind !== "missing";
      });
      this.note.textContent = [
        other.length ? `${counted(other.length, "number")} typed under another choice above count, too.` : "",
        this.figure.number ? "" : "The numbers of this example are made up: none is the report’s.",
      ].join(" ").trim();
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
        if (!cells.length || texts.includes(undefined)) return ["", ""];
        const sum = texts.reduce((all, each) => all + Number(each), 0);
        if (this.kind !== "count") return ["", `${Number(sum.toFixed(2))}%`];
        const shown = sum.toLocaleString("en");
        if (sum > total) {
          return ["fails", `✗ ${shown}: ${(sum - total).toLocaleString("en")} too many`];
        }
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
        const cells = this.kind === "column_percent" ? [] : columns.totals.map((_, j) => [i, j]);
        set(this.rowChecks[i], line(cells, total, columns.missing));
      });
      columns.totals.forEach((total, j) => {
        const cells = this.kind === "row_percent" ? [] : rows.totals.map((_, i) => [i, j]);
        set(this.columnChecks[j], line(cells, total, rows.missing));
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
        const wrong = this.wrong.has(input.dataset.key);
        if (wrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
        if (wrong) input.setAttribute("aria-describedby", `wrong-${input.dataset.key}`);
        else input.removeAttribute("aria-describedby");
      }
    }

    say(found, none) {
      const set = (verdict, text) => {
        this.status.dataset.verdict = verdict;
        if (this.status.textContent !== text) this.status.textContent = text;
      };
      const number = found.tables.length;
      const [[key, problem] = []] = this.wrong;
      if (key) {
        const more = this.wrong.size > 1 ? `, and ${counted(this.wrong.size - 1, "other")}` : "";
        set("fails", `✗ ${this.name(key)}: ${problem}${more}.`);
      } else if (none) set("fails", "✗ No table with the printed totals has these numbers.");
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

    /** What is wrong, number by number: with itself, or alone to blame that no table is left. */
    blame(statements, none) {
      const item = (key, words) =>
        make("li", { id: `wrong-${key}` }, `${this.name(key)}: ${this.texts.get(key)}, ${words}`);
      const lines = [...this.wrong].map(([key, problem]) => item(key, `but ${problem}`));
      if (none && !this.wrong.size) {
        const guilty = statements.filter(
          (each) =>
            each.key && possible(this.figure, statements.filter((other) => other !== each)),
        );
        for (const each of guilty) {
          const rest = limits(this.figure, statements.filter((other) => other !== each));
          const free = limits(this.figure, this.figure.printed);
          const at = (side) => side[each.row]?.[each.column];
          const range = each.kind === "count" && rest
            ? inRange(at(rest.low), at(rest.high), at(free.low), at(free.high)) : "another number";
          lines.push(item(each.key, `where the others leave ${range}`));
        }
        lines.unshift(
          make("li", {}, guilty.length
            ? "If one number alone is wrong, it is one of these:" : "No single number is to blame."),
        );
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
        else {
          const shown = kind === "count" ? value : `${value}%`;
          lines.set(`${kind},${rows.levels[i]},${columns.levels[j]}`, shown);
        }
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

  const start = () => {
    const root = document.getElementById("figure-page");
    const data = document.getElementById("figure-page-data");
    if (root && data)
      window.recountFigurePage.page = new FigurePage(root, JSON.parse(data.textContent));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
