import type { Asking, Settlement } from '#libs/decision-guards';
import type { SessionState } from '#features/sessions/contract';
import type { Refusal } from '#libs/event-sourcing';
import type { AgentPrincipal } from '#platform/auth/principal';
import type { RequestFacts } from '#platform/http/request-context';
import type { DecisionAnswer, OutcomeAnswer } from './answer.js';
import type { DecideRequest, OutcomeRequest } from '../commands.js';

interface Waiting<T> {
  readonly facts: Pick<RequestFacts, 'requestId' | 'trace'>;
  readonly agent: AgentPrincipal;
  /** Of its session. */
  readonly stream: string;
  resolve(result: T | Refusal): void;
  reject(error: unknown): void;
}

/** One call that waits to be decided. `id` is the decision's id and its event's. */
export interface DecideAsk extends Waiting<DecisionAnswer> {
  readonly kind: 'decide';
  readonly id: string;
  readonly request: DecideRequest;
}

/** One outcome that waits to be recorded; `id` is its event's. */
export interface OutcomeAsk extends Waiting<OutcomeAnswer> {
  readonly kind: 'outcome';
  readonly session: string;
  readonly id: string;
  readonly decision: string;
  readonly tool: string;
  readonly allowed: boolean;
  readonly outcome: OutcomeRequest;
  /** Null when no guard wants to know. */
  readonly settles: Settlement | null;
}

export type Ask = DecideAsk | OutcomeAsk;

export function sessionOf(ask: Ask): string {
  return ask.kind === 'decide' ? ask.request.sessionId : ask.session;
}

/** The same ask; `then` is called once, behind its answer. */
export function whenSettled(ask: Ask, then: () => void): Ask {
  const waiting = ask as Waiting<unknown>;
  let isOpen = true;
  const over = (): void => {
    if (isOpen) then();
    isOpen = false;
  };
  return {
    ...ask,
    resolve: (result: unknown) => {
      waiting.resolve(result);
      over();
    },
    reject: (error) => {
      waiting.reject(error);
      over();
    },
  } as Ask;
}

/** An ask as guards find it, in its session when that is known. */
export function askingOf(ask: Ask, session?: SessionState): Asking {
  const { tenant } = ask.agent;
  const lineage = session && session.is !== 'absent' ? session.lineage : [];
  return ask.kind === 'decide'
    ? { tenant, agent: ask.agent, session: ask.request.sessionId, call: ask.request, settles: null, lineage }
    : { tenant, agent: ask.agent, session: ask.session, call: null, settles: ask.settles, lineage };
}
