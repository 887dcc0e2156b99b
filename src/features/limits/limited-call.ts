import { placeOf, type CountPlace } from '#features/facts/contract';
import type { JsonObject } from '#libs/event-sourcing';
import type { FactCall, RecordedDefinition } from '#libs/facts';
import type { Limit } from './decider.js';

/** A call as limits look at it. */
export interface LimitedCall extends FactCall {
  readonly context: JsonObject;
}

/** A limit that is about a call, and the count it goes by. */
export interface LimitPlace extends CountPlace {
  readonly limit: Limit;
}

const MOST_TOKENS = 1_000_000_000;

/** The limits that are about this call, always in the same order. */
export function placesOf(limits: readonly Limit[], call: LimitedCall): readonly LimitPlace[] {
  return limits.flatMap((limit) => {
    if (!isAbout(limit, call)) return [];
    const { id, name } = limit;
    const place = placeOf({ name: `limit.${name}`, digest: id, definition: definitionOf(limit) }, call);
    return place ? [{ ...place, limit }] : [];
  });
}

/** What the call adds, in what the limit measures; undefined when it does not say what it has to. */
export function amountOf({ measure, prices }: Limit, { tool, context }: LimitedCall): number | undefined {
  if (measure === 'calls') return 1;
  if (measure === 'cost') return Object.hasOwn(prices?.tools ?? {}, tool) ? prices?.tools[tool] : prices?.other;
  return tokensIn(context);
}

/** What the agent says the call will need; undefined when it does not, or says something that is no such number. */
export function tokensIn(context: JsonObject): number | undefined {
  const tokens = member(member(context, 'usage'), 'tokens');
  return Number.isSafeInteger(tokens) && (tokens as number) >= 0 && (tokens as number) <= MOST_TOKENS
    ? (tokens as number)
    : undefined;
}

/** Calls that may run count; they are counted when they are decided, whatever comes of them. */
export function definitionOf({ subject, target, windowSeconds, period, zone }: Limit): RecordedDefinition {
  return {
    measure: 'calls',
    tools: null,
    verdicts: ['ALLOW', 'MODIFY'],
    codes: null,
    outcomes: null,
    underWay: 'counts',
    by: subject === 'label' ? `label:${labelOf(target).name}` : subject,
    windowSeconds,
    period,
    zone,
  };
}

function isAbout({ subject, target, tool: only }: Limit, { agent, tool }: LimitedCall): boolean {
  if (only !== null && tool !== only) return false;
  if (target === null || subject === 'tenant') return true;
  if (subject === 'agent') return agent.id === target;
  if (subject === 'tool') return tool === target;
  const { name, value } = labelOf(target);
  return Object.hasOwn(agent.labels, name) && (value === undefined || agent.labels[name] === value);
}

function labelOf(target: string | null): { readonly name: string; readonly value: string | undefined } {
  const [name = '', ...rest] = (target ?? '').split('=');
  return { name, value: rest.length === 0 ? undefined : rest.join('=') };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
}
