// docs/reference/mutation.md of the results of the last runs.
import { scoreOf } from './mutation-results.mjs';

const code = (text) => (text === '' ? 'nothing' : `\`${text.includes('`') ? `\` ${text.replaceAll('`', "'")} \`` : text}\``);
const cell = (text) => text.replaceAll('|', '\\|');

function survivorsOf(path, { survivors }, equivalent) {
  if (survivors.length === 0) return [];
  const rows = survivors.map(({ was, now }) => {
    const why = (equivalent[path] ?? []).find((one) => one.was === was && one.now === now)?.why ?? '';
    return `| ${[code(was), code(now), why].map(cell).join(' | ')} |`;
  });
  return [`### ${path}`, '', '| Code | Mutant | Why no test can find it |', '| --- | --- | --- |', ...rows, ''];
}

export function mutationPage(results, floor, equivalent) {
  const rows = Object.entries(results).map(
    ([path, result]) =>
      `| \`${path}\` | ${result.mutants} | ${result.survivors.length} | ${scoreOf(result)} % | ${floor[path] ?? 0} % |`,
  );
  const survivors = Object.entries(results).flatMap(([path, result]) => survivorsOf(path, result, equivalent));
  return `${[
    '<!-- Written by npm run mutation. Change the specs, not this file. -->',
    '',
    '# Mutation score',
    '',
    'Faults are put on purpose into what decides and proves, one at a time, and the specs that are about the file run on each of',
    'them. The score is the share of the faults that a test finds. No file may fall below its floor, and the floor only rises.',
    'The numbers are those of the last run over each file.',
    '',
    '| File | Mutants | Survived | Score | Floor |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '## What survives',
    '',
    'Where no reason stands, a test could find it: it is still to be written, or was written since that run.',
    '',
    ...survivors,
  ]
    .join('\n')
    .trimEnd()}\n`;
}
