// The tables that agree with the printed totals and with what is typed in.
//
// A figure has `rows` and `columns`, each with totals and a number of cases of which it is missing.
// A table has one line more on either side for those. What is typed in is a list of statements:
//   { kind: "count", row, column, value }
//   { kind: "row" | "column", row, column(s), low, high, lowClosed, highClosed }   a share
//   { kind: "missing", value }                                                    left out, in all
// Shares are of the cases that the figure shows; their ends are [numerator, denominator].
"use strict";

(() => {
  /** The values that a number printed to some decimals can stand for, as exact ends of a share. */
  function shareInterval(text, convention) {
    const [whole, decimals = ""] = text.split(".");
    const unit = 10 ** decimals.length;
    const value = Number(whole + decimals);
    // In halves of the last digit, per cent.
    const reach = {
      half_up: [1, 1, true, false],
      half_even: [1, 1, value % 2 === 0, value % 2 === 0],
      truncate: [0, 2, true, false],
      ceiling: [2, 0, false, true],
      within_a_point: [2, 2, false, false],
    }[convention];
    const [below, above, lowClosed, highClosed] = reach;
    const denominator = 200 * unit;
    return {
      low: [2 * value - below, denominator],
      high: [2 * value + above, denominator],
      lowClosed,
      highClosed,
    };
  }

  /** Whether part / whole lies in an interval; an empty whole has no share. */
  function shareFits(part, whole, interval) {
    if (whole === 0) return false;
    const above = part * interval.low[1] - whole * interval.low[0];
    const below = whole * interval.high[0] - part * interval.high[1];
    return (
      (above > 0 || (above === 0 && interval.lowClosed)) &&
      (below > 0 || (below === 0 && interval.highClosed))
    );
  }

  const ceilDiv = (a, b) => Math.ceil(a / b - 1e-12);
  const floorDiv = (a, b) => Math.floor(a / b + 1e-12);

  /** The lowest and highest value of every cell, or null where the statements contradict. */
  function limits(figure, statements) {
    const rows = [...figure.rows.totals, figure.rows.missing];
    const columns = [...figure.columns.totals, figure.columns.missing];
    const r = figure.rows.totals.length;
    const c = figure.columns.totals.length;
    const n = rows.reduce((a, b) => a + b, 0);
    const low = rows.map((row) => columns.map((column) => Math.max(0, row + column - n)));
    const high = rows.map((row) => columns.map((column) => Math.min(row, column)));
    const total = (side, cells) => cells.reduce((all, [i, j]) => all + side[i][j], 0);
    const conditions = [];
    rows.forEach((value, i) =>
      conditions.push({ cells: columns.map((_, j) => [i, j]), low: value, high: value }),
    );
    columns.forEach((value, j) =>
      conditions.push({ cells: rows.map((_, i) => [i, j]), low: value, high: value }),
    );
    for (const each of statements) {
      if (each.kind === "count") {
        conditions.push({ cells: [[each.row, each.column]], low: each.value, high: each.value });
      } else if (each.kind === "missing") {
        const cells = rows.map((_, i) => [i, c]).concat(columns.slice(0, c).map((_, j) => [r, j]));
        conditions.push({ cells, low: each.value, high: each.value });
      } else {
        const cells = cellsOf(each);
        const whole =
          each.kind === "row"
            ? columns.slice(0, c).map((_, j) => [each.row, j])
            : rows.slice(0, r).map((_, i) => [i, each.column]);
        conditions.push({ cells, share: each, whole, left: leftOut(each, r, c) });
      }
    }
    for (let changed = true; changed;) {
      changed = false;
      for (const condition of conditions) {
        let { low: least, high: most } = condition;
        if (condition.share) {
          const [i, j] = condition.left;
          const line = condition.share.kind === "row" ? rows[i] : columns[j];
          const small = Math.max(line - high[i][j], total(low, condition.whole));
          const large = Math.min(line - low[i][j], total(high, condition.whole));
          least = ceilDiv(condition.share.low[0] * small, condition.share.low[1]);
          most = floorDiv(condition.share.high[0] * large, condition.share.high[1]);
        }
        const smallest = total(low, condition.cells);
        const largest = total(high, condition.cells);
        if (smallest > most || largest < least) return null;
        for (const [i, j] of condition.cells) {
          const top = Math.min(high[i][j], most - (smallest - low[i][j]));
          const bottom = Math.max(low[i][j], least - (largest - high[i][j]));
          if (top < bottom) return null;
          if (top < high[i][j] || bottom > low[i][j]) {
            high[i][j] = top;
            low[i][j] = bottom;
            changed = true;
            break;
          }
        }
        if (changed) break;
      }
    }
    return { low, high };
  }

  const cellsOf = (share) =>
    share.columns ? share.columns.map((column) => [share.row, column]) : [[share.row, share.column]];

  /** The cell of the line's cases that the figure does not show. */
  const leftOut = (share, r, c) => (share.kind === "row" ? [share.row, c] : [r, share.column]);

  /**
   * Every table with the statements, its missing cases aside.
   *
   * @returns {{tables: number[][][], complete: boolean}} `complete` is false where the search stopped
   *     at `most` tables or `visits` partial ones.
   */
  function tablesWith(figure, statements, most = 20000, visits = 3000000) {
    const found = limits(figure, statements);
    if (!found) return { tables: [], complete: true };
    const r = figure.rows.totals.length;
    const c = figure.columns.totals.length;
    const { low, high } = found;
    const shares = statements.filter((each) => each.kind === "row" || each.kind === "column");
    const ofRow = figure.rows.totals.map((_, i) =>
      shares.filter((each) => each.kind === "row" && each.row === i),
    );
    const ofColumn = shares.filter((each) => each.kind === "column");
    const missing = statements.find((each) => each.kind === "missing");
    const tables = [];
    const seen = new Set();
    const left = [...figure.columns.totals, figure.columns.missing];
    const later = columnRoom(low, high, r, c);
    const table = figure.rows.totals.map(() => new Array(c).fill(0));
    let visited = 0;
    let stopped = false;

    function keep() {
      // What is left of the columns are the cases of which the row is missing.
      const rest = left.every((value, j) => value >= low[r][j] && value <= high[r][j]);
      if (!rest) return;
      const shown = figure.columns.totals.map((total, j) => total - left[j]);
      const fits = ofColumn.every((each) =>
        shareFits(table[each.row][each.column], shown[each.column], each),
      );
      if (!fits) return;
      if (missing) {
        const all = figure.rows.totals.reduce((a, b) => a + b, 0) + figure.rows.missing;
        if (all - shown.reduce((a, b) => a + b, 0) !== missing.value) return;
      }
      const key = table.join(";");
      if (seen.has(key)) return;
      seen.add(key);
      tables.push(table.map((row) => [...row]));
      if (tables.length >= most) stopped = true;
    }

    function fill(i, j, rest) {
      if (stopped) return;
      visited += 1;
      if (visited > visits) {
        stopped = true;
        return;
      }
      if (j === c) {
        // The rest of the row are cases of which the column is missing.
        if (rest < low[i][c] || rest > high[i][c] || rest > left[c] - later.low[i][c]) return;
        const shown = figure.rows.totals[i] - rest;
        const part = (each) => cellsOf(each).reduce((all, [, column]) => all + table[i][column], 0);
        if (!ofRow[i].every((each) => shareFits(part(each), shown, each))) return;
        left[c] -= rest;
        if (i + 1 === r) keep();
        else fill(i + 1, 0, figure.rows.totals[i + 1]);
        left[c] += rest;
        return;
      }
      let roomLow = 0;
      let roomHigh = 0;
      for (let other = j + 1; other <= c; other += 1) {
        roomLow += low[i][other];
        roomHigh += Math.min(high[i][other], left[other]);
      }
      const least = Math.max(low[i][j], rest - roomHigh, left[j] - later.high[i][j]);
      const most = Math.min(high[i][j], rest - roomLow, left[j] - later.low[i][j]);
      for (let value = least; value <= most && !stopped; value += 1) {
        table[i][j] = value;
        left[j] -= value;
        fill(i, j + 1, rest - value);
        left[j] += value;
      }
    }

    fill(0, 0, figure.rows.totals[0]);
    return { tables, complete: !stopped };
  }

  /** What the rows below each cell take of its column, at least and at most. */
  function columnRoom(low, high, r, c) {
    const sums = (side) => {
      const below = side.map((row) => row.map(() => 0));
      for (let i = r - 1; i >= 0; i -= 1) {
        for (let j = 0; j <= c; j += 1) below[i][j] = below[i + 1][j] + side[i + 1][j];
      }
      return below;
    };
    return { low: sums(low), high: sums(high) };
  }

  /** Whether any table has the statements; null where that could not be found out. */
  function possible(figure, statements) {
    const { tables, complete } = tablesWith(figure, statements, 1, 400000);
    return tables.length > 0 ? true : complete ? false : null;
  }

  /** A typed text as a number of its kind: `{ value }`, or `{ problem }` that says what is wrong. */
  function read(kind, text) {
    const plain = text.trim().replace(/%$/, "").trim();
    const said = `‘${text.trim()}’ is not`;
    if (kind === "count" || kind === "missing") {
      const whole = /^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)$/.test(plain) && !text.includes("%");
      return whole ? { value: plain.replace(/,/g, "") } : { problem: `${said} a whole number` };
    }
    if (!/^[0-9]+(\.[0-9]+)?$/.test(plain)) return { problem: `${said} a percentage` };
    if (Number(plain) > 100) return { problem: "at most 100%" };
    if (!/^[0-9]+(\.[0-9]{1,2})?$/.test(plain)) return { problem: "at most two decimals" };
    return { value: plain };
  }

  /** What was typed as statements about the cells; the key of each says where it was typed. */
  function statementsOf(figure, typed, convention) {
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

  Object.assign((window.recountFigurePage ??= {}), {
    limits,
    possible,
    read,
    shareInterval,
    statementsOf,
    tablesWith,
  });
})();
