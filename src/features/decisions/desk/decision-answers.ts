import type { GuardRegistry } from '#libs/nest-decision-guards';
import type { AppendReceipt, EventStore } from '#libs/event-sourcing';
import type { Metrics } from '#platform/telemetry/metrics';
import type { DecisionRecorded } from '../events.js';
import { Standing } from '../guards/standing.js';
import { decisionAnswer } from './answer.js';
import { askingOf, type Ask } from './asks.js';
import type { DecisionDraft } from './decision-draft.js';
import type { DecisionMemory } from './decision-memory.js';
import { answerRecorded, isRepeatable } from './repeated-ask.js';

/** Tells those who ask what became of it: only what is in the ledger, or what holds as it is stored now. */
export class DecisionAnswers {
  constructor(
    private readonly store: Pick<EventStore, 'readEvent'>,
    private readonly registry: GuardRegistry,
    private readonly memory: DecisionMemory,
    private readonly metrics: Metrics,
  ) {}

  /** Of a draft that is in the ledger. */
  accepted(draft: DecisionDraft, receipt: AppendReceipt): void {
    let before = 0;
    const firstOf = new Map<string, number>();
    for (const [stream, { events }] of draft.sessions) {
      firstOf.set(stream, before);
      before += events.length;
    }
    for (const { ask, event, session, at } of draft.accepted) {
      const proof = receipt.events[firstOf.get(session)! + at]!;
      if (ask.kind === 'outcome') {
        ask.resolve({
          decisionId: ask.decision,
          status: ask.outcome.status,
          ledger: { position: proof.position, digest: proof.digest, chain: proof.chain, recordedAt: proof.at },
        });
        continue;
      }
      const decided = event as DecisionRecorded;
      this.metrics.decisions.inc({ verdict: decided.verdict, code: decided.code });
      this.memory.remember(ask.agent.tenant, ask.id, { decided, proof });
      ask.resolve(decisionAnswer(ask.id, decided, proof));
    }
  }

  /** A call that was decided before its session was closed still gets its answer when it is repeated. */
  async refused(refused: DecisionDraft['refused']): Promise<void> {
    const closed = refused.filter(({ refusal }) => refusal.refused === 'SESSION_CLOSED').map(({ ask }) => ask);
    const repeated = closed.filter(isRepeatable);
    if (repeated.length > 0) await this.recorded(repeated);
    for (const { ask, refusal } of refused) ask.resolve(refusal);
  }

  /** Answers those that were recorded before, as far as guards admit them by what is stored now; gives back the others. */
  async recorded(asks: readonly Ask[]): Promise<Ask[]> {
    const guards = this.registry.guards.filter(({ admit }) => admit);
    const standing = new Standing(guards, asks[0]!.agent.tenant);
    const { admitted, refused } = await standing.admit(asks, (ask) => askingOf(ask), true);
    for (const { ask, refusal } of refused) ask.resolve(refusal);
    return answerRecorded(
      this.store,
      this.memory,
      admitted.map(({ ask }) => ask),
    );
  }
}
