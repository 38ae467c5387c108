// What a reader types: texts read as numbers, and numbers as statements about the cells.

import { shareInterval } from "./tables.js";

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
