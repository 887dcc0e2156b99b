import { differenceLine, headLine, matrixLines } from '../replays/report-lines.js';
import { SEVERITIES } from '../replays/replay-answers.js';
import { momentText } from '../showing/moments.js';
import { shown, styled, type Screen } from '../showing/screen.js';
import { table } from '../showing/table.js';
import type { Detail, Differences } from './shadow-answers.js';

const KINDS = ['tools', 'agents', 'sessions'] as const;
const MOST = 5;

/** What a shadow found, on one screen. */
export function shadowLines(screen: Screen, shadow: Detail, differences: Differences['items']): string[] {
  const { totals, matrix } = shadow.findings;
  const head = headLine(screen, totals);
  const found =
    totals.different === 0
      ? []
      : [
          '',
          ...matrixLines(screen, matrix),
          '',
          ...radiusLines(screen, shadow),
          '',
          ...differences.map((each) => differenceLine(screen, each)),
        ];
  return [head, ...alarms(screen, shadow), stands(shadow), ...found];
}

function alarms(screen: Screen, { findings: { totals } }: Detail): string[] {
  const { diverged, factsMissing } = totals;
  const alarm = `DIVERGED  ${diverged} decisions are not what their own policy says with this build of the engine`;
  return [
    ...(diverged > 0 ? [styled(screen, 'red', alarm)] : []),
    ...(factsMissing > 0 ? [`of ${factsMissing} decisions what the policy saw is no longer there`] : []),
  ];
}

function stands({ state, why, detail, plan: { ends }, findings: { behind } }: Detail): string {
  if (state === 'ended') return shown(`ended  ${why === null ? '' : (WHY[why] ?? why)}${detail === null ? '' : `: ${detail}`}`);
  const count = ends.decisions === null ? '' : ` or after ${ends.decisions} decisions`;
  const late =
    behind === 0
      ? ''
      : `; ${behind} ${behind === 1 ? 'position of the ledger is' : 'positions of the ledger are'} still to be looked at`;
  return shown(`${state}  ends ${momentText(ends.at)}${count}${late}`);
}

const WHY: Readonly<Record<string, string>> = {
  asked: 'by somebody',
  time: 'at its time',
  decisions: 'after as many decisions as were wanted',
  unusable: 'as the candidate cannot be asked any more',
};

/** Whom it is about. */
function radiusLines(screen: Screen, { findings }: Detail): string[] {
  const rows = KINDS.flatMap((kind) => {
    const { count, worst } = findings[kind];
    const named = worst
      .slice(0, MOST)
      .map((line) => [
        '',
        line.name === '' ? '(others)' : shown(line.name),
        ...SEVERITIES.map((severity) => (line[severity] === 0 ? '' : String(line[severity]))),
      ]);
    return [[`${count} ${count === 1 ? kind.slice(0, -1) : kind}`, '', '', '', '', '', ''], ...named];
  });
  const columns = [{ title: 'touched' }, { title: '' }, ...SEVERITIES.map((title) => ({ title, align: 'right' as const }))];
  return table(columns, rows, { width: screen.width });
}
