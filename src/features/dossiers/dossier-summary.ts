import type { ChangeDossier } from '#libs/change-dossier';
import { isAnswered, type Parts } from './dossier-parts.js';

type Summary = ChangeDossier['summary'];

/** The few words of each part. */
export function summaryOf({ tests, structure, meaning, invariants, history, shadow }: Parts): Summary {
  return {
    tests: isAnswered(tests) ? testsIn(tests) : null,
    structure: isAnswered(structure) ? structureIn(structure) : null,
    meaning: isAnswered(meaning) ? meaning.relation : null,
    invariants: isAnswered(invariants) ? invariantsIn(invariants) : null,
    history: history && historyIn(history),
    shadow: shadow && shadowIn(shadow),
  };
}

type Answer<K extends keyof Parts> = Exclude<Parts[K], { readonly unanswered: string } | null>;

function testsIn({ test, coverage, score }: Answer<'tests'>): Summary['tests'] {
  if (!test || !coverage || !score) return null;
  return { passed: test.passed, failed: test.failed, coverage: coverage.coverage, score: score.score };
}

function structureIn({ rules, data }: Answer<'structure'>): Summary['structure'] {
  const both = (kind: 'added' | 'removed' | 'changed'): number => rules[kind].length + data[kind].length;
  return { added: both('added'), removed: both('removed'), changed: both('changed') };
}

function invariantsIn({ answers }: Answer<'invariants'>): Summary['invariants'] {
  const count = (...among: readonly string[]): number => answers.filter(({ answer }) => among.includes(answer)).length;
  return { held: count('PROVED', 'EXHAUSTED'), refuted: count('COUNTEREXAMPLE'), open: count('NO_COUNTEREXAMPLE_FOUND') };
}

function historyIn({ plan: { mode, from, to }, report }: Answer<'history'>): Summary['history'] {
  const { decisions, differences, critical, high, diverged, decidedBy } = report;
  return { mode, from, to, decisions, differences, critical, high, diverged, ...(decidedBy && { decidedBy }) };
}

function shadowIn({ state, findings: { totals } }: Answer<'shadow'>): Summary['shadow'] {
  const { decisions, different: differences, diverged, severities } = totals;
  return { state, decisions, differences, critical: severities.critical, high: severities.high, diverged };
}

/** What breaks a rule of the tenant. That history would have gone otherwise is for people to judge: it may be what the change is for. */
export function objectionsIn({ tests, invariants }: Parts): string[] {
  const failed = isAnswered(tests) ? (tests.test?.failed ?? 0) : 0;
  const refuted = isAnswered(invariants) ? invariants.answers.filter(({ answer }) => answer === 'COUNTEREXAMPLE') : [];
  return [
    ...(isAnswered(tests) ? [] : [`its tests could not be run: ${tests.detail ?? tests.unanswered}`.slice(0, 500)]),
    ...(failed > 0 ? [`${failed} of its tests fail`] : []),
    ...(invariants !== null && !isAnswered(invariants)
      ? [`what is declared of it could not be checked: ${invariants.detail ?? invariants.unanswered}`.slice(0, 500)]
      : []),
    ...refuted.map(({ name, says, why }) => `it breaks ${name}: ${why ?? says}`.slice(0, 500)),
  ];
}
