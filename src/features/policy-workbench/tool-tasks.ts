import type { Json } from '#libs/policy-engine';
import type { Finding, PolicySource } from '#libs/policy-toolchain';
import type { Part } from './commands.js';
import type { PolicyCheckReport, PolicyDiffView, PolicyEvaluationView } from './policy-views.js';

/** A compiled policy as it is stored: plan and data are JSON text. */
export interface StoredPlan {
  readonly plan: string;
  readonly data: string;
  readonly entrypoint: string;
}

interface CheckTask {
  readonly tool: 'check';
  readonly source: PolicySource;
  readonly parts: readonly Part[];
}

export interface EvaluateTask {
  readonly tool: 'evaluate';
  readonly policy: PolicySource | StoredPlan;
  readonly input: Json;
}

interface DiffTask {
  readonly tool: 'diff';
  readonly before: PolicySource;
  readonly after: PolicySource;
}

/** What a process of the tools is given to do. */
export type ToolTask = CheckTask | EvaluateTask | DiffTask;

export interface ToolAnswers {
  readonly check: PolicyCheckReport;
  readonly evaluate: PolicyEvaluationView;
  readonly diff: PolicyDiffView;
}

/** A task on its way to a process of the tools, as JSON. */
export interface ToolOrder {
  readonly task: ToolTask;
  /** No compiler run goes on after this, in milliseconds of `monotonicMs`. */
  readonly compileUntil: number;
  /** Folder of this task alone; removed by whoever made it. */
  readonly folder: string;
  readonly opaBin: string | undefined;
  readonly fuel: number | undefined;
  readonly inputSchema: Json;
}

export type ToolOutcome =
  | { readonly ok: true; readonly answer: ToolAnswers[keyof ToolAnswers] }
  | {
      readonly ok: false;
      readonly code: 'POLICY_INVALID' | 'POLICY_UNUSABLE' | 'POLICY_COMPILER_UNAVAILABLE' | 'POLICY_TOO_COSTLY';
      readonly detail: string;
      readonly findings: readonly Finding[];
    };

/** What comes back; `fault` says what is broken. */
export type ToolReply = { readonly outcome: ToolOutcome } | { readonly fault: string };

/** A clock that all processes of a machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
