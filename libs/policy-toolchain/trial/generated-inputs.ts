import { type Json, type Plan, type SourceLocation, compilePlan, inputFactsOf, readSetOf } from '#libs/policy-engine';
import type { RegoTest } from '#libs/rego-compiler';
import type { Finding } from '../finding.js';
import { type Visit, searchAnswers } from '../inputs/answer-search.js';
import { inputDomain } from '../inputs/input-domain.js';
import { isObject, sampleOf } from '../inputs/input-schema.js';
import { type PolicySource, entrypointOf } from '../policy-source.js';
import { disagreement } from './disagreement.js';

/** Beside the tests; nobody's file has this name. */
export const GENERATED_FILE = 'writ_generated_inputs_by_number_test.rego';
/** Inputs that OPA itself is asked about, and how many of one answer. */
const [MOST, OF_ONE_ANSWER] = [60, 6];
const MAX_CHARACTERS = 200_000;
/** Failures of the plan itself. The others may be limits of the engine, beyond which OPA could work for ever. */
const FAILURES = new Set(['eval_conflict_error', 'eval_internal_error']);
/** What the search for them may cost. */
const SEARCH = { points: 2_000, timeMs: 250 };

export interface GeneratedInputs {
  /** Tests in Rego, by number, each of which holds when OPA answers as the plan does. */
  readonly text: string;
  readonly asked: readonly Asked[];
}

interface Asked {
  readonly input: Json;
  readonly answer: Json | undefined;
  /** What the plan failed with, instead of an answer. */
  readonly failure: string | undefined;
  readonly place: SourceLocation | undefined;
}

/**
 * Inputs that the policy treats in different ways, as tests that OPA answers as the plan did. Undefined where the policy goes through
 * all packages, for it would find the tests.
 */
export function generatedInputs(source: PolicySource, plan: Plan, schema: Json | undefined): GeneratedInputs | undefined {
  if (readSetOf(plan).data.some(([first]) => first === undefined || first === null)) return undefined;
  const rule = `data${entrypointOf(source)
    .split('/')
    .map((part) => `[${JSON.stringify(part)}]`)
    .join('')}`;
  const asked: Asked[] = [];
  let text = `package ${GENERATED_FILE.replace('_test.rego', '')}\n`;
  for (const one of differentlyAnswered(source, plan, schema)) {
    const test = testOf(asked.length, rule, one);
    if (text.length + test.length > MAX_CHARACTERS) continue;
    text += test;
    asked.push(one);
  }
  return asked.length === 0 ? undefined : { text, asked };
}

/** Where OPA itself answered otherwise than the plan. */
export function disputedInputs({ asked }: GeneratedInputs, tests: readonly RegoTest[], opaVersion: string): Finding[] {
  return tests.flatMap(({ name, outcome, output, message }) => {
    const one = asked[Number(/^test_(\d+)$/.exec(name)?.[1])];
    // A plan that fails denies; so does OPA when it fails or has no answer.
    if (!one || (one.failure === undefined) === (outcome === 'passed')) return [];
    const { file, row } = one.place ?? {};
    const interpreter = outcome === 'error' ? (message ?? 'that it fails') : (output?.trim() ?? 'nothing');
    const answers = { plan: one.failure ?? JSON.stringify(one.answer) ?? 'nothing', interpreter, opaVersion };
    const what = `for the input ${JSON.stringify(one.input)}`;
    return [disagreement(what, answers, { ...(file !== undefined && { file }), ...(row !== undefined && { row }) })];
  });
}

function differentlyAnswered(source: PolicySource, plan: Plan, schema: Json | undefined): Asked[] {
  const data = source.data ?? {};
  const dimensions = inputDomain(inputFactsOf(plan), { documents: [data], ...(schema !== undefined && { schema }) });
  const counts = new Map<string, number>();
  const asked: Asked[] = [];
  const visit = ({ input, result, error, explanation }: Visit): boolean => {
    if ((error && !FAILURES.has(error.code)) || !isComparable(result)) return true;
    const key = error?.code ?? JSON.stringify(decisive(result)) ?? '';
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const place = error?.location ?? explanation?.fired.at(-1);
    const failure = error && `that it fails: ${error.message}`;
    if (count < OF_ONE_ANSWER) asked.push({ input, answer: decisive(result), failure, place });
    return asked.length < MOST;
  };
  const options = { base: sampleOf(schema), ...SEARCH, explain: true };
  searchAnswers(compilePlan(plan, data), entrypointOf(source), dimensions, options, visit);
  return asked;
}

/** Of a decision what it comes to; texts are for people, and built-ins may word them in more than one way. */
function decisive(answer: Json | undefined): Json | undefined {
  if (!isObject(answer) || typeof answer['verdict'] !== 'string') return answer;
  const { verdict, rule } = answer;
  return typeof rule === 'string' ? { verdict, rule } : { verdict };
}

/** Numbers that one of the two rounds would differ without being another answer. */
function isComparable(answer: Json | undefined): boolean {
  const decided = decisive(answer);
  return decided === undefined || !/[\d.]{16,}|\d\.\d|e[+-]?\d/.test(JSON.stringify(decided));
}

function testOf(n: number, rule: string, { input, answer, failure }: Asked): string {
  const asking = `${rule} with input as ${JSON.stringify(input)}`;
  if (failure !== undefined) return `\ntest_${n} if {\n\tanswer := ${asking}\n\tprint(answer)\n}\n`;
  if (answer === undefined)
    return `\ntest_${n} if {\n\tanswers := [answer | answer := ${asking}]\n\tprint(answers)\n\tcount(answers) == 0\n}\n`;
  const isDecision = isObject(answer) && typeof answer['verdict'] === 'string';
  const conditions = isDecision
    ? Object.entries(answer).map(([name, value]) => `\tanswer.${name} == ${JSON.stringify(value)}\n`)
    : [`\tjson.unmarshal(json.marshal(answer)) == ${JSON.stringify(answer)}\n`];
  return `\ntest_${n} if {\n\tanswer := ${asking}\n\tprint(answer)\n${conditions.join('')}}\n`;
}
