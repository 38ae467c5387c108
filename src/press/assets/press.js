// What the pages can do beyond HTML and CSS: the theme, search, and small comforts.
// Every page works without this file.
"use strict";

(() => {
  const root = document.documentElement;
  const base = root.dataset.root || "";

  // Theme: auto, light, dark; kept between pages.
  const THEMES = ["auto", "light", "dark"];
  const themeButton = document.getElementById("theme-button");
  const showTheme = (name) => {
    themeButton.textContent = name[0].toUpperCase() + name.slice(1);
    themeButton.setAttribute("aria-label", `Theme: ${name}`);
    themeButton.dataset.theme = name;
  };
  if (themeButton) {
    themeButton.hidden = false;
    showTheme(root.dataset.theme || "auto");
    themeButton.addEventListener("click", () => {
      const now = root.dataset.theme || "auto";
      const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
      if (next === "auto") delete root.dataset.theme;
      else root.dataset.theme = next;
      try {
        if (next === "auto") localStorage.removeItem("theme");
        else localStorage.setItem("theme", next);
      } catch {
        // Storage may be off; the theme then lasts for this page.
      }
      showTheme(next);
    });
  }

  // A table or formula that fits needs no stop of the tab key.
  const boxes = document.querySelectorAll(".table-scroll, .formula");
  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  boxes.forEach((box) => watch.observe(box));

  // The list of sections shows where the reader is, and closes when a section was chosen.
  const contents = document.getElementById("page-contents");
  if (contents) {
    const links = new Map();
    contents.querySelectorAll("a[href^='#']").forEach((a) => {
      links.set(decodeURIComponent(a.getAttribute("href").slice(1)), a);
      a.addEventListener("click", () => {
        if (contents.matches(":popover-open")) contents.hidePopover();
      });
    });
    let current = null;
    const mark = () => {
      let found = null;
      for (const id of links.keys()) {
        const section = document.getElementById(id);
        if (section && section.getBoundingClientRect().top < innerHeight * 0.3) found = id;
      }
      if (found === current) return;
      if (current) links.get(current).removeAttribute("aria-current");
      if (found) links.get(found).setAttribute("aria-current", "true");
      current = found;
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
  }

  // Search: the index is a script, so that it loads in a site opened from a folder, too.
  const dialog = document.getElementById("search-dialog");
  if (!dialog) return;
  const opener = document.getElementById("search-button");
  const input = document.getElementById("search-input");
  const list = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const LIMIT = 20;
  let engine = null;

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const loadScript = (src) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = src;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${src} did not load`));
      document.head.append(script);
    });

  // Words that stand everywhere say nothing, unless they are all that is asked for.
  const COMMON = new Set(("a an and are as at be but by for from has have in is it its not of on or " +
    "that the their this to was were which with").split(" "));

  // What is asked for: words, and phrases where quotation marks enclose them.
  function parts(query) {
    const found = [...fold(query).matchAll(/["“”]([^"“”]+)["“”]?|([^\s"“”]+)/g)]
      .map((match) => (match[1] ?? match[2]).trim().replace(/\s+/g, " ")).filter(Boolean);
    const telling = found.filter((part) => !COMMON.has(part));
    return telling.length ? telling : found;
  }

  // A part begins where a word begins.
  const pattern = (part) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u");

  async function plainEngine() {
    await loadScript(`${base}search-index.js`);
    const records = window.pressSearchIndex.map((record) => ({
      ...record,
      heading: fold(`${record.t} ${record.h}`),
      text: fold(record.x),
    }));
    return (query) => {
      const asked = parts(query);
      const whole = fold(query).replace(/["“”]/g, "").trim().replace(/\s+/g, " ");
      const patterns = asked.map(pattern);
      const hits = [];
      for (const record of records) {
        const found = patterns.map((each) =>
          (each.test(record.heading) ? 10 : 0) + (each.test(record.text) ? 1 : 0));
        if (!found.length || found.includes(0)) continue;
        // The words as they were typed, side by side, come before the same words apart.
        const together = record.heading.includes(whole) ? 40 : record.text.includes(whole) ? 20 : 0;
        hits.push({ score: together + found.reduce((sum, one) => sum + one, 0), record });
      }
      hits.sort((a, b) => b.score - a.score);
      return hits.slice(0, LIMIT).map(({ record }) => ({
        url: base + record.u,
        title: record.h === record.t ? record.t : `${record.t} — ${record.h}`,
        parts: excerpt(record.x, record.text.includes(whole) ? [whole] : asked),
      }));
    };
  }

  // Text around the first of the words, cut at them: every second piece is one of them.
  function excerpt(text, asked) {
    const folded = fold(text);
    const first = asked.map((part) => folded.search(pattern(part))).filter((at) => at >= 0);
    const start = Math.max(0, (first.length ? Math.min(...first) : 0) - 60);
    const shown = (start ? "…" : "") + text.slice(start, start + 180) + "…";
    const either = asked.map((part) => pattern(part).source).join("|");
    return shown.split(new RegExp(`(${either})`, "iu"));
  }

  async function start() {
    engine ??= plainEngine();
    return engine;
  }

  let turn = 0;
  async function search() {
    const mine = ++turn;
    const query = input.value.trim();
    if (query.length < 2) {
      list.replaceChildren();
      status.textContent = query ? "Type one more letter." : "";
      return;
    }
    let hits;
    try {
      hits = (await start())(query);
    } catch (error) {
      status.textContent = `Search did not start: ${error.message}`;
      return;
    }
    if (mine !== turn) return;
    status.textContent = hits.length
      ? `${hits.length === LIMIT ? "The first " : ""}${hits.length} place${hits.length === 1 ? "" : "s"}`
      : `Nothing found for “${query}”.`;
    list.replaceChildren(...hits.map(({ url, title, parts }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = url;
      link.textContent = title;
      link.addEventListener("click", () => dialog.close());
      const text = document.createElement("p");
      parts.forEach((part, i) => {
        if (i % 2) {
          const mark = document.createElement("mark");
          mark.textContent = part;
          text.append(mark);
        } else text.append(part);
      });
      item.append(link, text);
      return item;
    }));
  }

  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.focus();
    input.select();
    start().catch(() => {});
  };
  opener.hidden = false;
  opener.addEventListener("click", open);
  input.addEventListener("input", search);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    // Enter in the field goes to the first place found; the button closes.
    if (event.submitter !== null && document.activeElement !== input) return;
    event.preventDefault();
    const first = list.querySelector("a");
    if (first) first.click();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if ((event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing)) {
      event.preventDefault();
      open();
    }
  });
})();
