// Drawings with a control: the dragged number moves counts, shares and verdicts, and a line in the
// drawing. What is done to each element stands in its attributes (see recount/drawings/one_number.py).
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";

  for (const place of document.querySelectorAll(".explore[hidden]")) {
    const input = place.querySelector("input");
    const words = JSON.parse(place.dataset.words);
    // A box with the ends of the number tells the scale of a bar; a line at the bar is moved in it.
    const scales = [...(place.previousElementSibling?.querySelectorAll("[data-low]") ?? [])];
    const lines = scales.map((box) => {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("class", "explore-line");
      box.parentNode.append(line);
      const number = (name) => Number(box.getAttribute(name));
      return (value) => {
        const [low, high] = [Number(box.dataset.low), Number(box.dataset.high)];
        const x = number("x") + ((value - low) / (high - low || 1)) * number("width");
        const [top, tall] = [number("y"), number("height")];
        // Beside the bar, whose words it must not cross.
        line.setAttribute("d", `M${x} ${top - 5}V${top}M${x} ${top + tall}v5`);
      };
    });

    const show = () => {
      const value = Number(input.value);
      for (const cell of place.querySelectorAll("[data-sign]")) {
        const { base, sign, of } = cell.dataset;
        const count = Number(base) + Number(sign) * value;
        cell.textContent = of ? `${((100 * count) / of).toFixed(1)}%` : count.toLocaleString("en");
      }
      const said = new Set();
      for (const verdict of place.querySelectorAll("[data-runs]")) {
        const runs = verdict.dataset.runs.split(" ");
        let at = 0;
        while (value > Number(runs[at + 1])) at += 3;
        verdict.dataset.verdict = runs[at + 2];
        verdict.textContent = words[runs[at + 2]];
        said.add(words[runs[at + 2]]);
      }
      // Who cannot see the table hears the number and, where there is one verdict, the verdict.
      const spoken = value.toLocaleString("en");
      input.setAttribute("aria-valuetext", said.size === 1 ? `${spoken}: ${[...said][0]}` : spoken);
      for (const move of lines) move(value);
    };

    input.addEventListener("input", show);
    place.hidden = false;
    show();
  }
})();
