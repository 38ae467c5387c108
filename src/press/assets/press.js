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

  // Search: Pagefind over http, the plain index where the site was opened from a folder.
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

  async function plainEngine() {
    await loadScript(`${base}search-index.js`);
    const records = window.pressSearchIndex.map((record) => ({
      ...record,
      heading: fold(`${record.t} ${record.h}`),
      text: fold(record.x),
    }));
    return async (query) => {
      const words = fold(query).split(/\s+/).filter(Boolean);
      const hits = [];
      for (const record of records) {
        let score = 0;
        for (const word of words) {
          const inHeading = record.heading.includes(word);
          const at = record.text.indexOf(word);
          if (!inHeading && at < 0) {
            score = 0;
            break;
          }
          score += (inHeading ? 10 : 0) + (at >= 0 ? 1 : 0);
        }
        if (score) hits.push({ score, record });
      }
      hits.sort((a, b) => b.score - a.score);
      return hits.slice(0, LIMIT).map(({ record }) => ({
        url: base + record.u,
        title: record.h === record.t ? record.t : `${record.t} — ${record.h}`,
        parts: excerpt(record.x, words),
      }));
    };
  }

  function excerpt(text, words) {
    const folded = fold(text);
    const first = words.map((w) => folded.indexOf(w)).filter((i) => i >= 0);
    const start = Math.max(0, (first.length ? Math.min(...first) : 0) - 60);
    const shown = (start ? "…" : "") + text.slice(start, start + 180) + "…";
    const escaped = words.map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return shown.split(new RegExp(`(${escaped.join("|")})`, "i"));
  }

  async function pagefindEngine() {
    const pagefind = await import(new URL(`${base}pagefind/pagefind.js`, location.href).href);
    await pagefind.options({ excerptLength: 24 });
    await pagefind.init();
    const home = new URL(base || ".", location.href).href;
    return async (query) => {
      const { results } = await pagefind.search(query);
      const data = await Promise.all(results.slice(0, 8).map((result) => result.data()));
      const hits = data.flatMap((page) => {
        const subs = page.sub_results.length ? page.sub_results : [page];
        return subs.slice(0, 3).map((sub) => ({
          // Pagefind's addresses begin at the site's root, wherever that is served.
          url: new URL((sub.url || page.url).replace(/^\//, ""), home).href,
          title: sub.title && sub.title !== page.meta.title
            ? `${page.meta.title} — ${sub.title}` : page.meta.title,
          parts: sub.excerpt.split(/<\/?mark>/).map(decode),
        }));
      });
      return hits.slice(0, LIMIT);
    };
  }

  function decode(text) {
    return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  }

  async function start() {
    if (!engine) {
      const served = location.protocol.startsWith("http");
      engine = served ? pagefindEngine().catch(plainEngine) : plainEngine();
    }
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
      hits = await (await start())(query);
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
