import { createHash } from 'node:crypto';
import type { Json } from '#libs/policy-engine';
import { encodeClaim, type Claim, type EncodedClaim, type Subject } from '../claims/claim.js';
import { EncodingTooLarge, type Formula } from '../encoding/formulas.js';
import { smtQuestion } from '../encoding/smt-text.js';
import { boundedSearch, type Found, type SearchReport } from '../searching/bounded-search.js';
import { factsOf, inputShapeOf } from '../searching/input-shape.js';
import { Judging, type Judged } from '../searching/judging.js';
import { ModelInput } from '../searching/model-input.js';
import type { Solver } from './solver.js';

export const ANSWERS = ['PROVED', 'EXHAUSTED', 'COUNTEREXAMPLE', 'NO_COUNTEREXAMPLE_FOUND'] as const;

export interface Proof {
  readonly answer: (typeof ANSWERS)[number];
  /** True when no input meets the premise, so that the invariant says nothing; null when that is not known. */
  readonly vacuous: boolean | null;
  readonly counterexample?: Judged;
  readonly solver: {
    readonly said: 'unsat' | 'sat' | 'unknown';
    readonly smtDigest: string;
    readonly approximated: readonly string[];
    readonly milliseconds: number;
  } | null;
  readonly search: SearchReport;
  /** Why it is not proved. */
  readonly why?: string;
  /** What a proof takes for granted; without it, it takes nothing for granted. */
  readonly assumed?: string;
}

/** Said of parts of an answer whose size depends on the input, and of what is computed from it. */
const SIZES_TAKEN =
  'no rule or reason is empty or longer than 2,000 characters, there are no more than 64 obligations or 65,536 characters of them, and no number has thousands of digits';

export interface ProofOptions {
  /** JSON schema that every input meets; without one any JSON object may come. */
  readonly schema: Json | undefined;
  /** Whether an input is one that can come; what `schema` cannot say included. */
  accepts(input: Json): boolean;
  readonly solver: Solver;
  readonly fuel?: number | undefined;
  readonly solverMs: number;
  readonly searchMs: number;
  readonly searchPoints: number;
  /** Whether a proof may take for granted that no text of an answer is too long to be one. */
  readonly mayAssume?: boolean;
}

interface Asked {
  readonly subject: Subject;
  readonly baseline?: Subject | undefined;
  readonly claim: Claim;
}

/** Times that an example of the solver which is none for the engine leads to a closer look at its texts. */
const ROUNDS = 4;

/** Whether an invariant holds for every input; what is told as a counterexample was judged by the engine that decides. */
export async function proveClaim(asked: Asked, options: ProofOptions): Promise<Proof> {
  const judging = new Judging(asked, options.fuel);
  const violation = await solved(asked, judging, options, 'violated');
  if (violation.example) return told(asked, judging, options, violation, violation.example);
  const seeds = violation.tried.slice(0, 8);
  const found = boundedSearch(judging, asked, { ...options, seeds, points: options.searchPoints, timeMs: options.searchMs });
  const { said } = violation.solver ?? {};
  if (found.violation) return told(asked, judging, options, violation, found.violation, found);
  const vacuous = await isVacuous(asked, judging, options, found);
  const rest = { vacuous, solver: violation.solver, search: found.report };
  if (vacuous === true)
    return {
      answer: 'NO_COUNTEREXAMPLE_FOUND',
      ...rest,
      why: 'no input meets the premise of the invariant, so it says nothing about this policy',
    };
  const { assumed } = violation;
  if (said === 'unsat') return { answer: 'PROVED', ...rest, ...(assumed !== undefined && { assumed }) };
  const why = violation.why ?? 'what the solver found is none for the engine: it rests on what is approximated';
  return { answer: found.report.exhausted ? 'EXHAUSTED' : 'NO_COUNTEREXAMPLE_FOUND', ...rest, why };
}

function told(
  asked: Asked,
  judging: Judging,
  options: ProofOptions,
  violation: SolverRun,
  counterexample: Judged,
  found?: Found,
): Proof {
  const search = found?.report ?? boundedSearch(judging, asked, { ...options, seeds: [], points: 0, timeMs: 1 }).report;
  return {
    answer: 'COUNTEREXAMPLE',
    vacuous: asked.claim.hasPremise && counterexample.isPremise ? false : null,
    counterexample,
    solver: violation.solver,
    search,
  };
}

async function isVacuous(asked: Asked, judging: Judging, options: ProofOptions, found: Found): Promise<boolean | null> {
  if (!asked.claim.hasPremise) return null;
  if (found.premise !== undefined) return false;
  const run = await solved(asked, judging, options, 'premise');
  if (run.example) return false;
  return run.solver?.said === 'unsat' ? true : null;
}

