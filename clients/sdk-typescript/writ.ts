import type { ConnectionOptions } from './connection.js';
import { Guard, type GuardedCall, type GuardOptions } from './guard.js';
import { systemClock, type Clock } from './local/clock.js';
import { DecisionStream } from './stream/decision-stream.js';
import type { OutcomeAnswer } from './answer-types.js';
import { type CallOptions, type Outcome, WritClient } from './writ-client.js';

/** Settings of `Writ.fromEnv`. */
export type FromEnvOptions = Omit<ConnectionOptions, 'url' | 'agentKey'>;

/** Writ for one agent: asks, guards functions, tells outcomes. */
export class Writ extends WritClient {
  private readonly clock: Clock;

  constructor(private readonly options: ConnectionOptions) {
    super(options);
    this.clock = options.clock ?? systemClock;
  }

  /** By the environment: WRIT_URL, and WRIT_AGENT_KEY, which is read before every request. Throws TypeError when one is missing. */
  static fromEnv(options: FromEnvOptions = {}, env: Readonly<Record<string, string | undefined>> = process.env): Writ {
    const wanted = (name: string): string => {
      const value = env[name]?.trim();
      if (!value) throw new TypeError(`${name} is not set`);
      return value;
    };
    wanted('WRIT_AGENT_KEY');
    return new Writ({ ...options, url: wanted('WRIT_URL'), agentKey: () => wanted('WRIT_AGENT_KEY') });
  }

  /**
   * The same function, guarded: each call is asked about first, with exactly its arguments, runs as it may (with the changes of MODIFY,
   * after its obligations), and its outcome is told. Rejects with CallDenied, ApprovalRequired, CallDeferred or ObligationUnmet when it
   * was not run, with what Writ could not be asked for (WritProblem, WritUnreachable), or with the function's own error.
   */
  guard<A extends object, R>(
    tool: string,
    run: (given: A, call: GuardedCall<A>) => R | Promise<R>,
    options: GuardOptions<A, R>,
  ): (given: A) => Promise<R> {
    const guard = new Guard(this, this.clock, tool, run, options);
    return (given) => guard.call(given);
  }

  /** One WebSocket for many questions at once: cheaper than a request for each. Close it when there is nothing more to ask. */
  stream(): DecisionStream {
    return new DecisionStream(this.options);
  }

  /** What became of a decided call, once. */
  outcome(decisionId: string, outcome: Outcome, options: CallOptions = {}): Promise<OutcomeAnswer> {
    return this.recordOutcome(decisionId, outcome, options);
  }
}
