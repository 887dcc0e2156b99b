import { join } from 'node:path';
import type { Command } from 'commander';
import {
  type Difference,
  type EvalResult,
  type NamedChanges,
  type PolicyDifference,
  DEFAULT_ENTRYPOINT,
  buildPolicy,
  diffPolicy,
  evalPolicy,
  explainPolicy,
  hashPolicy,
  readTexts,
} from '#libs/policy-toolchain';
import { parseJson } from '#libs/policy-engine';
import { contextOf } from '../context.js';
import { CommandError, EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { FORCE, writeNew, type Forced } from '../writing.js';
import { jsonIn, nameOf, readTextPastMark } from '../reading/text-file.js';
import { yamlOrigins } from './policy-source-map.js';
import { type PolicyWork, type SourceOptions, policyTool, workOn, working } from './policy-work.js';
import { semanticDiff } from './proving/semantic-diff.js';
import { report } from './policy-tools.command.js';
import { jsonLines, shown, styled } from '../showing/screen.js';
import { pairs } from '../showing/table.js';

export function addPolicyArtifacts(policy: Command): void {
  policyTool(policy, 'build', 'compile to a plan with its digests')
    .option('--out <folder>', 'where plan.json, data.json and manifest.json go', 'build')
    .option(...FORCE)
    .action(working(build));
  policyTool(policy, 'hash', 'hash of what the policy says, whatever its comments, spaces and key order').action(working(hash));
  addDiff(policy);
  const input = '--input <file>';
  policyTool(policy, 'eval', 'answer for one input; exits 1 when there is none')
    .requiredOption(input, 'JSON file with the input, - for standard input')
    .action(
      working(async (work, options: InputOption) =>
        answered(work, await evalPolicy(work.source, inputOf(work, options), work.tools)),
      ),
    );
  policyTool(policy, 'explain', 'answer for one input, which rules fired and what stopped the others')
    .requiredOption(input, 'JSON file with the input, - for standard input')
    .action(
      working(async (work, options: InputOption) =>
        answered(work, await explainPolicy(work.source, inputOf(work, options), work.tools)),
      ),
    );
}

type PolicyInput = Parameters<typeof evalPolicy>[1];

interface InputOption {
  readonly input: string;
}

/**
 * As OPA takes it: a byte order mark is passed over, times in nanoseconds may be beyond 2^53, and `19.0` is no whole number for
 * `sprintf`. A decision has the form of its record, where it is one; whoever tries such an input is told.
 */
function inputOf({ context }: PolicyWork, { input }: InputOption): PolicyInput {
  const text = readTextPastMark(input);
  jsonIn(text, nameOf(input), { largeWholeNumbers: true });
  const rewritten = wholeButSpelled(text);
  if (rewritten !== undefined)
    context.screen.note(
      `note: a decision records ${rewritten} as ${Number(rewritten)}, and its policy sees that; here it is as written`,
    );
  return parseJson(text) as PolicyInput;
}

/** The first number of a JSON text that is whole and written with a point or an exponent. */
function wholeButSpelled(text: string): string | undefined {
  let found: string | undefined;
  JSON.parse(text, ((_: string, value: unknown, context?: { readonly source?: string }) => {
    const source = context?.source;
    if (source !== undefined && Number.isInteger(value) && !/^-?\d+$/.test(source)) found ??= source;
    return value;
  }) as (key: string, value: unknown) => unknown);
  return found;
}

interface BuildOptions extends Forced {
  readonly out: string;
}

async function build(work: PolicyWork, { out, ...forced }: BuildOptions): Promise<void> {
  const result = await buildPolicy(work.source, work.tools);
  if (!result.ok) return report(work, result, () => []);
  const { planBytes, data, planDigest, dataDigest, entrypoint, readSet, opaVersion } = result.built;
  const manifest = { entrypoint, planDigest, dataDigest, opaVersion, readSet };
  writeNew(
    [
      [join(out, 'plan.json'), planBytes],
      [join(out, 'data.json'), `${JSON.stringify(data, null, 2)}\n`],
      [join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`],
    ],
    forced,
  );
  work.context.answer({ ok: true, out, ...manifest }, () =>
    pairs([
      ['built', shown(out)],
      ['plan', planDigest],
      ['data', dataDigest],
    ]),
  );
}

async function hash(work: PolicyWork): Promise<void> {
  const result = await hashPolicy(work.source, work.tools);
  if (!result.ok) {
    const findings = result.errors.map((error) => ({ ...error, severity: 'error' as const }));
    return report(work, { ok: false, findings }, () => []);
  }
  work.context.answer({ hash: result.hash }, () => [result.hash]);
}

interface DiffOptions extends SourceOptions {
  readonly semantic?: boolean;
}

function addDiff(policy: Command): void {
  policy
    .command('diff')
    .description('what differs between two policies; exits 0 when they say the same, 1 when not')
    .argument('<before>', 'a folder, or a revision on the server such as refunds@3')
    .argument('[after]', 'the other one (default: the current folder)')
    .option('--entrypoint <path>', 'rule that decides', DEFAULT_ENTRYPOINT)
    .option('--schema <file>', 'JSON schema of the input (default: the one of decisions)')
    .option('--semantic', 'prove on the server how revisions stand to each other, such as refunds@2 refunds@3; 2: not known')
    .action(async (before: string, other: string | undefined, options: DiffOptions, command: Command) => {
      if (options.semantic === true) return semanticDiff(contextOf(command), before, other);
      const after = other ?? '.';
      const [old, work] = [await workOn(command, before, options), await workOn(command, after, options)];
      const result = await diffPolicy(old.source, work.source, { ...work.tools, inputSchema: work.inputSchema() });
      if (!result.ok)
        throw new CommandError(
          'POLICY_INVALID',
          result.findings.map(({ code, file, message }) => `${file ?? ''} ${code}: ${message}`).join('; '),
        );
      work.context.answer(result.difference, () => differenceLines(work, result.difference));
      process.exitCode = result.difference.same ? EXIT_OK : EXIT_NEGATIVE;
    });
}

function differenceLines({ context }: PolicyWork, difference: PolicyDifference): string[] {
  if (difference.same) return ['same'];
  const { effect, search, widened, narrowed, other } = difference;
  const tried = `${search.points} inputs tried${search.exhausted ? ', all combinations of the values the policies compare with' : ''}`;
  const examples = (label: string, list: readonly Difference[]): string[] =>
    list.map(({ input, before, after }) => `${label}  ${shown(before)} -> ${shown(after)}  ${shown(input)}`);
  return [
    `${styled(context.screen, 'bold', effect)}  (${tried})`,
    ...changeLines('rule', difference.rules),
    ...changeLines('data', difference.data),
    ...changeLines('tool', difference.tools),
    ...(difference.entrypoint ? ['~ entrypoint'] : []),
    ...examples('wider   ', widened),
    ...examples('narrower', narrowed),
    ...examples('other   ', other),
  ];
}

function changeLines(kind: string, { added, removed, changed }: NamedChanges): string[] {
  const lines = (mark: string, names: readonly string[]): string[] => names.map((name) => `${mark} ${kind} ${shown(name)}`);
  return [...lines('+', added), ...lines('-', removed), ...lines('~', changed)];
}

async function answered(work: PolicyWork, answer: EvalResult): Promise<void> {
  if (!answer.ok) return report(work, answer, () => []);
  const explained = await explanationLines(work, answer);
  work.context.answer(answer, () => [...(answer.result === undefined ? ['undefined'] : jsonLines(answer.result)), ...explained]);
  process.exitCode = answer.result === undefined ? EXIT_NEGATIVE : EXIT_OK;
}

async function explanationLines(work: PolicyWork, { explanation }: EvalResult & { ok: true }): Promise<string[]> {
  if (!explanation) return [];
  const source = (file: string, row: number): string => (work.files[file]?.split('\n')[row - 1] ?? '').trim();
  const origin = await yamlOrigins(work.folder, work.files);
  const line = (word: string, rule: string, at: { file: string; row: number }): string =>
    `${word} ${shown(rule)}  ${shown(join(work.folder, at.file))}:${at.row}  ${shown(source(at.file, at.row))}${origin(at.file, at.row)}`;
  return [
    ...explanation.fired.map((at) => line('fired  ', at.rule, at)),
    ...explanation.failed.map((at) => line('stopped', at.rule, at.condition)),
    ...(explanation.reads ? [`read    ${shown(readTexts(explanation.reads).join(', '))}`] : []),
  ];
}
