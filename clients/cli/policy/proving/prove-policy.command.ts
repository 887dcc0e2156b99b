import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { WritProblem } from '../../../contract/problem.js';
import { understood } from '../../../contract/reading.js';
import type { Schemas } from '../../../contract/routes.js';
import { contextOf, type Context } from '../../context.js';
import { CommandError, EXIT_FAILED, EXIT_NEGATIVE, EXIT_OK, usageError } from '../../exit.js';
import { readPolicyFolder } from '../policy-folder.js';
import { names, oneOf } from '../../reading/arguments.js';
import { readJsonFile, readText } from '../../reading/text-file.js';
import { jsonLines, shown, styled, type Screen } from '../../showing/screen.js';
import { errorLines } from '../../showing/problem.js';
import { table } from '../../showing/table.js';
import { FORCE, writeNew, type Forced } from '../../writing.js';

const Report = z.looseObject({
  answers: z.array(
    z.looseObject({
      name: z.string(),
      says: z.string(),
      answer: z.string(),
      vacuous: z.boolean().nullable(),
      why: z.string().nullable(),
      counterexample: z
        .looseObject({
          input: z.unknown(),
          ruling: z.looseObject({ verdict: z.string(), rule: z.string(), reason: z.string() }),
          test: z.string(),
        })
        .nullable(),
      solver: z.looseObject({ approximated: z.array(z.string()) }).nullable(),
      search: z.looseObject({ tried: z.number() }),
    }),
  ),
});
type Answer = z.output<typeof Report>['answers'][number];

const Stored = z.looseObject({ publishedRevision: z.number().nullable() });
const REVISION = /^([a-z0-9][a-z0-9-]{0,62})(?:@([1-9]\d{0,6}))?$/;
const INPUTS = ['decision', 'any'] as const;
const BY_DEFAULT = 'writes-need-approval,unknown-tools-denied,no-evaluation-error';
const STYLES: Readonly<Record<string, 'green' | 'red'>> = { PROVED: 'green', EXHAUSTED: 'green', COUNTEREXAMPLE: 'red' };

interface ProveOptions extends Forced {
  readonly modules?: string;
  readonly entrypoint?: string;
  readonly invariants: string;
  readonly declared?: boolean;
  readonly rego?: string;
  readonly baseline?: string;
  readonly parameters?: string;
  readonly inputs: string;
  readonly tests?: string;
}

export function addProvePolicy(program: Command): void {
  program
    .command('prove-policy')
    .description(
      'prove what a policy never does, or show a call; exits 0 when all of it holds, 1 when a call breaks it, 2 when neither is known',
    )
    .argument('[policy]', 'on the server: refunds (as published) or refunds@3')
    .option('--modules <folder>', 'a folder with *.rego and data.json, instead')
    .option('--entrypoint <path>', 'with --modules: the rule that answers')
    .option('--invariants <names>', 'built in, with commas between them', BY_DEFAULT)
    .option('--declared', 'what your tenant declares (writ invariants), instead of --invariants')
    .option('--rego <files>', 'own invariants: modules with the set violation, with commas between the files')
    .option('--baseline <policy>', 'what no-permission-gained compares with: a folder, refunds or refunds@3')
    .option('--parameters <file>', 'JSON file: tools with their class, role, environment, labels')
    .option('--inputs <which>', 'decision: what calls are decided by; any: every JSON object', 'decision')
    .option('--tests <folder>', 'where a test is written for each call that was found')
    .option(...FORCE)
    .action(async (policy: string | undefined, options: ProveOptions, command: Command) =>
      prove(contextOf(command), policy, options).catch(notJudged),
    );
}

async function prove(context: Context, policy: string | undefined, options: ProveOptions): Promise<void> {
  if ((policy === undefined) === (options.modules === undefined)) throw usageError('name a policy, or a folder with --modules');
  if (options.modules === undefined && options.entrypoint !== undefined) throw usageError('--entrypoint belongs to --modules');
  const subject =
    options.modules === undefined ? await storedOf(context, policy ?? '') : folderOf(options.modules, options.entrypoint);
  if (options.declared === true && (options.rego !== undefined || options.invariants !== BY_DEFAULT))
    throw usageError('--declared is instead of --invariants and --rego');
  const baseline = options.baseline === undefined ? undefined : await chosen(context, options.baseline);
  const body = {
    ...subject,
    ...(options.declared !== true && { invariants: invariantsOf(options) }),
    inputs: oneOf(options.inputs, '--inputs', INPUTS),
    ...(baseline && { baseline }),
    ...(options.parameters !== undefined && { parameters: readJsonFile(options.parameters) }),
  };
  const told = await context
    .operator()
    .post('/v1/invariants/check', { body: body as unknown as Schemas['CheckInvariantsRequest'] });
  const { answers } = understood(Report, told, 'report');
  if (options.tests !== undefined) writeTests(options.tests, answers, options);
  context.answer(told, () => reportLines(context.screen, answers));
  process.exitCode = exitFor(answers);
}

