import { shown, styled, type Screen } from '../showing/screen.js';
import { table } from '../showing/table.js';
import { SEVERITIES, type Report, type Severity } from './replay-answers.js';

/** Tools and differences of a summary, at most: the report has all of them. */
const MOST = 10;
const COLOR = { critical: 'red', high: 'red', medium: 'yellow', low: 'dim', info: 'dim' } as const;

interface Counted {
  readonly decisions: number;
  readonly different: number;
}

/** What a replay found, on one screen. */
export function reportLines(screen: Screen, report: Report): string[] {
  const { totals } = report;
  return [
    headLine(screen, totals),
    ...alarms(screen, report),
    ...(totals.different === 0
      ? []
      : ['', ...matrixLines(screen, report.matrix), '', ...toolLines(screen, report), '', ...worst(screen, report)]),
  ];
}

/** The one row that most people read. Of no decision nothing is known, which is not good news. */
export function headLine(screen: Screen, { decisions, different }: Counted): string {
  if (decisions === 0) return 'nothing  there was no decision to compare';
  return different === 0
    ? styled(screen, 'green', `the same  ${decisions} decisions, none of them would have been different`)
    : `${different} of ${decisions} decisions would have been different`;
}

function alarms(screen: Screen, { totals: { diverged, factsMissing } }: Report): string[] {
  return [
    ...(diverged > 0
      ? [
          styled(
            screen,
            'red',
            `DIVERGED  ${diverged} decisions are not what their own policy says with this build of the engine`,
          ),
        ]
      : []),
    ...(factsMissing > 0 ? [`of ${factsMissing} decisions what the policy saw is no longer there`] : []),
  ];
}

/** What was decided against what would have been. */
export function matrixLines(screen: Screen, matrix: Report['matrix']): string[] {
  const of = (part: 'from' | 'to') => [...new Set(matrix.map((cell) => cell[part]))].toSorted();
  const to = of('to');
  const count = (from: string, column: string) => matrix.find((cell) => cell.from === from && cell.to === column)?.count ?? 0;
  const columns = [{ title: 'before' }, ...to.map((title) => ({ title, align: 'right' as const }))];
  const rows = of('from').map((from) => [from, ...to.map((column) => String(count(from, column)))]);
  return table(columns, rows, { width: screen.width });
}

function toolLines(screen: Screen, { tools }: Report): string[] {
  const severities = SEVERITIES.filter((severity) => tools.some((tool) => tool[severity] > 0));
  const columns = [{ title: 'tool' }, ...severities.map((title) => ({ title, align: 'right' as const }))];
  const rows = tools
    .slice(0, MOST)
    .map((tool) => [
      tool.name === '' ? '(others)' : shown(tool.name),
      ...severities.map((severity) => (tool[severity] === 0 ? '' : String(tool[severity]))),
    ]);
  return [...table(columns, rows, { width: screen.width }), ...more(tools.length)];
}

function worst(screen: Screen, { differences }: Report): string[] {
  const lines = differences.slice(0, MOST).map((difference) => differenceLine(screen, difference));
  return [...lines, ...more(differences.length)];
}

export function differenceLine(screen: Screen, difference: Report['differences'][number]): string {
  const { severity, tool, agent, before, after, decision } = difference;
  const word = styled(screen, COLOR[severity], severity.padEnd(8));
  return `${word}  ${shown(tool)} by ${shown(agent)}: ${shown(before.verdict)} -> ${shown(after.verdict)} (${shown(after.rule)})  ${shown(decision)}`;
}

function more(all: number): string[] {
  return all > MOST ? [`and ${all - MOST} more`] : [];
}

/** Whether something at least as grave was found. */
export function hasAtLeast({ severities }: Report, least: Severity): boolean {
  return SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1).some((severity) => severities[severity] > 0);
}
