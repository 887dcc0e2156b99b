import { momentText } from '../showing/moments.js';
import { whoIn } from '../showing/people.js';
import { clipped, type Screen, shown, styled, styledVerdict } from '../showing/screen.js';
import { pairs } from '../showing/table.js';
import type { Causes } from './causes.js';
import { causeRows } from './cause-rows.js';
import { traceIn, type ExplainedDecision, type RuleTrace } from './explained-decision.js';
import { factsRead } from './facts-read.js';
import { adviceFor, nextCommands, saysOf } from './next-steps.js';
import { lineAt, linesAt, placeOfRule } from './rule-place.js';

type Row = readonly [name: string, value: string | undefined];

/** Characters of arguments. */
const GLANCE = 100;
/** Characters of a line of source, and lines of a rule. */
const LONGEST_LINE = 300;
const MOST_LINES = 16;
/** Lines of one kind in the trace: what there is beyond that is in --json. */
const MOST = 8;

/** Why a decision is what it is, on one screen. `url` is the server's. */
export function explanationLines(screen: Screen, url: string, decision: ExplainedDecision, causes: Causes): string[] {
  const trace = traceLines(decision, causes);
  return [
    `${styledVerdict(screen, decision.verdict)}  ${shown(decision.reason)}`,
    ...pairs([...rulingRows(decision, causes), ...callRows(decision), ...causeRows(decision, causes)]),
    ...(trace.length > 0 ? ['', styled(screen, 'bold', 'what the policy looked at'), ...trace] : []),
    '',
    ...pairs(afterwardsRows(decision)),
    '',
    ...pairs([
      ['what to do', adviceFor(decision, causes)],
      ...nextCommands(decision, causes).map((command): Row => ['', command]),
      ['more', `${url}/docs/decision-codes#${shown(decision.code)}`],
    ]),
  ];
}

function rulingRows(decision: ExplainedDecision, { revision, pin }: Causes): Row[] {
  const { code, rule, policy, ledger } = decision;
  const { rules } = traceIn(decision);
  const place = rules && revision && placeOfRule(rule, rules, revision.modules);
  const [first = '', ...others] = place && revision ? linesAt(revision.modules, place, MOST_LINES).map(sourceText) : [];
  const publisher = revision && whoIn(revision, 'publishedBy');
  // Published anew since then: when it was in force for this call stands in the ledger, not in the revision.
  const isOfThen = revision?.publishedAt && Date.parse(revision.publishedAt) <= Date.parse(ledger.recordedAt);
  const published = isOfThen ? `, published ${momentText(revision.publishedAt)}${publisher ? ` by ${publisher}` : ''}` : '';
  const setter = pin && whoIn(pin, 'setBy');
  return [
    ['code', `${shown(code)}  ${saysOf(decision) ?? ''}`.trimEnd()],
    ['rule', `${shown(rule)}${place ? `  ${shown(place.file)}:${place.row}  ${first}` : ''}`.trimEnd()],
    ...others.map((line): Row => ['', `  ${line}`]),
    ['policy', policy ? `${shown(policy.id)} revision ${policy.revision}${published}` : 'none was asked: it was stopped before'],
    [
      'pinned',
      decision.pin === null
        ? undefined
        : `by pin ${shown(decision.pin)}${pin ? `, set ${momentText(pin.setAt)}${setter ? ` by ${setter}` : ''}: ${shown(pin.reason)}` : ''}`,
    ],
  ];
}

function sourceText(line: string): string {
  return clipped(shown(line), LONGEST_LINE);
}

function callRows({ tool, arguments: given, agent, sessionId, risk, riskNote, obligations }: ExplainedDecision): Row[] {
  return [
    ['call', `${shown(tool)}  ${clipped(shown(JSON.stringify(given)), GLANCE)}`],
    ['by', `agent ${shown(agent)}, session ${shown(sessionId)}`],
    ['risk', `${shown(risk)}${riskNote === null ? '' : `, ${shown(riskNote)}`}`],
    ['obligations', obligations.length > 0 ? clipped(shown(JSON.stringify(obligations)), GLANCE) : undefined],
  ];
}

function afterwardsRows({ decisionId, outcome, ledger }: ExplainedDecision): Row[] {
  const error = outcome?.error ? `: ${clipped(shown(outcome.error), GLANCE)}` : '';
  return [
    ['outcome', outcome ? `${shown(outcome.status)} at ${momentText(outcome.at)}${error}` : 'not told by the agent'],
    ['decided', momentText(ledger.recordedAt)],
    ['decision', shown(decisionId)],
    ['ledger', `position ${ledger.position}${outcome ? `, outcome at ${outcome.position}` : ''}, chain ${shown(ledger.chain)}`],
  ];
}

function traceLines(decision: ExplainedDecision, { revision }: Causes): string[] {
  const { rules, failure } = traceIn(decision);
  const modules = revision?.modules ?? {};
  if (failure) {
    const where = failure.location ? `${shown(failure.location.file)}:${failure.location.row}` : '';
    const source = failure.location ? sourceText(lineAt(modules, failure.location)) : '';
    return pairs([['failed', `${where}  ${shown(failure.error)}: ${shown(failure.message)}  ${source}`.trim()]]);
  }
  if (!rules) return [];
  const line = (rule: string, at: { readonly file: string; readonly row: number }): string =>
    `${shown(rule)}  ${shown(at.file)}:${at.row}  ${sourceText(lineAt(modules, at))}`.trimEnd();
  return pairs([
    ...some(
      'fired',
      rules.fired.map((at) => line(at.rule, at)),
    ),
    ...some(
      'no match',
      rules.failed.map((at) => line(at.rule, at.condition)),
    ),
    ...some('read', readsOf(rules, decision, revision?.data)),
  ]);
}

function readsOf({ reads }: RuleTrace, { facts }: ExplainedDecision, data: unknown): string[] {
  return reads ? factsRead(reads, facts, data) : [];
}

function some(name: string, values: readonly string[]): Row[] {
  const more = values.length > MOST ? [`and ${values.length - MOST} more: --json`] : [];
  return [...values.slice(0, MOST), ...more].map((value, index): Row => [index === 0 ? name : '', value]);
}
