import { type CompiledPolicy, type InputFact, type Json, compilePlan, inputFactsOf, readSetOf } from '#libs/policy-engine';
import { type Refused, parseRego } from '#libs/rego-compiler';
import { type SearchOptions, type Visit, SEARCH_LIMITS, relevantPart, searchAnswers } from '../inputs/answer-search.js';
import { type CheckOptions, compiledOf } from '../check-policy.js';
import { type Dimension, inputDomain, resolve } from '../inputs/input-domain.js';
import { isObject, sampleOf } from '../inputs/input-schema.js';
import type { AnswerProblem, LintSubject, SearchFacts, Witness } from './lint-rule.js';
import { RuleGraph } from '../rule-graph.js';
import { type PolicySource, entrypointOf, everythingOf } from '../policy-source.js';
import { type Module, type Place, bodiesOf, inputsOfTests, readModule } from '../syntax-tree.js';
import { firedInTests } from '../test-policy.js';

const VERDICTS = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'MODIFY', 'DEFER'];

/** Compiles, parses, runs the tests and searches the answers of a policy. */
export async function lintSubject(
  source: PolicySource,
  options: CheckOptions,
): Promise<{ ok: true; subject: LintSubject } | Refused> {
  const { compiler = {}, inputSchema } = options;
  const entrypoint = entrypointOf(source);
  const parsed = await parseRego(everythingOf(source).modules, compiler);
  if (!parsed.ok) return parsed;
  const compiled = await compiledOf(source, options);
  if (!compiled.ok) return compiled;
  const all = Object.entries(parsed.modules).map(([file, tree]) => readModule(file, tree));
  const isTest = ({ file }: Module): boolean => Object.hasOwn(source.tests, file);
  const [modules, tests] = [all.filter((module) => !isTest(module)), all.filter(isTest)];
  const data = source.data ?? {};
  const policy = compilePlan(compiled.plan, data);
  const facts = inputFactsOf(compiled.plan);
  const entry = entryOf(modules, entrypoint);
  const search = searched({ policy, entrypoint, facts, data, inputSchema, seeds: inputsOfTests(tests), entry });
  const fired = tests.length > 0 ? await firedInTests(source, options) : undefined;
  return {
    ok: true,
    subject: {
      source,
      modules,
      graph: new RuleGraph(modules),
      tests,
      data,
      inputSchema,
      entry,
      readSet: readSetOf(compiled.plan),
      facts,
      search,
      fired,
    },
  };
}

function entryOf(modules: readonly Module[], entrypoint: string): LintSubject['entry'] {
  const parts = entrypoint.split('/');
  const name = parts.at(-1)!;
  const owner = ['data', ...parts.slice(0, -1)].join('.');
  const bodies = modules.filter((module) => module.package === owner).flatMap(bodiesOf);
  return { package: owner, name, bodies: bodies.filter((body) => body.name === name) };
}

interface SearchRequest {
  readonly policy: CompiledPolicy;
  readonly entrypoint: string;
  readonly facts: readonly InputFact[];
  readonly data: Json;
  readonly inputSchema: Json | undefined;
  readonly seeds: readonly Json[];
  readonly entry: LintSubject['entry'];
}

function searched(request: SearchRequest): SearchFacts {
  const { policy, entrypoint, data, facts, inputSchema, seeds } = request;
  const dimensions = inputDomain(facts, { documents: [data], seeds, ...(inputSchema !== undefined && { schema: inputSchema }) });
  const found = new Findings(relevantPart(dimensions));
  const options: SearchOptions = { base: sampleOf(inputSchema), seeds, ...SEARCH_LIMITS, explain: true };
  const summary = searchAnswers(policy, entrypoint, dimensions, options, (visited) => found.add(visited, request.entry));
  return { ...summary, ...found.facts(), unanswered: unansweredTools(request, dimensions) };
}

/** Sorts what the visits of a search brought up: the first witness of every kind and place. */
class Findings {
  readonly #fired = new Set<string>();
  readonly #tried = new Set<string>();
  readonly #conflicts = new Map<string, Witness>();
  readonly #failures = new Map<string, SearchFacts['failures'][number]>();
  readonly #wrong = new Map<string, SearchFacts['wrong'][number]>();

  constructor(private readonly shown: (input: Json) => Json) {}