interface SolverRun {
  readonly solver: Proof['solver'];
  /** Judged by the engine. */
  readonly example?: Judged;
  /** Examples of the solver that are none. */
  readonly tried: readonly Json[];
  readonly why?: string;
  readonly assumed?: string;
}

async function solved(asked: Asked, judging: Judging, options: ProofOptions, what: 'violated' | 'premise'): Promise<SolverRun> {
  const facts = factsOf([asked.subject, ...(asked.baseline ? [asked.baseline] : [])], asked.claim);
  const texts = new Map<string, string[]>();
  const tried: Json[] = [];
  const until = performance.now() + options.solverMs;
  const isExample = (input: Json): Judged | undefined => {
    const judged = judging.judge(input);
    return (what === 'violated' ? judged.isViolated : judged.isPremise) && options.accepts(input) ? judged : undefined;
  };
  let last: Proof['solver'] = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const shape = inputShapeOf(options.schema, facts, texts);
    const asking = attempt(() => encodeClaim(asked.subject, asked.claim, asked.baseline, shape));
    if (typeof asking === 'string') return { solver: last, tried, why: asking };
    const { sizesTaken, calls } = asking.encoding;
    const likely = [...sizesTaken, ...calls.sums.inRange];
    const sizes = options.mayAssume ? likely : [];
    const run = await askSolver(asking, [asking[what], ...sizes, ...calls.sums.exact], options, until - performance.now());
    last ??= run.solver;
    if (run.solver?.said === 'unsat' && sizes.length + calls.sums.exact.length > 0)
      return withLess(asking, what, { options, until, isExample, sizes });
    if (run.why !== undefined || run.input === undefined)
      return { solver: run.solver, tried, ...(run.why !== undefined && { why: run.why }) };
    const example = isExample(run.input);
    if (example) return { solver: run.solver, tried, example };
    tried.push(run.input);
    const news = [...run.invented].filter(([path, text]) => !texts.get(path)?.includes(text));
    if (news.length === 0 || performance.now() > until) break;
    for (const [path, text] of news) texts.set(path, [...(texts.get(path) ?? []), text]);
  }
  return { solver: last, tried };
}

/** Something is so where sums are exact and sizes are taken: whether it also is where less is taken for granted. */
async function withLess(
  asking: EncodedClaim,
  what: 'violated' | 'premise',
  of: { options: ProofOptions; until: number; isExample(input: Json): Judged | undefined; sizes: readonly Formula[] },
): Promise<SolverRun> {
  let assuming: SolverRun | undefined;
  for (const given of of.sizes.length > 0 ? [of.sizes, []] : [[]]) {
    const run = await askSolver(asking, [asking[what], ...given], of.options, of.until - performance.now());
    const tried = run.input === undefined ? [] : [run.input];
    const example = run.input === undefined ? undefined : of.isExample(run.input);
    if (example) return { solver: run.solver, tried, example };
    if (run.solver?.said !== 'unsat')
      return assuming ?? { solver: run.solver, tried, ...(run.why !== undefined && { why: run.why }) };
    assuming = { solver: run.solver, tried: [], ...(given.length > 0 && { assumed: SIZES_TAKEN }) };
  }
  return assuming ?? { solver: null, tried: [] };
}

interface Asking {
  readonly solver: Proof['solver'];
  readonly input?: Json;
  readonly invented: ReadonlyMap<string, string>;
  readonly why?: string;
}

async function askSolver(
  { encoding }: EncodedClaim,
  claims: readonly Formula[],
  { solver, schema }: ProofOptions,
  timeMs: number,
): Promise<Asking> {
  const { formulas, unknowns } = encoding.of;
  const question = smtQuestion(formulas, unknowns, claims);
  const smtDigest = createHash('sha256').update(question.text).digest('hex');
  const begun = performance.now();
  const answer = await solver.solve(question.text, Math.max(100, timeMs));
  const run = {
    said: answer.is,
    smtDigest,
    approximated: question.approximated,
    milliseconds: Math.round(performance.now() - begun),
  };
  if (answer.is === 'unknown') return { solver: run, invented: new Map(), why: answer.why };
  if (answer.is === 'unsat') return { solver: run, invented: new Map() };
  const model = new ModelInput(encoding, question, answer.values, schema);
  return { solver: run, input: model.build(), invented: model.invented };
}

function attempt<T>(encode: () => T): T | string {
  try {
    return encode();
  } catch (error) {
    if (error instanceof EncodingTooLarge) return error.message;
    throw error;
  }
}
