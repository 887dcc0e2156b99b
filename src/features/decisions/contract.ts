import type { AgentAccess } from '#features/agents/contract';
import type { NumberedRevision } from '#features/policies/contract';
import type { CallInput, Judgement } from '#libs/decision-guards';
import type { Refusal } from '#libs/event-sourcing';
import type { DecisionSummary } from './answers.js';
import type { DecideRequest, OutcomeRequest } from './commands.js';

export { DecisionDetail, DecisionSummary } from './answers.js';
export { DecideRequest, OutcomeRequest, ToolName } from './commands.js';
export { decisionEvents, RISKS, VERDICTS, type DecisionEvent, type Risk } from './events.js';
export { riskOf } from './risk.js';

/** A proven agent, as the request that asks found it. */
export type AskingAgent = AgentAccess & { readonly kind: 'agent' };

/** The request an ask came with: kept in the ledger beside what it caused. */
export interface AskFacts {
  readonly requestId: string;
  /** W3C traceparent, or null. */
  readonly trace: string | null;
}

/** An answer as REST gives it: the body, ready to be sent on. */
export type AnswerBody = Readonly<Record<string, unknown>>;

/** Where calls are decided and their outcomes recorded, whichever way they came. */
export abstract class DecisionMaker {
  abstract decide(agent: AskingAgent, request: DecideRequest, facts: AskFacts): Promise<AnswerBody | Refusal>;
  abstract recordOutcome(
    agent: AskingAgent,
    decision: string,
    outcome: OutcomeRequest,
    facts: AskFacts,
  ): Promise<AnswerBody | Refusal>;
}

/** Tools that were called, as the list of decisions has it. */
export abstract class ToolNames {
  abstract has(tenant: string, tool: string): Promise<boolean>;
  /** In alphabetical order, 1,000 at most. */
  abstract all(tenant: string): Promise<readonly string[]>;
}

/** Some decisions of one session, agent or revision, newest first. */
export interface ListedDecisions {
  readonly items: readonly DecisionSummary[];
  /** There are more, or these were too large to be told together with those of the others. */
  readonly hasMore: boolean;
}

/** At most `limit` of those before a position. */
export interface PageBefore {
  readonly limit: number;
  readonly before: number;
}

/** Decisions as the list of decisions has them. */
export abstract class DecisionList {
  /** Of each of these sessions the newest ones before a position, at most `limit`. */
  abstract ofSessions(
    tenant: string,
    sessions: readonly string[],
    page: PageBefore,
  ): Promise<ReadonlyMap<string, ListedDecisions>>;
  abstract ofAgents(tenant: string, agents: readonly string[], page: PageBefore): Promise<ReadonlyMap<string, ListedDecisions>>;
  /** Decided by each of these revisions; the keys are `policy@revision`. */
  abstract ofRevisions(
    tenant: string,
    revisions: readonly NumberedRevision[],
    page: PageBefore,
  ): Promise<ReadonlyMap<string, ListedDecisions>>;
}

/** A recorded call, to be decided in a world that may have become another one. */
export interface SimulatedCall {
  readonly tenant: string;
  readonly id: string;
  /** As it was recorded; what guards tell of the call is told anew. */
  readonly input: CallInput;
}

export interface SimulatedDecision {
  readonly judgement: Judgement;
  readonly input: CallInput;
  /** Streams that it was judged by, and those that it moved. */
  readonly stoodOn: readonly string[];
  readonly moved: readonly string[];
}

/** What became of a call. */
export interface SimulatedOutcome {
  readonly tenant: string;
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly agent: string;
  readonly decision: string;
  readonly outcome: OutcomeRequest;
}

/** Decides calls on the ledger of its process, which MUST be a simulated one. */
export abstract class DecisionSimulator {
  /** `judge` is asked in the place of the policy. */
  abstract begin(judge: (input: CallInput) => Judgement): void;
  /** Refused where the session does not let the call in. */
  abstract decide(call: SimulatedCall): Promise<SimulatedDecision | Refusal>;
  /** Nothing happens where the call would not have run. */
  abstract settle(outcome: SimulatedOutcome): Promise<void>;
}
