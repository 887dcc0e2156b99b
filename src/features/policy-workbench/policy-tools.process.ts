import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import {
  compilePlan,
  pathText,
  PlanError,
  PolicyEvaluationError,
  type CompiledPolicy,
  type Explanation,
  type Json,
  type Plan,
} from '#libs/policy-engine';
import { buildPolicy, diffPolicy, type CheckOptions } from '#libs/policy-toolchain';
import { reportOn } from './check-report.js';
import { findingView } from './finding-view.js';
import type { PolicyDiffView, PolicyEvaluationView } from './policy-views.js';
import { compiled, compilerWithin, ToolRefusal } from './tool-refusal.js';
import type { EvaluateTask, StoredPlan, ToolAnswers, ToolOrder, ToolOutcome, ToolReply, ToolTask } from './tool-tasks.js';

/** Characters of an answer: more than this is no help to anybody, and whoever waits for it has to read it whole. */
const MAX_ANSWER = 4 * 1024 * 1024;
/** A third of the share of what else runs: still enough to end within the compiler's own limits on a busy machine. */
const LOW_PRIORITY = 5;

if (process.platform === 'linux') beLessUrgent();
process.on('message', (order: ToolOrder) => void reply(order));
// Nobody is there any more who could be told.
process.once('disconnect', () => process.exit());

/** Deciding calls comes first. Where the kernel shares out time by session, of which this process leads one, that has a priority, too. */
function beLessUrgent(): void {
  setPriority(0, LOW_PRIORITY);
  try {
    writeFileSync('/proc/self/autogroup', String(LOW_PRIORITY));
  } catch {
    // It does not.
  }
}

async function reply(order: ToolOrder): Promise<void> {
  const replied = await carryOut(order).then(
    (outcome): ToolReply => ({ outcome }),
    (error: unknown): ToolReply => ({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  process.send?.(replied);
}

/** Carries out one task. Resolves for any policy text whatever; throws only when something is broken. */
async function carryOut(order: ToolOrder): Promise<ToolOutcome> {
  process.env['TMPDIR'] = order.folder;
  try {
    const answer = await answerTo(order);
    if (JSON.stringify(answer).length > MAX_ANSWER) throw new ToolRefusal('POLICY_TOO_COSTLY', 'the answer would be too large');
    return { ok: true, answer };
  } catch (error) {
    return outcomeOf(error);
  }
}

function answerTo({ task, fuel, inputSchema, ...order }: ToolOrder): Promise<ToolAnswers[keyof ToolAnswers]> {
  const options: CheckOptions = { compiler: compilerWithin(order), inputSchema };
  if (task.tool === 'check') return reportOn(task.source, task.parts, options);
  if (task.tool === 'evaluate') return evaluated(task, fuel, options);
  return compared(task, options);
}

async function compared({ before, after }: Extract<ToolTask, { tool: 'diff' }>, options: CheckOptions): Promise<PolicyDiffView> {
  return compiled(await diffPolicy(before, after, options)).difference;
}

async function evaluated(
  { policy, input }: EvaluateTask,
  fuel: number | undefined,
  options: CheckOptions,
): Promise<PolicyEvaluationView> {
  const { runnable, entrypoint } = 'plan' in policy ? stored(policy) : await built(policy, options);
  try {
    const { result, explanation } = runnable.evaluate(entrypoint, input, { explain: true, ...(fuel !== undefined && { fuel }) });
    return {
      defined: result !== undefined,
      result: result ?? null,
      explanation: explanation ? explained(explanation) : null,
      error: null,
    };
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    const { code, message, location } = error;
    const failure = findingView({ code, severity: 'error', message, ...location });
    return { defined: false, result: null, explanation: null, error: failure };
  }
}

function explained({ fired, failed, reads }: Explanation): NonNullable<PolicyEvaluationView['explanation']> {
  const texts = (root: 'input' | 'data', paths: string[][] = []): string[] => paths.map((path) => pathText(root, path));
  const missing = [...texts('input', reads?.missing.input), ...texts('data', reads?.missing.data)];
  const all = { input: texts('input', reads?.input), data: texts('data', reads?.data) };
  return { fired, failed, reads: { ...all, missing, truncated: reads?.truncated === true } };
}

interface Runnable {
  readonly runnable: CompiledPolicy;
  readonly entrypoint: string;
}

async function built(source: Exclude<EvaluateTask['policy'], StoredPlan>, options: CheckOptions): Promise<Runnable> {
  const { plan, data, entrypoint } = compiled(await buildPolicy(source, options)).built;
  return { runnable: compilePlan(plan, data), entrypoint };
}

function stored({ plan, data, entrypoint }: StoredPlan): Runnable {
  return { runnable: compilePlan(JSON.parse(plan) as Plan, JSON.parse(data) as Json), entrypoint };
}

function outcomeOf(error: unknown): ToolOutcome {
  if (error instanceof ToolRefusal) {
    const { code, message: detail, findings } = error;
    return { ok: false, code, detail, findings };
  }
  if (error instanceof PlanError) return { ok: false, code: 'POLICY_UNUSABLE', detail: error.message, findings: [] };
  if (error instanceof RangeError)
    return { ok: false, code: 'POLICY_TOO_COSTLY', detail: 'the policy is nested too deeply or grew too large', findings: [] };
  throw error;
}
