/** The lines of one file of an Istanbul report that no statement of which ran, as '3', '7-9'. */
export function unreachedLines({ statementMap, s }) {
  const reached = new Set();
  const missed = new Set();
  for (const [id, { start, end }] of Object.entries(statementMap))
    for (let line = start.line; line <= end.line; line += 1) (s[id] > 0 ? reached : missed).add(line);
  const lines = [...missed].filter((line) => !reached.has(line)).sort((a, b) => a - b);
  return ranges(lines);
}

function ranges(lines) {
  const found = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else found.push([line, line]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
}
