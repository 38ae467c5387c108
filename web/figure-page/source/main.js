// Where the page starts, and what the tests of this project call.

import { comparisons, isTrue, verdict } from "./claims.js";
import { chiSquaredTail, fisherP } from "./distributions.js";
import { FigurePage } from "./page.js";
import { limits, shareInterval, tablesWith } from "./tables.js";
import { holm, oddsRatio, trend, twoByTwo, wholeTable } from "./tests.js";

window.recountFigurePage = {
  chiSquaredTail,
  comparisons,
  fisherP,
  holm,
  isTrue,
  limits,
  oddsRatio,
  shareInterval,
  tablesWith,
  trend,
  twoByTwo,
  verdict,
  wholeTable,
};

const start = () => {
  const root = document.getElementById("figure-page");
  const data = document.getElementById("figure-page-data");
  if (root && data)
    window.recountFigurePage.page = new FigurePage(root, JSON.parse(data.textContent));
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
