import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compilePlan, type Json } from '#libs/policy-engine';
import { generatedModules, rolls, type GeneratedModules } from '#libs/policy-engine/testing';
import { readPlan } from '../compile-rego.js';
import { readErrors } from '../opa-errors.js';
import { type OpaWorkspace, inOpaWorkspace } from '../opa-workspace.js';
import { buildPlan } from '../planning/build-plan.js';
import { answerOf, LIMITS, withoutBroken } from './generated-comparison.js';

/** What formatting made of generated policies that were written untidily. */
export interface FormattingComparison {
  readonly policies: number;
  readonly answers: number;
  /** Files that a second formatting changed, that lost a comment, and answers that are others than before. */
  readonly problems: readonly string[];
}

const FORMAT = ['fmt', '--v1-compatible', '-w', '.'];
const COMMENT = /# note \d+/g;

/** The same for the same seed. */
export async function compareFormatted(seed: number, count: number): Promise<FormattingComparison> {
  const policies = Array.from({ length: count }, (_, n) => generatedModules(seed, n));
  const sources = {
    modules: Object.assign({}, ...policies.map(({ modules }) => modules)) as Record<string, string>,
    data: Object.fromEntries(policies.map(({ dataName, data }) => [dataName, data])),
  };
  const compared = await inOpaWorkspace(sources, { limits: LIMITS }, async (workspace) => {
    const good = await withoutBroken(workspace, policies);
    const before = await engineOf(workspace, good, sources.data);
    const untidy = await makeUntidy(workspace, good, seed);
    const problems = [...(await formattedTwice(workspace, untidy))];
    const after = await engineOf(workspace, good, sources.data);
    let answers = 0;
    for (const { name, inputs } of good)
      for (const input of inputs) {
        answers += 1;
        const [was, is] = [before, after].map((engine) => answerOf(engine, `${name}/decision`, input));
        if (was !== is) problems.push(`${name} answered ${was} and answers ${is} to ${JSON.stringify(input)}`);
      }
    return { policies: good.length, answers, problems };
  });
  if ('ok' in compared) throw new Error(JSON.stringify(compared.errors));
  return compared;
}

async function engineOf(workspace: OpaWorkspace, policies: readonly GeneratedModules[], data: Record<string, Json>) {
  const modules = Object.assign({}, ...policies.map((policy) => policy.modules)) as Record<string, string>;
  const built = await buildPlan(
    workspace,
    modules,
    policies.map(({ name }) => `${name}/decision`),
  );
  if (built.code !== 0) throw new Error(JSON.stringify(readErrors(built)));
  const read = await readPlan(workspace.folder, '', workspace.limits);
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return compilePlan(read.plan, data);
}

/** Comments before and behind, blanks where they do not matter, empty lines. */
async function makeUntidy(
  workspace: OpaWorkspace,
  policies: readonly GeneratedModules[],
  seed: number,
): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>();
  const roll = rolls(seed);
  let notes = 0;
  for (const [file, text] of policies.flatMap(({ modules }) => Object.entries(modules))) {
    const lines = text.split('\n').flatMap((line) => {
      const note = roll(6) === 0 ? [`# note ${(notes += 1)}`] : [];
      const indented = line.replace(/^\t+/, (tabs) => ' '.repeat(tabs.length * (1 + roll(4))));
      return [...note, roll(5) === 0 && line !== '' ? `${indented}   ` : indented, ...(roll(8) === 0 && line === '' ? [''] : [])];
    });
    const untidy = `import rego.v1\n\n`;
    const [head = '', ...rest] = lines.join('\n').split(/(?<=^package [^\n]+\n)/m);
    written.set(file, roll(2) === 0 ? [head, untidy, ...rest].join('') : lines.join('\n'));
    await writeFile(join(workspace.policy, file), written.get(file) as string);
  }
  return written;
}

async function formattedTwice(workspace: OpaWorkspace, untidy: ReadonlyMap<string, string>): Promise<string[]> {
  const problems: string[] = [];
  const once = await formatted(workspace, untidy);
  const twice = await formatted(workspace, untidy);
  for (const [file, text] of untidy) {
    if (once.get(file) !== twice.get(file)) problems.push(`${file} is another when it is formatted again`);
    const lost = (text.match(COMMENT) ?? []).filter((note) => !new RegExp(`${note}\\b`).test(once.get(file) ?? ''));
    if (lost.length > 0) problems.push(`${file} lost ${lost.join(', ')}`);
  }
  return problems;
}

async function formatted(workspace: OpaWorkspace, files: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const run = await workspace.run(FORMAT);
  if (run.code !== 0) throw new Error(JSON.stringify(readErrors(run)));
  return new Map(
    await Promise.all(
      [...files.keys()].map(async (file) => [file, await readFile(join(workspace.policy, file), 'utf8')] as const),
    ),
  );
}
