import { canonicalJson } from '#libs/evidence';
import { fromRecorded, refuse, type EventStore, type Json, type RecordedEvent } from '#libs/event-sourcing';
import { receiptOf } from '#libs/operations';
import { recordedAnswer } from './answer.js';
import type { Ask, DecideAsk } from './asks.js';
import { decisionEvents } from '../events.js';

/** Settles those of the asks that were recorded before, each from what was recorded; gives back the others. */
export async function answerRecorded(store: Pick<EventStore, 'readEvent'>, asks: readonly Ask[]): Promise<Ask[]> {
  const originals = await Promise.all(
    asks.map(async (ask) => (isRepeatable(ask) ? store.readEvent(ask.agent.tenant, ask.id) : undefined)),
  );
  return asks.filter((ask, i) => {
    const original = originals[i];
    if (original) answerRepeated(ask, original);
    return !original;
  });
}

/** Whether the id was derived from the request, so that an earlier one with the same id is the same request. */
export function isRepeatable(ask: Ask): boolean {
  return ask.kind === 'outcome' || ask.request.requestId !== undefined;
}

function answerRepeated(ask: Ask, original: RecordedEvent): void {
  if (ask.kind === 'outcome') ask.resolve(refuse('OUTCOME_ALREADY_RECORDED', undefined, { ledger: receiptOf(original) }));
  else if (asksTheSame(ask, original)) ask.resolve(recordedAnswer(original));
  else ask.resolve(refuse('IDEMPOTENCY_CONFLICT', 'this requestId was used in this session for another call'));
}

function asksTheSame({ request, agent }: DecideAsk, original: RecordedEvent): boolean {
  const decision = fromRecorded(decisionEvents, original);
  if (decision?.type !== 'DecisionRecorded') return false;
  const { input } = decision;
  const before = {
    agent: input.agent.id,
    tool: input.tool,
    arguments: input.arguments,
    context: input.context,
    prompt: input.prompt,
  };
  const now = {
    agent: agent.id,
    tool: request.tool,
    arguments: request.arguments,
    context: request.context ?? {},
    prompt: request.prompt ?? null,
  };
  return canonicalJson(before as Json) === canonicalJson(now as Json);
}
