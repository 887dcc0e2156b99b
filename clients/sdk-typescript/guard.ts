import type { Json, JsonObject } from '#libs/event-sourcing';
import type { DecisionAnswer } from '../contract/decided.js';
import { WritProblem } from '../contract/problem.js';
import type { Clock } from './local/clock.js';
import { assertSendable, NotSent } from './recordable.js';
import { ApprovalRequired, CallDeferred, CallDenied, ObligationUnmet } from './not-run.js';
import type { Outcome, WritClient } from './writ-client.js';

/** What a guarded function was called with, and what was decided about it. */
export interface GuardedCall<A> {
  readonly tool: string;
  /** As they are run: with what a policy changed. */
  readonly arguments: A;
  readonly decision: DecisionAnswer;
}

export interface GuardOptions<A, R> {
  /** Session of the agent that calls, or how to find it for a call. */
  readonly sessionId: string | ((given: A) => string);
  /** Anything else the policy may consider. */
  readonly context?: JsonObject | ((given: A) => JsonObject);
  /** Seconds to wait, in all, for people where a call is held and for its time where it is deferred. Default 0: it throws at once. */
  readonly waitSeconds?: number;
  /** What carries out obligations, by their `type`, before the call runs. A call with another one is not run. */
  readonly obligations?: Readonly<
    Record<string, (obligation: DecisionAnswer['obligations'][number], call: GuardedCall<A>) => unknown>
  >;
  /** What is told of a result and kept in the ledger. Nothing when left out: results may hold anything. */
  readonly result?: (result: R) => Json;
  /** What is told of an error. Its message when left out. */
  readonly error?: (error: unknown) => string;
  /** What the call really used. */
  readonly usage?: (result: R) => { readonly tokens: number };
  /**
   * Told when what became of a call could not be told to Writ, or not in full: how it ended is told without its details when those
   * cannot be. The call is over all the same. Must not throw.
   */
  readonly onProblem?: (problem: unknown) => void;
  readonly signal?: AbortSignal;
}

/** Characters of an error at most: what the server takes. */
const LONGEST_ERROR = 4_096;
/** Writ refuses what it was told for its shape or its size. */
const UNFIT: ReadonlySet<number> = new Set([400, 413, 422]);
/** Held questions are asked anew after this long. */
const POLL_SECONDS = 20;
const never = new AbortController().signal;

type Asking = Pick<WritClient, 'decide' | 'recordOutcome' | 'awaitApproval'>;

/** One guarded function: it asks, runs what may run, as it may run, and tells what became of it. */
export class Guard<A extends object, R> {
  constructor(
    private readonly client: Asking,
    private readonly clock: Clock,
    private readonly tool: string,
    private readonly run: (given: A, call: GuardedCall<A>) => R | Promise<R>,
    private readonly options: GuardOptions<A, R>,
  ) {}

  async call(given: A): Promise<R> {
    assertSendable(given, 'what the function was given');
    // What is decided on is what is run, whatever the caller does to it meanwhile.
    const asked = structuredClone(given);
    const decision = await this.decided(asked);
    const call = { tool: this.tool, arguments: { ...asked, ...(decision.changes as Partial<A> | undefined) }, decision };
    await this.meetObligations(call);
    return this.running(call);
  }

  private async decided(asked: A): Promise<DecisionAnswer> {
    const until = this.clock.now() + (this.options.waitSeconds ?? 0) * 1000;
    for (;;) {
      const decision = await this.ask(asked);
      if (decision.verdict === 'ALLOW' || decision.verdict === 'MODIFY') return decision;
      if (decision.verdict === 'DENY') throw new CallDenied(decision);
      const isWorthAsking =
        decision.verdict === 'DEFER' ? await this.isTime(decision, until) : await this.arePeopleDone(decision, until);
      if (isWorthAsking) continue;
      throw decision.verdict === 'DEFER' ? new CallDeferred(decision) : new ApprovalRequired(decision);
    }
  }

