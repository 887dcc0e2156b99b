import type { ChangeDossier } from '#libs/change-dossier';
import { shown, styled, type Screen } from '../../showing/screen.js';
import { pairs } from '../../showing/table.js';

/** The document has all of them. */
const MOST_DECIDERS = 10;

type Summary = ChangeDossier['summary'];

/** Each part of a dossier in a few words, and what speaks against the change. */
export function dossierLines(screen: Screen, summary: Summary, objections: readonly string[]): string[] {
  const { tests, structure, meaning, invariants, history, shadow } = summary;
  const lines = pairs([
    ['tests', tests ? `${tests.passed} passed, ${tests.failed} failed, score ${tests.score}` : 'not run'],
    ['changed', structure ? structureText(structure) : 'nothing to compare with'],
    ['in verdicts', meaning === null ? 'nothing to compare with' : shown(meaning)],
    ['declared', invariants ? invariantsText(invariants) : 'no invariant is declared'],
    ['history', history ? historyText(history) : 'no replay of this revision'],
    ['decided by', history?.decidedBy && decidedByText(history.decidedBy)],
    ['shadow', shadow ? shadowText(shadow) : 'never shadowed'],
  ]);
  const against = objections.map((objection) => styled(screen, 'red', `objection: ${shown(objection)}`));
  return [...lines, ...(against.length > 0 ? against : [styled(screen, 'green', 'nothing objects')])];
}

function shadowText({ state, decisions, differences, critical, high, diverged }: NonNullable<Summary['shadow']>): string {
  const worst = critical + high > 0 ? ` (${critical} critical, ${high} high)` : '';
  const odd = diverged > 0 ? `; ${diverged} not as recorded` : '';
  return `${differences} of ${decisions} decisions otherwise${worst}, ${shown(state)}${odd}`;
}

function structureText({ added, removed, changed }: NonNullable<Summary['structure']>): string {
  return `${added} added, ${removed} removed, ${changed} changed`;
}

function invariantsText({ held, refuted, open }: NonNullable<Summary['invariants']>): string {
  return `${held} hold, ${refuted} broken${open > 0 ? `, ${open} not known` : ''}`;
}

/** Which revisions decided what history is made of; those that decided most of it first. */
function decidedByText(decidedBy: NonNullable<NonNullable<Summary['history']>['decidedBy']>): string {
  const most = decidedBy.toSorted((one, other) => other.decisions - one.decisions);
  const told = most.slice(0, MOST_DECIDERS).map(({ policy, revision, decisions, from, to }) => {
    const where = from === to ? `position ${from}` : `positions ${from} to ${to}`;
    return `${policy === null ? 'no policy' : `${shown(policy)}@${revision}`} ${decisions} (${where})`;
  });
  const more = most.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more`] : [])].join(', ') || 'nobody';
}

function historyText({ decisions, differences, critical, high, diverged, from, to }: NonNullable<Summary['history']>): string {
  const worst = critical + high > 0 ? ` (${critical} critical, ${high} high)` : '';
  const odd = diverged > 0 ? `; ${diverged} not as recorded` : '';
  return `${differences} of ${decisions} decisions otherwise${worst}, positions ${from} to ${to}${odd}`;
}
