import type { AgentStanding } from '#features/agents/contract';
import {
  DecideRequest,
  OutcomeRequest,
  type AnswerBody,
  type AskFacts,
  type AskingAgent,
  type DecisionMaker,
} from '#features/decisions/contract';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { newId } from '#libs/event-ids';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import { valid } from '#platform/http/valid';
import type { Decide, Outcome } from './messages.js';

/** Where the calls of one socket go, and what becomes of their answers. */
export interface CallsSurroundings {
  readonly maker: DecisionMaker;
  readonly standing: AgentStanding;
  /** W3C traceparent of the connection, or null. */
  readonly trace: string | null;
  /** Calls that may wait for their answer at once. */
  readonly limit: number;
  answer(message: object): void;
  /** Anything that was thrown, or a refusal, in answer to the message `id`. */
  fail(error: unknown, id: string, requestId: string): void;
}

/** The decides and outcomes of one agent's socket. Any number run at once; those of one session are appended together. */
export class AgentCalls {
  private readonly open = new Set<Promise<void>>();

  constructor(
    private readonly agent: AskingAgent,
    private readonly around: CallsSurroundings,
  ) {}

  decide({ id, request }: Decide): void {
    this.run(id, 'decision', (agent, facts) => this.around.maker.decide(agent, valid(DecideRequest, request), facts));
  }

  outcome(message: Outcome): void {
    const { type: _, id, decisionId, ...outcome } = message;
    this.run(id, 'outcome', (agent, facts) =>
      this.around.maker.recordOutcome(agent, decisionId, valid(OutcomeRequest, outcome), facts),
    );
  }

  /** Resolves when every call that is waiting now has its answer. */
  async settled(): Promise<void> {
    await Promise.all(this.open);
  }

  private run(id: string, type: string, call: (agent: AskingAgent, facts: AskFacts) => Promise<AnswerBody | Refusal>): void {
    const { limit, fail } = this.around;
    if (this.open.size >= limit)
      return fail(
        refuseWith('OVERLOADED', `${limit} calls of this connection are waiting; read their answers first`),
        id,
        newId(),
      );
    const running = this.ask(id, type, call);
    this.open.add(running);
    void running.then(() => this.open.delete(running));
  }

  private async ask(
    id: string,
    type: string,
    call: (agent: AskingAgent, facts: AskFacts) => Promise<AnswerBody | Refusal>,
  ): Promise<void> {
    const { standing, trace, answer, fail } = this.around;
    const requestId = newId();
    try {
      // The connection outlives changes to the agent; its newest known revision saves a conflict on every append.
      const agent: AskingAgent = { ...standing.remembered(this.agent), kind: 'agent' };
      const result = await call(agent, { requestId, trace });
      if (isRefusal(result)) fail(new RefusalError(result), id, requestId);
      else answer({ type, id, ...result });
    } catch (error) {
      fail(error, id, requestId);
    }
  }
}