  private ask(asked: A): Promise<DecisionAnswer> {
    const { sessionId, context, signal } = this.options;
    return this.client.decide(
      {
        sessionId: typeof sessionId === 'string' ? sessionId : sessionId(structuredClone(asked)),
        tool: this.tool,
        arguments: asked as unknown as JsonObject,
        ...(context !== undefined && { context: typeof context === 'function' ? context(structuredClone(asked)) : context }),
      },
      signal ? { signal } : {},
    );
  }

  private async isTime({ retryAfter = 60 }: DecisionAnswer, until: number): Promise<boolean> {
    if (this.clock.now() + retryAfter * 1000 > until) return false;
    await this.clock.wait(retryAfter * 1000, this.options.signal ?? never);
    return this.options.signal?.aborted !== true;
  }

  private async arePeopleDone({ approval }: DecisionAnswer, until: number): Promise<boolean> {
    for (;;) {
      const left = Math.floor((until - this.clock.now()) / 1000);
      if (!approval || left <= 0) return false;
      const { signal } = this.options;
      const waitSeconds = Math.min(left, POLL_SECONDS);
      const state = await this.client.awaitApproval(approval.id, { waitSeconds, ...(signal && { signal }) });
      // A request that ended in any other way would only be made anew by asking again.
      if (state !== 'pending') return state === 'approved' || state === 'denied';
    }
  }

  private async meetObligations(call: GuardedCall<A>): Promise<void> {
    const { obligations = {} } = this.options;
    const doers = call.decision.obligations.map((obligation) => {
      const type = String(obligation['type']);
      return [obligation, Object.hasOwn(obligations, type) ? obligations[type] : undefined] as const;
    });
    for (const [obligation, meet] of doers) if (!meet) await this.refused(call, obligation);
    for (const [obligation, meet] of doers) {
      try {
        await meet?.(structuredClone(obligation), structuredClone(call));
      } catch (cause) {
        await this.refused(call, obligation, cause);
      }
    }
  }

  private async refused(
    call: GuardedCall<A>,
    obligation: DecisionAnswer['obligations'][number],
    cause?: unknown,
  ): Promise<never> {
    await this.tell(call, { status: 'refused' });
    const unmet = new ObligationUnmet(call.decision, obligation);
    if (cause !== undefined) unmet.cause = cause;
    throw unmet;
  }

  private async running(call: GuardedCall<A>): Promise<R> {
    const started = this.clock.now();
    const ended = (status: Outcome['status']): Outcome => ({
      status,
      durationMs: Math.max(0, Math.round(this.clock.now() - started)),
    });
    let result: R;
    try {
      result = await this.run(call.arguments, call);
    } catch (error) {
      await this.tell(call, ended('failed'), () => ({ error: this.textOf(error) }));
      throw error;
    }
    const { result: told, usage } = this.options;
    await this.tell(call, ended('succeeded'), () => ({
      ...(told && { result: told(result) }),
      ...(usage && { usage: usage(result) }),
    }));
    return result;
  }

  /** The call is over: that it cannot be told changes nothing about what it gave, and that a detail cannot, nothing about how it ended. */
  private async tell(call: GuardedCall<A>, ended: Outcome, details?: () => Partial<Outcome>): Promise<void> {
    let outcome: Outcome | undefined;
    try {
      outcome = { ...ended, ...details?.() };
      await this.client.recordOutcome(call.decision.decisionId, outcome);
    } catch (problem) {
      if (details && (!outcome || isUnfit(problem))) await this.tell(call, ended);
      this.options.onProblem?.(problem);
    }
  }

  private textOf(error: unknown): string {
    try {
      return cut(this.options.error?.(error) ?? (error instanceof Error ? error.message : String(error)));
    } catch {
      return 'an error that cannot be told';
    }
  }
}

function isUnfit(problem: unknown): boolean {
  return problem instanceof NotSent || (problem instanceof WritProblem && UNFIT.has(problem.status));
}

/** No character is cut in two, and what was half a character before is told as U+FFFD. */
function cut(text: string): string {
  const isInTwo = (text.codePointAt(LONGEST_ERROR - 1) ?? 0) > 0xff_ff;
  return text.slice(0, isInTwo ? LONGEST_ERROR - 1 : LONGEST_ERROR).toWellFormed();
}
