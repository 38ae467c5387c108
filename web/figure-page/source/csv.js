// The file for data/published/figures/, filled in: the template's lines with what was typed.

const quoted = (value) => (/[",\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value);

/**
 * The figure's file as CSV text.
 *
 * @param {string} template The empty file.
 * @param {Map<string, string>} typed What was typed, by "quantity,row,column".
 */
export function csv(template, typed) {
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
