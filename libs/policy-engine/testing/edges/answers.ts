import { BUILTINS } from '../../builtin-table.js';
import { BuiltinFailure, PolicyEvaluationError } from '../../errors.js';
import type { Value } from '../../values.js';
import { readTerm } from '../compliance-cases.js';
import { type Deviation, DEVIATIONS } from './deviations.js';
import { asWritten, termText } from './terms.js';

/** Where the recorded answers are, a file for each family. */
export const ANSWERS = 'libs/policy-engine/testing/answers';

/** No answer: what an expression is whose built-in fails. */
export const UNDEFINED = '-';
/** What an OPA says of a built-in that it does not have. */
export const UNKNOWN = '?';

/** What an OPA says that ends with a crash. */
export const CRASHED = '!';

/** An input and what the two OPAs say about it, as terms. */
export interface RecordedAnswer {
  readonly builtin: string;
  readonly input: string;
  readonly newest: string;
  /** What OPA 0.70 says, where that is something else. */
  readonly old: string;
}

/** The engine's answer in the form of the recorded ones. */
function engineAnswer(builtin: string, input: string): string {
  try {
    const found = BUILTINS.get(builtin)!(...(readTerm(input) as Value[]));
    return found === undefined ? UNDEFINED : termText(asWritten(found));
  } catch (error) {
    if (error instanceof BuiltinFailure) return UNDEFINED;
    if (error instanceof PolicyEvaluationError) return `! ${error.code}`;
    return `! ${String(error)}`;
  }
}

/** How the engine's answer stands to the recorded ones. */
export type Standing = { readonly kind: 'same' } | { readonly kind: 'different'; readonly ours: string; readonly by?: Deviation };

/** The newest OPA is right; what only the old one has, the old one. */
export function standingOf(answer: RecordedAnswer): Standing {
  const ours = engineAnswer(answer.builtin, answer.input);
  const right = answer.newest === UNKNOWN ? answer.old : answer.newest;
  if (ours === (right === CRASHED ? UNDEFINED : right)) return { kind: 'same' };
  const args = readTerm(answer.input) as Value[];
  const by = DEVIATIONS.find((deviation) => deviation.builtins.test(answer.builtin) && deviation.covers({ args, right, ours }));
  return by ? { kind: 'different', ours, by } : { kind: 'different', ours };
}

/** One file for each family: `# built-in`, then lines of input, newest answer and, where it is another one, that of 0.70. */
export function answersText(answers: readonly RecordedAnswer[]): string {
  const lines: string[] = [];
  let builtin = '';
  for (const answer of answers) {
    if (answer.builtin !== builtin) lines.push(`# ${(builtin = answer.builtin)}`);
    lines.push([answer.input, answer.newest, ...(answer.old === answer.newest ? [] : [answer.old])].join('\t'));
  }
  return `${lines.join('\n')}\n`;
}

export function readAnswers(text: string): RecordedAnswer[] {
  const answers: RecordedAnswer[] = [];
  let builtin = '';
  for (const line of text.split('\n').filter(Boolean)) {
    if (line.startsWith('# ')) {
      builtin = line.slice(2);
      continue;
    }
    const [input, newest, old = newest] = line.split('\t') as [string, string, string?];
    answers.push({ builtin, input, newest, old });
  }
  return answers;
}
