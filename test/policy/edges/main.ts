import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findOpa } from '#libs/rego-compiler';
import {
  type AskedVersions,
  type EdgeQuestions,
  type RecordedAnswer,
  ANSWERS,
  answersText,
  edgeQuestions,
  standingOf,
} from '#libs/policy-engine/testing';
import { type Opa, opaAt } from './ask-opa.js';
import { searchDifferences } from './random-edges.js';

const USAGE = `npm run edges -- --newest PATH [--random COUNT] [--seed N] [--check] [part of a built-in or family]…
  Without --random: asks OPA 0.70 and the OPA at PATH for the answers to all edge inputs and writes ${ANSWERS},
                    whole families at a time.
  With --random: compares COUNT random inputs of each built-in with the OPA at PATH and prints what differs, shrunk.
  --check: prints what differs from the engine and writes nothing.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { newest: { type: 'string' }, random: { type: 'string' }, seed: { type: 'string' }, check: { type: 'boolean' } },
});

function chosen(): EdgeQuestions[] {
  const all = edgeQuestions();
  if (positionals.length === 0) return all;
  const named = all.filter(({ builtin, family }) => positionals.some((part) => builtin.includes(part) || family === part));
  if (values.random !== undefined || values.check) return named;
  // A file holds a whole family.
  const families = new Set(named.map(({ family }) => family));
  return all.filter(({ family }) => families.has(family));
}

async function searchAll(opa: Opa, questions: readonly EdgeQuestions[]): Promise<number> {
  const seed = Number(values.seed ?? 1 + Math.floor(Math.random() * 2 ** 31));
  console.log(`OPA ${opa.version}, seed ${seed}, ${values.random} inputs each`);
  let different = 0;
  for (const one of questions) {
    const { found, shrunk } = await searchDifferences({ questions: one, opa }, Number(values.random), seed);
    different += found;
    if (found > 0) console.log(`${one.builtin}: ${found} differ`);
    for (const { answer, ours } of shrunk) console.log(`  ${answer.input}\n    OPA  ${answer.newest}\n    ours ${ours}`);
  }
  return different;
}

async function record(opas: readonly [Opa, Opa], questions: readonly EdgeQuestions[]): Promise<number> {
  const calls = questions.map(({ builtin, operands, inputs }) => ({ builtin, arity: operands.length, inputs }));
  const [newest, old] = [await opas[0].ask(calls), await opas[1].ask(calls)];
  const families = new Map<string, RecordedAnswer[]>();
  questions.forEach(({ family, builtin, inputs }, q) => {
    const answers = inputs.map((input, i) => ({ builtin, input, newest: newest[q]![i]!, old: old[q]![i]! }));
    families.set(family, [...(families.get(family) ?? []), ...answers]);
  });
  mkdirSync(ANSWERS, { recursive: true });
  for (const [family, answers] of families) if (!values.check) writeFileSync(`${ANSWERS}/${family}.txt`, answersText(answers));
  const versions: AskedVersions = { newest: opas[0].version, old: opas[1].version };
  if (!values.check) writeFileSync(`${ANSWERS}/versions.json`, `${JSON.stringify(versions)}\n`);
  return printDifferences([...families.values()].flat());
}

function printDifferences(answers: readonly RecordedAnswer[]): number {
  let different = 0;
  for (const answer of answers) {
    const standing = standingOf(answer);
    if (standing.kind === 'same' || standing.by) continue;
    different += 1;
    console.log(`${answer.builtin} ${answer.input}\n    OPA  ${answer.newest}\n    ours ${standing.ours}`);
  }
  console.log(`${answers.length} inputs, ${different} differ without a reason`);
  return different;
}

if (values.newest === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const newest = await opaAt(values.newest);
  const questions = chosen();
  if (values.random !== undefined) process.exitCode = (await searchAll(newest, questions)) > 0 ? 1 : 0;
  else await record([newest, await opaAt((await findOpa()).path)], questions);
}