/** A refusal is no answer about the policy: 1 is for a call that was found. */
function notJudged(error: unknown): never {
  if (!(error instanceof WritProblem)) throw error;
  const lines = errorLines(error).join('; ');
  throw new CommandError(error.code, lines.slice(error.code.length + 2), EXIT_FAILED, { cause: error });
}

function exitFor(answers: readonly Answer[]): number {
  if (answers.some(({ answer }) => answer === 'COUNTEREXAMPLE')) return EXIT_NEGATIVE;
  return answers.length > 0 && answers.every(({ answer }) => answer === 'PROVED' || answer === 'EXHAUSTED')
    ? EXIT_OK
    : EXIT_FAILED;
}

function invariantsOf({ invariants, rego }: ProveOptions): { name: string; rego?: string }[] {
  const builtIn = names(invariants, '--invariants').map((name) => ({ name }));
  const own =
    rego === undefined ? [] : names(rego, '--rego').map((file) => ({ name: invariantName(file), rego: readText(file) }));
  return rego !== undefined && invariants === BY_DEFAULT ? own : [...builtIn, ...own];
}

/** Of the file: `no_night_deploys.rego` is told as `no-night-deploys`. */
function invariantName(file: string): string {
  const words =
    basename(file, '.rego')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  return words.join('-').replace(/^\d+-?/, '') || 'own';
}

async function chosen(context: Context, text: string): Promise<object> {
  return existsSync(text) ? folderOf(text, undefined) : storedOf(context, text);
}

function folderOf(folder: string, entrypoint: string | undefined): object {
  const { modules, data } = readPolicyFolder(folder);
  return { modules, ...(data !== undefined && { data }), ...(entrypoint !== undefined && { entrypoint }) };
}

async function storedOf(context: Context, text: string): Promise<{ policy: string; revision: number }> {
  const [, policy, number] = REVISION.exec(text) ?? [];
  if (policy === undefined) throw usageError(`${shown(text)} is neither a policy nor a revision such as refunds@3`);
  if (number !== undefined) return { policy, revision: Number(number) };
  const answer = await context.operator().get('/v1/policies/{id}', { path: { id: policy } });
  const { publishedRevision } = understood(Stored, answer, 'policy');
  if (publishedRevision === null)
    throw usageError(`${shown(policy)} has no published revision: name one, such as ${shown(policy)}@1`);
  return { policy, revision: publishedRevision };
}

function writeTests(folder: string, answers: readonly Answer[], forced: Forced): void {
  const files = answers.flatMap(({ name, counterexample }) =>
    counterexample ? [[join(folder, `${name.replaceAll('-', '_')}_test.rego`), counterexample.test] as const] : [],
  );
  writeNew(files, forced);
}

function reportLines(screen: Screen, answers: readonly Answer[]): string[] {
  const rows = answers.map((one) => [shown(one.name), answerText(one), shown(whyOf(one))]);
  const examples = answers.flatMap(({ name, counterexample }) => {
    if (!counterexample) return [];
    const { ruling, input } = counterexample;
    return [
      '',
      styled(screen, 'bold', `${shown(name)}: ${shown(ruling.verdict)} by ${shown(ruling.rule)}, "${shown(ruling.reason)}"`),
      ...jsonLines(input),
    ];
  });
  const open = [...new Set(answers.flatMap(({ solver }) => solver?.approximated ?? []))];
  const rest =
    open.length === 0 ? [] : ['', `left open, so that anything is taken to be possible there: ${open.map(shown).join('; ')}`];
  return [
    ...coloured(screen, table([{ title: 'invariant' }, { title: 'answer' }, { title: 'because' }], rows)),
    ...examples,
    ...rest,
  ];
}

function answerText({ answer, vacuous }: Answer): string {
  return vacuous === true ? `${shown(answer)} (vacuous)` : shown(answer);
}

function whyOf({ answer, why, says, search }: Answer): string {
  if (why !== null) return why;
  if (answer === 'PROVED') return `of every input: ${says}`;
  return answer === 'COUNTEREXAMPLE' ? 'the engine rules so about the call below' : `${search.tried} inputs tried`;
}

function coloured(screen: Screen, lines: readonly string[]): string[] {
  return lines.map((line) => {
    const word = Object.keys(STYLES).find((answer) => line.includes(` ${answer}`));
    return word === undefined ? line : line.replace(word, styled(screen, STYLES[word] ?? 'bold', word));
  });
}
