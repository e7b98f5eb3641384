// A table for a terminal, in columns as wide as they need to be.

/** Lines of a table; every row is a list of as many texts as the heading has. */
export function table(heading, rows) {
  const widths = heading.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column])].map(width)),
  );
  const line = (cells) =>
    cells
      .map((cell, column) => cell + ' '.repeat(widths[column] - width(cell)))
      .join('  ')
      .trimEnd();
  return [line(heading), widths.map((each) => '─'.repeat(each)).join('  '), ...rows.map(line)];
}

/** Columns on the screen: Chinese takes two each. */
function width(text) {
  let columns = 0;
  for (const character of text)
    columns += /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/u.test(
      character,
    )
      ? 2
      : 1;
  return columns;
}
