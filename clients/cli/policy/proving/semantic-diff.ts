import { z } from 'zod';
import { WritProblem } from '../../../contract/problem.js';
import { understood } from '../../../contract/reading.js';
import type { Context } from '../../context.js';
import { CommandError, EXIT_FAILED, EXIT_NEGATIVE, EXIT_OK, usageError } from '../../exit.js';
import { errorLines } from '../../showing/problem.js';
import { jsonLines, shown, styled, type Screen } from '../../showing/screen.js';
import { table } from '../../showing/table.js';

const Ruled = z.looseObject({ verdict: z.string(), rule: z.string() });
const Answer = z.looseObject({
  answer: z.string(),
  why: z.string().nullable(),
  example: z.looseObject({ input: z.unknown(), ruling: Ruled, against: Ruled }).nullable(),
  solver: z.looseObject({ approximated: z.array(z.string()) }).nullable(),
  search: z.looseObject({ tried: z.number() }),
});
const Diff = z.looseObject({
  policy: z.string(),
  revision: z.number(),
  against: z.number(),
  relation: z.string(),
  says: z.string(),
  nothingLooser: Answer,
  nothingStricter: Answer,
  sameEffect: Answer,
  sameWords: Answer.nullish(),
});
type Answered = z.output<typeof Answer>;
type Told = z.output<typeof Diff>;

const REVISION = /^([a-z0-9][a-z0-9-]{0,62})@([1-9]\d{0,6})$/;
const EQUIVALENT = 'equivalent';
const UNKNOWN = 'unknown';

/** How one revision stands to another, proved by the server; with one revision, to what is published. */
export async function semanticDiff(context: Context, before: string, after: string | undefined): Promise<void> {
  const one = revisionIn(after ?? before);
  const other = after === undefined ? undefined : revisionIn(before);
  if (other && other.policy !== one.policy) throw usageError('--semantic compares two revisions of the same policy');
  const { policy: id, revision } = one;
  const told = await context
    .operator()
    .get('/v1/policies/{id}/revisions/{revision}/semantic-diff', {
      path: { id, revision },
      query: other ? { against: other.revision } : {},
    })
    .catch(notJudged);
  const diff = understood(Diff, told, 'semantic diff');
  context.answer(told, () => diffLines(context.screen, diff));
  process.exitCode = exitFor(diff);
}

function revisionIn(text: string): { readonly policy: string; readonly revision: number } {
  const [, policy, number] = REVISION.exec(text) ?? [];
  if (policy === undefined)
    throw usageError(`--semantic compares revisions on the server, such as refunds@2 refunds@3: ${shown(text)} is none`);
  return { policy, revision: Number(number) };
}

/** A refusal says nothing about the revisions: 1 is for a difference that was found. */
function notJudged(error: unknown): never {
  if (!(error instanceof WritProblem)) throw error;
  const lines = errorLines(error).join('; ');
  throw new CommandError(error.code, lines.slice(error.code.length + 2), EXIT_FAILED, { cause: error });
}

/** As of `policy diff`; whoever asks whether a change is safe is not told so where that is not known. */
function exitFor({ relation }: Told): number {
  if (relation === UNKNOWN) return EXIT_FAILED;
  return relation === EQUIVALENT ? EXIT_OK : EXIT_NEGATIVE;
}

function diffLines(screen: Screen, diff: Told): string[] {
  const { policy, revision, against, relation, says } = diff;
  const questions: readonly (readonly [string, Answered])[] = [
    ['never looser', diff.nothingLooser],
    ['never stricter', diff.nothingStricter],
    ['same effect', diff.sameEffect],
    ...(diff.sameWords ? [['same words', diff.sameWords] as const] : []),
  ];
  const rows = questions.map(([question, told]) => [question, shown(told.answer), shown(whyOf(told))]);
  return [
    `${styled(screen, 'bold', shown(relation))}  ${shown(policy)}@${revision} to ${shown(policy)}@${against}: ${shown(says)}`,
    ...table([{ title: 'question' }, { title: 'answer' }, { title: 'because' }], rows),
    ...exampleLines(screen, diff, questions),
    ...openLines(questions),
  ];
}

function whyOf({ answer, why, search }: Answered): string {
  if (why !== null) return why;
  if (answer === 'PROVED') return 'of every input';
  return answer === 'COUNTEREXAMPLE' ? 'the engine rules so about the call below' : `${search.tried} inputs tried`;
}

/** Each call once, though it may answer two questions. */
function exampleLines(
  screen: Screen,
  { revision, against }: Told,
  questions: readonly (readonly [string, Answered])[],
): string[] {
  const told = new Set<string>();
  return questions.flatMap(([question, { example }]) => {
    const text = JSON.stringify(example?.input);
    if (!example || told.has(text)) return [];
    told.add(text);
    const ruled = ({ verdict, rule }: z.output<typeof Ruled>, by: number): string => `@${by} ${shown(verdict)} by ${shown(rule)}`;
    const head = `not ${question}: ${ruled(example.against, against)} -> ${ruled(example.ruling, revision)}`;
    return ['', styled(screen, 'bold', head), ...jsonLines(example.input)];
  });
}

function openLines(questions: readonly (readonly [string, Answered])[]): string[] {
  const open = [...new Set(questions.flatMap(([, { solver }]) => solver?.approximated ?? []))];
  if (open.length === 0) return [];
  return ['', `left open, so that anything is taken to be possible there: ${open.map(shown).join('; ')}`];
}
