// Stryker's report as what is kept of it: per file how many mutants there were and which of them no test found.
const KILLED = ['Killed', 'Timeout'];
const COUNTED = [...KILLED, 'Survived', 'NoCoverage'];
const LONGEST = 120;

const oneLine = (text) => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
};

/** The text of a file between two places, which count from one. */
function between(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines.push((lines.pop() ?? '').slice(0, end.column - 1));
  return [lines[0].slice(start.column - 1), ...lines.slice(1)].join('\n');
}

/** { path: { mutants, survivors: [{ was, now }] } } of the files that have mutants. */
export function resultsOf({ files }) {
  return Object.fromEntries(
    Object.entries(files)
      .map(([path, { source, mutants }]) => {
        const counted = mutants.filter(({ status }) => COUNTED.includes(status));
        const survivors = counted
          .filter(({ status }) => !KILLED.includes(status))
          .map(({ location, replacement }) => ({ was: oneLine(between(source, location)), now: oneLine(replacement) }));
        return [path, { mutants: counted.length, survivors }];
      })
      .filter(([, { mutants }]) => mutants > 0),
  );
}

/** Whole percents, rounded down. */
export const scoreOf = ({ mutants, survivors }) => Math.floor((100 * (mutants - survivors.length)) / mutants);
