import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '#libs/event-sourcing';

interface Decided {
  readonly input: {
    readonly agent: { readonly id: string };
    readonly session: { readonly id: string };
    readonly tool: string;
    readonly time: string;
  };
  readonly verdict: string;
  readonly code: string;
  readonly rule: string;
  readonly exception: string | null;
}

interface Exception {
  readonly agent: string;
  /** Until when it holds; undefined when it does not. */
  until: string | undefined;
  left: number;
}

/** Kills, and exceptions with a count, as a ledger tells them in its order; nothing is shared with the product. */
export class RecountedLifting {
  private readonly kills = new Set<string>();
  private readonly exceptions = new Map<string, Exception>();
  private expected: string[] = [];

  isKilled({ agent, session, tool }: Decided['input']): boolean {
    return ['tenant/null', `agent/${agent.id}`, `tool/${tool}`, `session/${session.id}`].some((on) => this.kills.has(on));
  }

  apply({ type, data, position }: RecordedEvent): void {
    const { exception, decision } = data as { exception: string; decision: string };
    if (type === 'KillSwitchEngaged') this.kills.add(`${String(data['scope'])}/${String(data['target'])}`);
    if (type === 'KillSwitchReleased') this.kills.delete(`${String(data['scope'])}/${String(data['target'])}`);
    if (type === 'ExceptionRequested') {
      const { scope, uses } = data as unknown as { scope: { agent: string }; uses: number };
      this.exceptions.set(exception, { agent: scope.agent, until: undefined, left: uses });
    }
    const known = this.exceptions.get(exception);
    if (known && type === 'ExceptionApproved') known.until = data['expiresAt'] as string;
    if (known && type === 'ExceptionRevoked') known.until = undefined;
    if (type === 'ExceptionUsed') expectThat(`used at ${position}`, `${exception} ${decision}`).toBe(this.expected.shift());
  }

  /** A call passes by exception as often as somebody said, and is stopped by the rule of one only when none holds any more. */
  decided(decision: string, { input, code, rule, exception }: Decided, position: number): void {
    const open = [...this.exceptions].filter(
      ([, { until, left, agent }]) => until !== undefined && input.time < until && left > 0 && agent === input.agent.id,
    );
    const isStopped = (code === 'POLICY_DENIED' || code === 'APPROVAL_REQUIRED') && rule === 'mirror';
    if (isStopped) expectThat(`exceptions that would lift ${position}`, open).toStrictEqual([]);
    expectThat(`an exception at ${position}`, exception !== null).toBe(code === 'EXCEPTED');
    if (exception === null) return;
    expectThat(`exception of ${position}`, open[0]?.[0]).toBe(exception);
    (open[0]?.[1] as Exception).left -= 1;
    this.expected.push(`${exception} ${decision}`);
  }

  end(): void {
    expectThat('uses that were never recorded', this.expected).toStrictEqual([]);
  }
}
