import { canonicalJson } from '#libs/evidence';
import { refuse, type EventStore, type Json } from '#libs/event-sourcing';
import { receiptOf } from '#libs/operations';
import { decisionAnswer } from './answer.js';
import type { Ask, DecideAsk, OutcomeAsk } from './asks.js';
import type { DecisionMemory, RecordedDecision } from './decision-memory.js';

type Store = Pick<EventStore, 'readEvent'>;
type Memory = Pick<DecisionMemory, 'recorded'>;

/** Settles those of the asks that were recorded before, each from what was recorded; gives back the others. */
export async function answerRecorded(store: Store, memory: Memory, asks: readonly Ask[]): Promise<Ask[]> {
  const isAnswered = await Promise.all(asks.map((ask) => answer(store, memory, ask)));
  return asks.filter((_, i) => !isAnswered[i]);
}

/** Whether the id was derived from the request, so that an earlier one with the same id is the same request. */
export function isRepeatable(ask: Ask): boolean {
  return ask.kind === 'outcome' || ask.request.requestId !== undefined;
}

async function answer(store: Store, memory: Memory, ask: Ask): Promise<boolean> {
  if (!isRepeatable(ask)) return false;
  return ask.kind === 'decide' ? answerCall(memory, ask) : answerOutcome(store, ask);
}

async function answerCall(memory: Memory, ask: DecideAsk): Promise<boolean> {
  const original = await memory.recorded(ask.agent.tenant, ask.id);
  if (!original) return false;
  if (asksTheSame(ask, original)) ask.resolve(decisionAnswer(ask.id, original.decided, original.proof));
  else ask.resolve(refuse('IDEMPOTENCY_CONFLICT', 'this requestId was used in this session for another call'));
  return true;
}

async function answerOutcome(store: Store, ask: OutcomeAsk): Promise<boolean> {
  const original = await store.readEvent(ask.agent.tenant, ask.id);
  if (original) ask.resolve(refuse('OUTCOME_ALREADY_RECORDED', undefined, { ledger: receiptOf(original) }));
  return original !== undefined;
}

function asksTheSame({ request, agent }: DecideAsk, { decided: { input } }: RecordedDecision): boolean {
  const { tool, arguments: given, context, prompt } = input;
  if (input.agent.id !== agent.id || tool !== request.tool) return false;
  const before = [given, context, prompt];
  const now = [request.arguments, request.context ?? {}, request.prompt ?? null];
  return canonicalJson(before as Json) === canonicalJson(now as Json);
}
