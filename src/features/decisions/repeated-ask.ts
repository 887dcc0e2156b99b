import { canonicalJson } from '#libs/evidence';
import { refuse, type Json, type RecordedEvent } from '#libs/event-sourcing';
import { receiptOf } from '#platform/http/receipt';
import { recordedAnswer } from './answer.js';
import type { Ask, DecideAsk } from './asks.js';
import type { DecisionRecorded } from './events.js';

/** Settles `ask` from what was recorded under its id before; false when it is another ask's event. */
export function answerRepeated(ask: Ask, original: RecordedEvent): boolean {
  if (ask.id !== original.id) return false;
  if (ask.kind === 'outcome') ask.resolve(refuse('OUTCOME_ALREADY_RECORDED', undefined, { ledger: receiptOf(original) }));
  else
    ask.resolve(
      asksTheSame(ask, original)
        ? recordedAnswer(original)
        : refuse('IDEMPOTENCY_CONFLICT', 'this requestId was used in this session for another call'),
    );
  return true;
}

function asksTheSame({ request, agent }: DecideAsk, original: RecordedEvent): boolean {
  const { input } = original.data as unknown as DecisionRecorded;
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