  add({ input, result, error, explanation }: Visit, entry: LintSubject['entry']): void {
    for (const { file, row } of explanation?.fired ?? []) this.#fired.add(`${file}:${row}`);
    for (const { file, row } of explanation?.failed ?? []) this.#tried.add(`${file}:${row}`);
    if (error) {
      const { file = '', row = 1 } = error.location ?? {};
      const witness = { place: { file, row, col: 1 }, input: this.shown(input), answer: null };
      if (error.code === 'eval_conflict_error') keep(this.#conflicts, `${file}:${row}`, witness);
      else keep(this.#failures, error.code, { ...witness, code: error.code, message: error.message });
      return;
    }
    const rule = `${entry.package}.${entry.name}`;
    const fired = explanation?.fired.filter((at) => at.rule === rule) ?? [];
    const place: Place = { file: fired[0]?.file ?? '', row: fired[0]?.row ?? 1, col: 1 };
    for (const [problem, detail] of answerProblems(result)) {
      keep(this.#wrong, `${place.file}:${place.row}:${problem}`, {
        place,
        input: this.shown(input),
        answer: result ?? null,
        problem,
        detail,
      });
    }
  }

  facts(): Pick<SearchFacts, 'fired' | 'tried' | 'conflicts' | 'failures' | 'wrong'> {
    const [conflicts, failures, wrong] = [[...this.#conflicts.values()], [...this.#failures.values()], [...this.#wrong.values()]];
    return { fired: this.#fired, tried: new Set([...this.#fired, ...this.#tried]), conflicts, failures, wrong };
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) map.set(key, value);
}

/** What keeps an answer from being a decision, in words. */
function answerProblems(answer: Json | undefined): [AnswerProblem, string][] {
  if (!isObject(answer)) return [['fields', answer === undefined ? 'there is no answer' : 'the answer is no object']];
  const problems: [AnswerProblem, string][] = [];
  const { verdict } = answer;
  if (typeof verdict !== 'string' || !VERDICTS.includes(verdict)) {
    problems.push(['verdict', `${JSON.stringify(verdict) ?? 'no verdict'} is not one of ${VERDICTS.join(', ')}`]);
  }
  for (const name of ['rule', 'reason']) {
    const value = answer[name];
    if (typeof value !== 'string' || value === '') problems.push(['fields', `the answer has no ${name}`]);
  }
  if (verdict === 'MODIFY' && !isObject(answer['changes'])) problems.push(['changes', 'MODIFY comes without changes']);
  if (verdict !== 'MODIFY' && answer['changes'] !== undefined)
    problems.push(['changes', `${String(verdict)} comes with changes`]);
  return problems;
}

const MAX_TOOLS = 400;
const TRIES_PER_TOOL = 200;

/** Asks about every tool that data names, with a sample of everything else. */
function unansweredTools(request: SearchRequest, dimensions: readonly Dimension[]): string[] {
  const { policy, entrypoint, entry, facts, data } = request;
  const defaults = new Set(entry.bodies.filter(({ isDefault }) => isDefault).map(({ place }) => `${place.file}:${place.row}`));
  const named = toolsIn(facts, data).slice(0, MAX_TOOLS);
  if (defaults.size === 0 || named.length === 0) return [];
  const others = dimensions.filter(({ path }) => !(path.length === 1 && path[0] === 'tool'));
  const isAnswered = ({ explanation, error }: Visit): boolean => {
    const fired = explanation?.fired.filter((at) => at.rule === `${entry.package}.${entry.name}`) ?? [];
    return error !== undefined || fired.some(({ file, row }) => !defaults.has(`${file}:${row}`));
  };
  return named.filter((tool) => {
    let answered = false;
    const options = { base: sampleOf(request.inputSchema), points: TRIES_PER_TOOL, timeMs: 50, explain: true };
    searchAnswers(policy, entrypoint, [{ path: ['tool'], values: [tool] }, ...others], options, (visited) => {
      answered = isAnswered(visited);
      return !answered;
    });
    return !answered;
  });
}

/** Names in the parts of data that the policy compares `input.tool` with: members of lists, keys of objects. */
function toolsIn(facts: readonly InputFact[], data: Json): string[] {
  const paths = facts.filter(({ path }) => path.length === 1 && path[0] === 'tool').flatMap((fact) => fact.data);
  const values = paths.flatMap((path) => resolve(data, path));
  const names = values.flatMap((value) => (Array.isArray(value) ? value : isObject(value) ? Object.keys(value) : [value]));
  return [...new Set(names.filter((name): name is string => typeof name === 'string'))].sort();
}
