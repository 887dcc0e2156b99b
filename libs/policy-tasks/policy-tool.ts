import { PlanError, type Json } from '#libs/policy-engine';
import type { CheckOptions } from '#libs/policy-toolchain';
import { DEFAULT_LIMITS } from '#libs/rego-compiler';
import { monotonicMs, taskIn, type TaskRun } from '#libs/task-processes';
import type { ToolFailure, ToolOutcome } from './tool-outcome.js';
import { ToolRefusal } from './tool-refusal.js';

/** Characters of an answer: more than this is no help to anybody, and whoever waits for it has to read it whole. */
const MAX_ANSWER = 4 * 1024 * 1024;

/** As the tools have a low priority, the compiler may take all the time the task has left, and works in it no longer than elsewhere. */
const LIMITS = { timeMs: 60 * 60_000, processorMs: 2 * DEFAULT_LIMITS.timeMs };

/** What a tool is given beside the question; the same for every question to one server. */
export interface ToolSetting {
  readonly opaBin?: string | undefined;
  /** Of the compiler that the server has compared with its digest. */
  readonly opaSeal?: string | undefined;
  readonly fuel?: number | undefined;
  readonly inputSchema: Json;
}

export interface ToolOrder<I> extends ToolSetting {
  readonly asked: I;
}

/** A tool that a server has in a process of its own: where its code lies, what it is asked and what it answers. */
export interface PolicyTool<I, A> {
  readonly module: string;
  readonly types?: (asked: I) => A;
}

interface ToolModule {
  carryOut(order: never, run: TaskRun): Promise<ToolOutcome<unknown>>;
}
type Asked<M extends ToolModule> = Parameters<M['carryOut']>[0] extends ToolOrder<infer I> ? I : never;
type Answer<M extends ToolModule> =
  Awaited<ReturnType<M['carryOut']>> extends infer O ? (O extends { ok: true; answer: infer A } ? A : never) : never;

/** The tool in the module at `path`: `toolIn<typeof import('./x.task.js')>('./x.task.js', import.meta.url)`. */
export function toolIn<M extends ToolModule>(path: string, beside: string): PolicyTool<Asked<M>, Answer<M>> {
  return { module: taskIn(path, beside).module };
}

/** How a tool works: every run of the compiler ends before the task has to. */
export interface ToolWork {
  readonly options: CheckOptions;
  readonly fuel: number | undefined;
}

/** Makes a tool the `carryOut` of a task. It resolves for any policy text whatever, and rejects only when something is broken. */
export function policyTool<I, A>(
  work: (asked: I, work: ToolWork) => Promise<A>,
): (order: ToolOrder<I>, run: TaskRun) => Promise<ToolOutcome<A>> {
  return async ({ asked, opaBin, opaSeal, fuel, inputSchema }, { until }) => {
    const timeLeft = () => until - monotonicMs();
    const compiler = {
      limits: LIMITS,
      timeLeft,
      ...(opaBin !== undefined && { opaBin }),
      ...(opaSeal !== undefined && { opaSeal }),
    };
    try {
      const answer = await work(asked, { options: { compiler, inputSchema }, fuel });
      if (JSON.stringify(answer).length > MAX_ANSWER) throw new ToolRefusal('POLICY_TOO_COSTLY', 'the answer would be too large');
      return { ok: true, answer };
    } catch (error) {
      return failureOf(error);
    }
  };
}

function failureOf(error: unknown): ToolFailure {
  if (error instanceof ToolRefusal) {
    const { code, message: detail, findings } = error;
    return { ok: false, code, detail, findings };
  }
  if (error instanceof PlanError) return { ok: false, code: 'POLICY_UNUSABLE', detail: error.message, findings: [] };
  if (error instanceof RangeError)
    return { ok: false, code: 'POLICY_TOO_COSTLY', detail: 'the policy is nested too deeply or grew too large', findings: [] };
  throw error;
}
