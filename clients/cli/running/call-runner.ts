import { setTimeout } from 'node:timers/promises';
import { DecisionAnswer } from '../../contract/answers.js';
import { isTemporary, WritProblem, type WritUnreachable } from '../../contract/problem.js';
import { understood, type Unread } from '../../contract/reading.js';
import type { AnswerTo, Asked, Route } from '../../contract/routes.js';
import type { ApiClient } from '../session/api-client.js';
import { outcomeOf, type Outcome, type RecordedCall } from '../reading/call-file.js';
import { mayRun } from '../commands/decide.command.js';
import { untilDecided } from './people.js';
import { RunTally } from './run-tally.js';

export interface RunOptions {
  readonly client: Pick<ApiClient, 'get' | 'post'>;
  /** Sessions sent at the same time; the calls of one session always follow one another. */
  readonly parallel: number;
  /** Put before session and request ids: a run with the same prefix gets the same answers, another one starts anew. */
  readonly prefix: string;
  /** Give up when nothing has been answered for this long. */
  readonly patienceMs: number;
  /** Milliseconds to wait after this many failures of one request (1..), when the server names no time. */
  readonly waitMs: (failures: number) => number;
  /** How long a held call waits for people; then, or when they have decided, it is asked for again. 0 for not at all. */
  readonly peopleMs?: number;
  /** No new call is begun after this. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
  readonly onRetry: (ms: number, error: WritProblem | WritUnreachable) => void;
  /** Counted into as the run goes on, so that what was done is known also when it ends in a fault. */
  readonly tally?: RunTally;
}

/**
 * Sends every call through the decision API, and the outcome of each; one that was not allowed is told as not run. A temporary failure is retried with
 * the same request id, so a call whose answer was lost is not decided twice. A call that the server refuses to decide is
 * noted with its line and passed over. Resolves when all is sent, the run was stopped, or the server stayed away too long: the
 * tally says which. Rejects when the server refuses this client or fails; then nothing more is begun.
 */
export async function runCalls(sessions: ReadonlyMap<string, readonly RecordedCall[]>, options: RunOptions): Promise<RunTally> {
  const run = new CallRun(options);
  const queue = [...sessions].values();
  const worker = async (): Promise<void> => {
    for (const [session, calls] of queue) await run.session(session, calls);
  };
  const started = performance.now();
  const ended = await Promise.allSettled(Array.from({ length: options.parallel }, worker));
  run.tally.seconds = (performance.now() - started) / 1000;
  const fault = ended.find((end) => end.status === 'rejected');
  if (fault) throw fault.reason;
  run.tally.isEnded = true;
  return run.tally;
}

/** What a client tells of a call that it was not allowed to run: the ledger shows that nothing is left open. */
const NOT_RUN: Outcome = { status: 'refused' };

class CallRun {
  readonly tally: RunTally;
  private lastAnswer = performance.now();
  private hasFailed = false;

  constructor(private readonly options: RunOptions) {
    this.tally = options.tally ?? new RunTally();
  }

  async session(session: string, calls: readonly RecordedCall[]): Promise<void> {
    const sessionId = this.options.prefix + session;
    for (const call of calls) {
      if (this.isOver) return;
      await this.call(sessionId, call);
      this.options.onProgress(this.tally.attempted);
    }
  }

  private get isOver(): boolean {
    return this.options.signal.aborted || this.hasFailed || this.tally.gaveUp !== undefined;
  }

  private async call(sessionId: string, call: RecordedCall): Promise<void> {
    const requestId = `${sessionId}-${call.seq}`;
    this.tally.sent(call);
    const first = await this.decision(sessionId, call, requestId);
    const decision = first && (await this.isDecidedByPeople(first)) ? await this.again(sessionId, call, requestId, first) : first;
    if (decision === undefined) return;
    this.tally.decided(call, decision.verdict, decision.ledger.position);
    await this.outcome(decision.decisionId, call, mayRun(decision.verdict) ? outcomeOf(call) : NOT_RUN);
  }

  /** Undefined when there is none: the tally knows why. */
  private async decision(sessionId: string, call: RecordedCall, requestId: string): Promise<DecisionAnswer | undefined> {
    const request = { requestId, sessionId, tool: call.tool, arguments: call.arguments };
    const answered = await this.send('/v1/decisions', { body: request }, (ms) => this.tally.latency(ms));
    if (answered instanceof WritProblem) this.tally.undecided(call, answered);
    return answered === undefined || answered instanceof WritProblem
      ? undefined
      : understood(DecisionAnswer, answered.body, 'decision');
  }

  private async isDecidedByPeople({ approval }: DecisionAnswer): Promise<boolean> {
    const { client, signal, peopleMs = 0 } = this.options;
    if (!approval || peopleMs === 0) return false;
    const isDecided = await untilDecided(client, approval.id, peopleMs, signal);
    this.lastAnswer = performance.now();
    return isDecided;
  }

  /** The call that was held did not run; the same one is asked for anew. */
  private async again(
    sessionId: string,
    call: RecordedCall,
    requestId: string,
    held: DecisionAnswer,
  ): Promise<DecisionAnswer | undefined> {
    await this.send('/v1/decisions/{id}/outcome', { path: { id: held.decisionId }, body: NOT_RUN });
    return this.decision(sessionId, call, `${requestId}-after-people`);
  }

  private async outcome(decisionId: string, call: RecordedCall, outcome: Outcome): Promise<void> {
    this.tally.outcomeSent(call);
    const answered = await this.send('/v1/decisions/{id}/outcome', { path: { id: decisionId }, body: outcome });
    if (answered === undefined) return;
    // An outcome is taken once: 409 is an earlier run with this prefix, or an answer that was lost on its way.
    if (!(answered instanceof WritProblem)) this.tally.outcome(call, outcome.status);
    else if (answered.status === 409) this.tally.outcome(call, 'already recorded');
    else this.tally.outcomeRefused(call, answered);
  }

  /** The answer, or the server's no; undefined when the run is over without one. */
  private async send<P extends Route<'post'>>(
    route: P,
    asked: Asked<'post', P>,
    onLatency?: (ms: number) => void,
  ): Promise<{ body: Unread<AnswerTo<'post', P>> } | WritProblem | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const sent = performance.now();
      try {
        const answer = await this.options.client.post(route, asked);
        this.lastAnswer = performance.now();
        onLatency?.(this.lastAnswer - sent);
        return { body: answer };
      } catch (error) {
        if (!isTemporary(error)) return this.no(error);
        if (!(await this.waited(attempt, error))) return undefined;
      }
    }
  }

  /** A refusal of this one request is an answer; a refusal of this client would be the same for every call. */
  private no(error: unknown): WritProblem {
    if (!(error instanceof WritProblem) || error.status === 401 || error.status === 403 || error.status >= 500) {
      this.hasFailed = true;
      throw error;
    }
    this.lastAnswer = performance.now();
    return error;
  }

  private async waited(attempt: number, error: WritProblem | WritUnreachable): Promise<boolean> {
    const { signal, patienceMs, waitMs, onRetry } = this.options;
    const asked = error instanceof WritProblem ? error.retryAfterMs : undefined;
    const ms = asked ?? waitMs(attempt);
    if (performance.now() + ms - this.lastAnswer > patienceMs) this.tally.gaveUp ??= error;
    if (this.isOver) return false;
    this.tally.retries += 1;
    onRetry(ms, error);
    await setTimeout(ms, undefined, { signal }).catch(() => undefined);
    return !this.isOver;
  }
}
