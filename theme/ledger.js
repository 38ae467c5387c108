// The ledger with a script: search, filters, order, a link that keeps them, rows that open when
// they are linked to. Without it the ledger is a table whose rows open one by one.
// On other pages it narrows links into the ledger, such as those of the map on the home page.
"use strict";

(() => {
  const VERDICTS = ["agrees", "holds", "consistent", "differs", "fails", "impossible", "open",
    "no_counts", "cited", "not_testable"];
  const ONE = ["section", "sample", "kind", "figure"];
  const ORDERS = {
    page: "order in the report",
    verdict: "verdict",
    statement: "statement",
    section: "section",
    sample: "sample",
    kind: "kind",
    id: "name",
  };

  for (const link of document.querySelectorAll("a[data-filter]")) {
    const [path, place] = link.getAttribute("href").split("#");
    link.setAttribute("href", `${path}?${link.dataset.filter}${place ? `#${place}` : ""}`);
  }

  const table = document.querySelector("table.ledger");
  if (!table) return;
  const inWords = (word) => {
    const text = word.replace(/[-_]/g, " ");
    return text[0].toUpperCase() + text.slice(1);
  };

  // An entry is a body of the table: its row, and below that a line that opens.
  const rows = [...table.tBodies].map((row, index) => ({
    row,
    index,
    id: row.id,
    details: row.querySelector("details"),
    statement: row.querySelector("th").textContent,
    ...row.dataset,
  }));
  const byId = new Map(rows.map((item) => [item.id, item]));
  const textOf = (item) => (item.text ??= item.row.textContent.toLowerCase());
  // Values in the order in which the report has them; verdicts from together to undecided.
  const valuesOf = (key) => {
    const found = new Set(rows.map((item) => item[key]).filter(Boolean));
    return key === "verdict" ? VERDICTS.filter((verdict) => found.has(verdict)) : [...found];
  };
  const tally = (key, value) => rows.filter((item) => item[key] === value).length;

  // Narrow screens show rows as cards, which are no longer tables by themselves.
  table.setAttribute("role", "table");
  for (const group of [table.tHead, ...table.tBodies]) {
    group.setAttribute("role", "rowgroup");
    for (const row of group.rows) {
      row.setAttribute("role", "row");
      for (const cell of row.cells) {
        const head = group === table.tHead ? "columnheader" : "rowheader";
        cell.setAttribute("role", cell.tagName === "TH" ? head : "cell");
      }
    }
  }

  const make = (name, properties = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const query = make("input", { type: "search", autocomplete: "off", spellcheck: false });
  const boxes = valuesOf("verdict").map((value) => {
    const box = make("input", { type: "checkbox", value, name: "verdict" });
    const shown = rows.find((item) => item.verdict === value).row.querySelector(".verdict");
    const label = make("label", { className: "ledger-verdict" }, box, shown.cloneNode(true),
      make("span", { className: "ledger-tally" }, String(tally("verdict", value))));
    return { box, label };
  });
  const choices = Object.fromEntries(ONE.map((key) => {
    const all = make("option", { value: "" }, "all");
    const options = valuesOf(key).map((value) =>
      make("option", { value }, `${inWords(value)} (${tally(key, value)})`));
    if (key === "figure") options.sort((a, b) => a.value - b.value);
    return [key, make("select", { name: key }, all, ...options)];
  }));
  const order = make("select", { name: "sort" },
    ...Object.entries(ORDERS).map(([value, text]) => make("option", { value }, text)));
  const status = make("p", { className: "ledger-status", role: "status" });
  const clear = make("button", { type: "button", className: "ledger-button" }, "Show all");
  const link = make("a", { className: "ledger-button" }, "Link to this view");
  const unfold = make("button", { type: "button", className: "ledger-button" }, "Open what is shown");

  const field = (text, control) => make("label", { className: "ledger-field" }, text, control);
  const tools = make("form", { className: "ledger-tools", role: "search", ariaLabel: "Entries shown" },
    field("Search", query),
    ...ONE.map((key) => field(inWords(key), choices[key])),
    field("Order", order),
    make("fieldset", { className: "ledger-verdicts" },
      make("legend", {}, "Verdict"), ...boxes.map(({ label }) => label)),
    make("div", { className: "ledger-state" }, status, clear, link, unfold));
  const holder = table.closest(".table-scroll") ?? table;
  holder.before(tools);

  const wanted = () => ({
    q: query.value.trim(),
    verdict: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
    ...Object.fromEntries(ONE.map((key) => [key, choices[key].value])),
    sort: order.value,
  });

  const address = (state) => {
    const parts = [];
    if (state.q) parts.push(`q=${encodeURIComponent(state.q)}`);
    if (state.verdict.length) parts.push(`verdict=${state.verdict.join(",")}`);
    for (const key of ONE) if (state[key]) parts.push(`${key}=${state[key]}`);
    if (state.sort !== "page") parts.push(`sort=${state.sort}`);
    return parts.join("&");
  };

  function show({ keep = true } = {}) {
    const state = wanted();
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = rows.filter((item) => {
      const fits = (!state.verdict.length || state.verdict.includes(item.verdict)) &&
        ONE.every((key) => !state[key] || item[key] === state[key]) &&
        words.every((word) => textOf(item).includes(word));
      item.row.hidden = !fits;
      return fits;
    });
    status.textContent = shown.length === rows.length
      ? `All ${rows.length} entries` : `${shown.length} of ${rows.length} entries`;
    const search = address(state);
    const target = `${location.pathname}${search ? `?${search}` : ""}`;
    link.href = target;
    clear.disabled = shown.length === rows.length && !search;
    unfold.disabled = !shown.length;
    unfold.textContent = shown.length && shown.every(({ details }) => details.open)
      ? "Close what is shown" : "Open what is shown";
    if (keep) {
      try {
        history.replaceState(null, "", target + location.hash);
      } catch {
        // A browser may refuse this to pages opened from a folder; the link still has the filter.
      }
    }
    return shown;
  }

  function sort() {
    const key = order.value;
    const places = new Map(valuesOf(key).map((value, place) => [value, place]));
    const compare = {
      page: () => 0,
      statement: (a, b) => a.statement.localeCompare(b.statement),
      id: (a, b) => a.id.localeCompare(b.id),
    }[key] ?? ((a, b) => (places.get(a[key]) ?? 99) - (places.get(b[key]) ?? 99));
    const sorted = [...rows].sort((a, b) => compare(a, b) || a.index - b.index);
    table.append(...sorted.map(({ row }) => row));
    const column = { page: 2, verdict: 0, statement: 1 }[key];
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (place === column) head.setAttribute("aria-sort", "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function read(search) {
    const given = new URLSearchParams(search);
    query.value = given.get("q") ?? "";
    const verdicts = (given.get("verdict") ?? "").split(",");
    for (const { box } of boxes) box.checked = verdicts.includes(box.value);
    for (const key of ONE) {
      const value = given.get(key) ?? "";
      choices[key].value = valuesOf(key).includes(value) ? value : "";
    }
    order.value = given.get("sort") in ORDERS ? given.get("sort") : "page";
    sort();
  }

  // A link to an entry opens its row, even where the filter would hide it.
  function follow() {
    const item = byId.get(decodeURIComponent(location.hash.slice(1)));
    if (!item) return;
    if (item.row.hidden) {
      read("");
      show();
    }
    item.details.open = true;
    item.row.scrollIntoView({ block: "start" });
  }

  let timer = 0;
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 120);
  });
  tools.addEventListener("change", (event) => {
    if (event.target === order) sort();
    if (event.target !== query) show();
  });
  tools.addEventListener("submit", (event) => event.preventDefault());
  clear.addEventListener("click", () => {
    read("");
    show();
    query.focus();
  });
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      status.textContent = "The link is copied";
    } catch {
      location.assign(link.href);
    }
  });
  unfold.addEventListener("click", () => {
    const shown = show({ keep: false });
    const open = !shown.every(({ details }) => details.open);
    for (const { details } of shown) details.open = open;
    show({ keep: false });
  });
  addEventListener("hashchange", follow);
  table.addEventListener("click", (event) => {
    // The address of the row on which one already is brings no change of it.
    const to = event.target.closest("a[href^='#']");
    if (to && to.hash === location.hash) follow();
    // A click on a row's statement opens it, as one on its name does; the name has the keyboard.
    const head = event.target.closest("tbody > tr:first-child > *");
    const item = head && byId.get(head.parentElement.parentElement.id);
    if (item && !to && getSelection().isCollapsed) item.details.open = !item.details.open;
  });

  read(location.search);
  show({ keep: false });
  follow();
})();
