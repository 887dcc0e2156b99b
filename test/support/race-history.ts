import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '#libs/event-sourcing';
import type { Decision } from './writ-client.js';

interface Recorded {
  readonly input: {
    readonly agent: { readonly id: string };
    readonly tool: string;
    readonly session: {
      readonly id: string;
      readonly decisions: number;
      readonly allowed: number;
      readonly denied: number;
      readonly failed: number;
    };
  };
  readonly verdict: string;
  readonly code: string;
  readonly policy: { readonly id: string; readonly revision: number } | null;
  readonly controls: number;
}

/** What a reader of the ledger knows at one position, kept with code of its own: nothing here is shared with the product. */
class KnownControls {
  private readonly kills = new Set<string>();
  private readonly pauses = new Set<string>();
  private policy: { id: string; revision: number } | null = null;
  private revision = -1;

  apply({ type, data }: RecordedEvent): void {
    this.revision += 1;
    const { scope, target, policy } = data as { scope: string; target: string | null; policy: { id: string; revision: number } };
    if (type === 'PolicyActivated') this.policy = policy;
    if (type === 'KillSwitchEngaged') this.kills.add(`${scope}/${target}`);
    if (type === 'KillSwitchReleased') this.kills.delete(`${scope}/${target}`);
    if (type === 'TrafficPaused') this.pauses.add(`${scope}/${target}`);
    if (type === 'TrafficResumed') this.pauses.delete(`${scope}/${target}`);
  }

  /** Exactly what the decision had to be, given everything committed before it. */
  check(decided: Recorded, position: number): void {
    const { agent, tool, session } = decided.input;
    const covering = [`global/null`, `tenant/null`, `agent/${agent.id}`, `tool/${tool}`, `session/${session.id}`];
    const killed = covering.some((on) => this.kills.has(on));
    const paused = covering.some((on) => this.pauses.has(on));
    const wanted = killed ? 'KILL_SWITCH' : paused ? 'PAUSED' : undefined;
    if (wanted) expectThat(`position ${position} is covered`, decided.code).toBe(wanted);
    else
      expectThat(
        `position ${position} is not covered, and was ${decided.code}`,
        decided.code !== 'KILL_SWITCH' && decided.code !== 'PAUSED',
      ).toBe(true);
    expectThat(`position ${position} was decided against the controls that stood there`, decided.controls).toBe(this.revision);
    if (wanted) return;
    const { id, revision } = decided.policy ?? { id: null, revision: null };
    expectThat(`position ${position} was decided by the policy that was active there`, { id, revision }).toStrictEqual({
      id: this.policy?.id,
      revision: this.policy?.revision,
    });
  }
}

interface Counters {
  decisions: number;
  allowed: number;
  denied: number;
  failed: number;
}

/** Walks one tenant's whole ledger and checks every decision in it against everything before it. Gives back how many there were. */
export function checkDecisions(events: readonly RecordedEvent[]): number {
  const controls = new KnownControls();
  const sessions = new Map<string, Counters>();
  let decisions = 0;
  for (const event of events) {
    if (event.stream === 'controls/tenant') controls.apply(event);
    const counters = sessions.get(event.stream) ?? { decisions: 0, allowed: 0, denied: 0, failed: 0 };
    sessions.set(event.stream, counters);
    if (event.type === 'OutcomeRecorded' && event.data['status'] === 'failed') counters.failed += 1;
    if (event.type !== 'DecisionRecorded') continue;
    const decided = event.data as unknown as Recorded;
    decisions += 1;
    controls.check(decided, event.position);
    const { decisions: made, allowed, denied, failed } = decided.input.session;
    expectThat(`the counters at position ${event.position}`, { decisions: made, allowed, denied, failed }).toStrictEqual(
      counters,
    );
    counters.decisions += 1;
    if (decided.verdict === 'ALLOW' || decided.verdict === 'MODIFY') counters.allowed += 1;
    if (decided.verdict === 'DENY') counters.denied += 1;
  }
  return decisions;
}

/** Every acknowledged decision is in the ledger, once, where and as it was told. */
export function checkAcknowledged(events: readonly RecordedEvent[], acknowledged: readonly Decision[]): void {
  for (const { decisionId, verdict, code, ledger } of acknowledged) {
    const event = events[ledger.position - 1];
    expect([event?.id, event?.digest, event?.chain, event?.at]).toStrictEqual([
      decisionId,
      ledger.digest,
      ledger.chain,
      ledger.recordedAt,
    ]);
    expect([event?.data['verdict'], event?.data['code']]).toStrictEqual([verdict, code]);
  }
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
}
