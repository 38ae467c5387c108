// How numbers are said.

export const counted = (number, noun) =>
  `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/** A p-value for reading; the digits that tell its side of alpha are kept. */
export function pInWords(p, alpha = 0.05) {
  if (Number.isNaN(p)) return "undefined";
  if (p < 0.001) return "<\u00a00.001";
  for (const digits of [3, 4, 5, 6, 9, 12]) {
    if (Number(p.toFixed(digits)) !== alpha) return p.toFixed(digits);
  }
  return String(p);
}

/** An odds ratio for reading. */
export function ratioInWords(ratio) {
  if (Number.isNaN(ratio)) return "–";
  if (ratio === 0) return "0";
  return ratio >= 100 ? ratio.toFixed(0) : String(Number(ratio.toPrecision(3)));
}

/** The smallest and the largest of several values, said once if they read alike. */
export function span(values, inWords) {
  const known = values.filter((value) => !Number.isNaN(value));
  if (!known.length) return inWords(NaN);
  const [low, high] = [inWords(Math.min(...known)), inWords(Math.max(...known))];
  return low === high ? low : `${low} to ${high}`;
}

/** A count out of a count, with its share. */
export function share(part, rest) {
  const whole = part + rest;
  const percent = whole ? ` (${((100 * part) / whole).toFixed(1)}%)` : "";
  return `${part.toLocaleString("en")} of ${whole.toLocaleString("en")}${percent}`;
}
