import { setTimeout } from 'node:timers/promises';
import type { ApiClient } from '../../cli/session/api-client.js';
import { mayRun } from '../../cli/commands/decide.command.js';
import { DecisionAnswer } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { nextScenario, type PlannedCall, type Random } from './scenarios.js';

export interface DemoOptions {
  readonly client: Pick<ApiClient, 'post'>;
  readonly random: Random;
  readonly customers: number;
  /** Customers served at the same time. */
  readonly parallel: number;
  /** Milliseconds between two calls of one customer; 0 goes as fast as the server answers. */
  readonly pauseMs: number;
  /** Makes session ids distinct between runs. */
  readonly run: string;
  readonly signal: AbortSignal;
  readonly onStory: (session: string, story: string) => void;
  readonly onCall: (session: string, call: PlannedCall, answer: DecisionAnswer, ms: number) => void;
}

/** Serves customers the way a governed agent must: ask first, run only what was allowed, tell what came of it. */
export async function serveCustomers(options: DemoOptions): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < options.customers && !options.signal.aborted) await serve(options, (next += 1));
  };
  await Promise.all(Array.from({ length: options.parallel }, worker));
}

async function serve(options: DemoOptions, number: number): Promise<void> {
  const session = `demo-${options.run}-${number}`;
  const { story, calls } = nextScenario(options.random);
  options.onStory(session, story);
  for (const [n, call] of calls.entries()) {
    if (options.signal.aborted) return;
    if (!(await ask(options, session, call, n))) break;
    if (options.pauseMs > 0) await setTimeout(options.pauseMs, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** False when the agent should not go on with this customer. */
async function ask(options: DemoOptions, sessionId: string, call: PlannedCall, n: number): Promise<boolean> {
  const started = performance.now();
  const body = { requestId: `${sessionId}-${n}`, sessionId, tool: call.tool, arguments: call.arguments };
  const answer = understood(DecisionAnswer, await options.client.post('/v1/decisions', { body }), 'decision');
  options.onCall(sessionId, call, answer, performance.now() - started);
  const outcome = outcomeOf(call, mayRun(answer.verdict));
  await options.client.post('/v1/decisions/{id}/outcome', { path: { id: answer.decisionId }, body: outcome });
  return answer.verdict !== 'DENY';
}

/** The tools are simulated: what was allowed "ran" and gave the planned result, everything else did not run. */
function outcomeOf({ result }: PlannedCall, ran: boolean): Schemas['OutcomeRequest'] {
  if (!ran) return { status: 'refused' };
  if (typeof result === 'string' && result.startsWith('Error')) return { status: 'failed', error: result, durationMs: 12 };
  return { status: 'succeeded', result, durationMs: 12 };
}
