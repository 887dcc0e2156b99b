import { momentText } from '../showing/moments.js';
import { shellWord } from '../showing/shell-word.js';
import { shown, type Screen } from '../showing/screen.js';
import { table } from '../showing/table.js';
import { WRIT } from '../started-as.js';
import type { Outcome, Projection } from './projection-answers.js';

const COLUMNS = [
  { title: 'name' },
  { title: 'kind' },
  { title: 'state' },
  { title: 'position', align: 'right' },
  { title: 'lag', align: 'right' },
  { title: 'rows looked at' },
] as const;

/** How each stands; below, what is the matter with those that do not follow, and what can be done. */
export function projectionLines({ width }: Pick<Screen, 'width'>, projections: readonly Projection[]): string[] {
  const rows = projections.map((each) => {
    const { name, kind, state, position, lagEvents, lagSeconds } = each;
    const lag = lagEvents === 0 ? '' : `${lagEvents}${lagSeconds > 1 ? ` (${lagSeconds} s)` : ''}`;
    return [name, kind, state, String(position), lag, lookedAt(each)].map(shown);
  });
  return [...table(COLUMNS, rows, { width }), ...projections.flatMap(troubleOf)];
}

/** The later of what is known of its rows. */
function lookedAt({ run, lastVerification, lastRebuild }: Projection): string {
  if (run) return `${run.kind}, ${run.total === 0 ? 0 : Math.floor((run.done / run.total) * 100)}%`;
  const known = [lastVerification, lastRebuild].filter((each) => each !== null);
  const [last] = known.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  if (!last) return '';
  const done = last === lastRebuild && last.written ? `, ${last.written} written` : '';
  return `${last.result}${done} ${momentText(last.at)}`;
}

function troubleOf({ name, failing, paused }: Projection): string[] {
  const word = shellWord(name);
  return [
    ...(failing
      ? [
          '',
          `${shown(name)} stands before ${shown(failing.eventType)} at ${failing.position}: ${shown(failing.problem)}`,
          `next: ${WRIT} projections skip ${word} --position ${failing.position} --reason "…"`,
        ]
      : []),
    ...(paused
      ? [
          '',
          `${shown(name)} is paused since ${momentText(paused.at)}: ${shown(paused.reason)}`,
          `next: ${WRIT} projections resume ${word}`,
        ]
      : []),
  ];
}

/** What a verification or a rebuild came to. */
export function outcomeLines(name: string, outcome: Outcome): string[] {
  const { result, position, rows, live, rebuilt, missing, extra, other, written, examples } = outcome;
  const isSame = result === 'same';
  const counts = `${missing} missing, ${extra} that should not be there, ${other} different`;
  const says = isSame
    ? `${shown(name)} is what the ledger says up to position ${position}: ${rows} rows`
    : `${shown(name)} was not what the ledger says up to position ${position}: of ${rows} rows ${counts}`;
  const next = `next: ${WRIT} projections rebuild ${shellWord(name)} makes it anew`;
  return [
    says,
    ...(isSame ? [`rows     ${shown(live)}`] : [`rows     ${shown(live)}`, `ledger   ${shown(rebuilt)}`]),
    ...examples.map(({ table: from, key, is }) => `  ${shown(is).padEnd(7)}  ${shown(from)} ${shown(key)}`),
    ...(written === null ? (isSame ? [] : [next]) : [`${written} rows were written; it is what the ledger says now`]),
  ];
}
