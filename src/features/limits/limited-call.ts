import { placeOf, type CountPlace } from '#features/facts/contract';
import type { FactCall, RecordedDefinition } from '#libs/facts';
import type { Limit } from './decider.js';

/** A limit that is about a call, and the count it goes by. */
export interface LimitPlace extends CountPlace {
  readonly limit: Limit;
}

/** The limits that are about this call, always in the same order. */
export function placesOf(limits: readonly Limit[], call: FactCall): readonly LimitPlace[] {
  return limits.flatMap((limit) => {
    if (!isAbout(limit, call)) return [];
    const { id, name } = limit;
    const place = placeOf({ name: `limit.${name}`, digest: id, definition: definitionOf(limit) }, call);
    return place ? [{ ...place, limit }] : [];
  });
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

function isAbout({ subject, target, tool: only }: Limit, { agent, tool }: FactCall): boolean {
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
