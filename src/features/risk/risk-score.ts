import { riskOf } from '#features/decisions/contract';
import type { CallInput } from '#libs/decision-guards';
import type { Verdict } from '#libs/ruling';
import type { RecordedFactor } from './events.js';

export interface RiskScore {
  readonly score: number;
  /** The names of the factors that a call fits, in the order of their list. */
  readonly because: string[];
}

/** The points of all factors that a decided call fits, added up: in whatever order, each once. */
export function scoreOf(factors: readonly RecordedFactor[], input: CallInput, verdict: Verdict): RiskScore {
  const fitting = factors.filter((factor) => fits(factor, input, verdict));
  return { score: fitting.reduce((sum, { points }) => sum + points, 0), because: fitting.map(({ name }) => name) };
}

function fits({ tools, verdicts, risks, labels, tags }: RecordedFactor, input: CallInput, verdict: Verdict): boolean {
  const { tool, session, prompt } = input;
  if (tools !== null && !tools.includes(tool)) return false;
  if (verdicts !== null && !verdicts.includes(verdict)) return false;
  if (risks !== null && !risks.includes(riskOf(prompt, session.tags).risk)) return false;
  if (tags !== null && !session.tags.some((tag) => tags.includes(tag))) return false;
  // `*` stands for every label; without a catalogue nobody knows of any.
  return labels === null || (input.labels ?? []).some((label) => label === '*' || labels.includes(label));
}
