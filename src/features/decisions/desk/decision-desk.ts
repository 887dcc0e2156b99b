import { Inject, Injectable } from '@nestjs/common';
import { sessionStream } from '#features/sessions/contract';
import { refuse, type Refusal } from '#libs/event-sourcing';
import type { Settlement } from '#libs/decision-guards';
import { GuardRegistry } from '#libs/nest-decision-guards';
import { Ledger } from '#libs/nest-event-sourcing';
import type { AgentPrincipal } from '#platform/auth/principal';
import type { RequestFacts } from '#platform/http/request-context';
import { Metrics } from '#platform/telemetry/metrics';
import type { DecisionAnswer, OutcomeAnswer } from './answer.js';
import type { DecideRequest, OutcomeRequest } from '../commands.js';
import { DecisionMaker } from '../contract.js';
import { DecisionAnswers } from './decision-answers.js';
import { DecisionDrafting } from './decision-drafting.js';
import { decisionId, outcomeId } from './decision-id.js';
import { DecisionMemory } from './decision-memory.js';
import { DecisionLanes } from './lanes/decision-lanes.js';

/** The door through which every call and every outcome comes, whatever brought it. */
@Injectable()
export class DecisionDesk extends DecisionMaker {
  private readonly lanes: DecisionLanes;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(GuardRegistry) private readonly registry: GuardRegistry,
    @Inject(DecisionMemory) private readonly memory: DecisionMemory,
    @Inject(Metrics) metrics: Metrics,
  ) {
    super();
    const drafting = new DecisionDrafting(ledger, registry);
    const answers = new DecisionAnswers(ledger.store, registry, memory, metrics);
    this.lanes = new DecisionLanes(ledger.store, registry, drafting, answers, memory, metrics);
  }

  decide(agent: AgentPrincipal, request: DecideRequest, facts: RequestFacts): Promise<DecisionAnswer | Refusal> {
    return new Promise((resolve, reject) => {
      const id = decisionId(agent.tenant, request.sessionId, request.requestId);
      const stream = sessionStream(request.sessionId);
      this.lanes.push({ kind: 'decide', id, request, agent, stream, facts, resolve, reject });
    });
  }

  /** Once per decision, by the agent it was made for; a decision of anybody else does not exist. */
  async recordOutcome(
    agent: AgentPrincipal,
    decision: string,
    outcome: OutcomeRequest,
    facts: RequestFacts,
  ): Promise<OutcomeAnswer | Refusal> {
    const made = await this.memory.find(agent.tenant, decision);
    if (!made || made.agent !== agent.id) return refuse('DECISION_NOT_FOUND');
    const settles = await this.settlement(agent.tenant, decision, outcome);
    return new Promise((resolve, reject) => {
      this.lanes.push({
        kind: 'outcome',
        id: outcomeId(decision),
        session: made.session,
        stream: sessionStream(made.session),
        decision,
        tool: made.tool,
        allowed: made.allowed,
        outcome,
        settles,
        agent,
        facts,
        resolve,
        reject,
      });
    });
  }

  /** What guards record along with an outcome follows from the decision as it was recorded. */
  private async settlement(tenant: string, decision: string, outcome: OutcomeRequest): Promise<Settlement | null> {
    if (!this.registry.settles) return null;
    const made = await this.memory.recorded(tenant, decision);
    if (!made) throw new Error(`decision ${decision} is remembered and not recorded`);
    const { status, labels = [], result, error, usage } = outcome;
    const { input, verdict, code } = made.decided;
    return { decision, status, labels, result, error, usage, input, verdict, code };
  }
}
