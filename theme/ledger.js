// The ledger with a script: search, filters, order, a link that keeps them, rows that open when
// they are linked to. Without it the ledger is a table whose rows open one by one.
// On other pages it narrows links into the ledger, such as those of the map on the home page.
"use strict";

(() => {
  const VERDICTS = ["agrees", "holds", "consistent", "differs", "fails", "impossible", "depends",
    "open", "no_counts", "cited", "not_testable"];
  const ONE = ["section", "sample", "kind", "figure", "entry"];
  const ORDERS = { page: "order in the report", verdict: "verdict", statement: "statement",
    section: "section", sample: "sample", kind: "kind", id: "name" };

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
  // Words as they are looked for: from their beginnings, so that "male" does not find "female".
  const words = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}.,%]+/gu, " ").trim();

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
  const textOf = (item) => (item.text ??= ` ${words(item.row.textContent)}`);
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
  const button = (text, pressed) => {
    const made = make("button", { type: "button", className: "ledger-button" }, text);
    made.addEventListener("click", pressed);
    return made;
  };
  const field = (text, control) => make("label", { className: "ledger-field" }, text, control);
  const select = (name, options) => make("select", { name },
    ...options.map(([value, text]) => make("option", { value }, text)));

  const query = make("input", { type: "search", autocomplete: "off", spellcheck: false });
  const boxes = valuesOf("verdict").map((value) => {
    const box = make("input", { type: "checkbox", value, name: "verdict" });
    const shown = rows.find((item) => item.verdict === value).row.querySelector(".verdict");
    const label = make("label", { className: "ledger-verdict" }, box, shown.cloneNode(true),
      make("span", { className: "ledger-tally" }, String(tally("verdict", value))));
    return { box, label };
  });
  const choices = Object.fromEntries(ONE.filter((key) => valuesOf(key).length).map((key) => {
    const values = valuesOf(key);
    if (key === "figure") values.sort((a, b) => a - b);
    return [key, select(key, [["", "all"],
      ...values.map((value) => [value, `${inWords(value)} (${tally(key, value)})`])])];
  }));
  const order = select("sort", Object.entries(ORDERS));
  const status = make("p", { className: "ledger-status", role: "status" });
  const link = make("a", { className: "ledger-button" }, "Link to this view");
  const clear = button("Show all", () => {
    read("");
    show();
    query.focus();
  });
  const unfold = button("Open what is shown", () => {
    const shown = show({ keep: false });
    const open = !shown.every(({ details }) => details.open);
    for (const { details } of shown) details.open = open;
    show({ keep: false });
  });
  const tools = make("form",
    { className: "ledger-tools", role: "search", ariaLabel: "Entries shown" },
    field("Search", query),
    ...Object.entries(choices).map(([key, choice]) => field(inWords(key), choice)),
    field("Order", order),
    make("fieldset", { className: "ledger-verdicts" },
      make("legend", {}, "Verdict"), ...boxes.map(({ label }) => label)),
    make("div", { className: "ledger-state" }, status, clear, link, unfold));
  (table.closest(".table-scroll") ?? table).before(tools);

  const address = () => {
    const given = new URLSearchParams();
    const verdicts = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    if (query.value.trim()) given.set("q", query.value.trim());
    if (verdicts.length) given.set("verdict", verdicts.join(","));
    for (const [key, choice] of Object.entries(choices)) if (choice.value) given.set(key, choice.value);
    if (order.value !== "page") given.set("sort", order.value);
    return given.toString().replaceAll("%2C", ",");
  };

  function show({ keep = true } = {}) {
    const exact = byId.get(query.value.trim().toLowerCase());
    const sought = words(query.value).split(" ").filter(Boolean);
    const verdicts = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    const shown = rows.filter((item) => {
      const fits = exact ? item === exact
        : (!verdicts.length || verdicts.includes(item.verdict)) &&
          Object.entries(choices).every(([key, { value }]) => !value || item[key] === value) &&
          sought.every((word) => textOf(item).includes(` ${word}`));
      item.row.hidden = !fits;
      return fits;
    });
    // The name of an entry leads to it.
    if (exact) exact.details.open = true;
    status.textContent = shown.length === rows.length
      ? `All ${rows.length} entries` : `${shown.length} of ${rows.length} entries`;
    const search = address();
    link.href = `${location.pathname}${search ? `?${search}` : ""}`;
    clear.disabled = shown.length === rows.length && !search;
    unfold.disabled = !shown.length;
    unfold.textContent = shown.length && shown.every(({ details }) => details.open)
      ? "Close what is shown" : "Open what is shown";
    if (keep) {
      try {
        history.replaceState(null, "", link.getAttribute("href") + location.hash);
      } catch {
        // A browser may refuse this to pages opened from a folder; the link still has the filter.
      }
    }
    return shown;
  }

  let sorted = "page";
  function sort() {
    const key = order.value;
    if (key === sorted) return;
    sorted = key;
    const places = new Map(valuesOf(key).map((value, place) => [value, place]));
    const place = (item) => places.get(item[key]) ?? places.size;
    const compare = {
      page: () => 0,
      statement: (a, b) => a.statement.localeCompare(b.statement),
      id: (a, b) => a.id.localeCompare(b.id),
    }[key] ?? ((a, b) => place(a) - place(b));
    table.append(...[...rows].sort((a, b) => compare(a, b) || a.index - b.index)
      .map(({ row }) => row));
    const column = { page: 2, verdict: 0, statement: 1 }[key];
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      if (at === column) head.setAttribute("aria-sort", "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function read(search) {
    const given = new URLSearchParams(search);
    query.value = given.get("q") ?? "";
    const verdicts = (given.get("verdict") ?? "").split(",");
    for (const { box } of boxes) box.checked = verdicts.includes(box.value);
    for (const [key, choice] of Object.entries(choices)) {
      choice.value = given.get(key) ?? "";
      if (choice.selectedIndex < 0) choice.value = "";
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

  async function copy(text, said, otherwise) {
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = said;
    } catch {
      otherwise();
    }
    return status.textContent;
  }

  // An opened row offers its address and how to cite it; the book says of itself what that needs.
  function offer(item) {
    if (item.offered) return;
    item.offered = true;
    markWhatDiffers(item);
    const here = `${location.href.split(/[?#]/)[0]}#${item.id}`;
    const books = [...document.querySelectorAll('script[type="application/ld+json"]')]
      .map((data) => JSON.parse(data.textContent)).filter((data) => data.author);
    const [{ name, author, datePublished } = {}] = books;
    const by = [author].flat().map((one) => one?.name).filter(Boolean).join(", ");
    const year = datePublished ? ` (${datePublished.slice(0, 4)})` : "";
    const citation = `${by}${year}. ${name ?? document.title}, ledger entry ${item.id}: ` +
      `${item.verdict.replace(/_/g, " ")}. ${here}`;
    const copied = (text, said) => (event) => copy(text, said, () => prompt(said, text))
      .then((told) => { event.target.textContent = told; });
    item.details.append(make("p", { className: "ledger-copy" },
      button("Copy the link", copied(here, "The link is copied")), " ",
      button("Copy a citation", copied(citation, "The citation is copied"))));
  }

  // Of two tables shown as proof, what differs is bold.
  function markWhatDiffers(item) {
    const tables = [...item.details.querySelectorAll(".witnesses > table")];
    const labels = tables.map((shown) => [...shown.querySelectorAll("th")].map((th) => th.textContent));
    if (tables.length < 2 || String(labels[0]) !== String(labels[1])) return;
    const [one, other] = tables.map((shown) => [...shown.querySelectorAll("tbody td")]);
    one.forEach((cell, at) => {
      const differs = cell.textContent !== other[at].textContent;
      for (const each of [cell, other[at]]) each.classList.toggle("differs", differs);
    });
    tables[1].caption.append(" (what differs is bold)");
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
  link.addEventListener("click", (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    copy(link.href, "The link is copied", () => location.assign(link.href));
  });
  addEventListener("hashchange", follow);
  table.addEventListener("toggle", (event) => {
    if (event.target.open) offer(byId.get(event.target.closest("tbody").id));
  }, { capture: true });
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
