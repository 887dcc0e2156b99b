import type { Pin, PinSelector } from './events.js';

/** Who makes a call, as pins see it. */
export interface PinnedCall {
  readonly agent: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly session: string;
}

/** The pin that decides a call: that of its session, else of its agent, else the latest one of a label the agent carries. */
export function pinFor(pins: readonly Pin[], call: PinnedCall, now: string): Pin | undefined {
  if (pins.length === 0) return undefined;
  const holding = pins.filter((pin) => !isExpired(pin, now));
  return (
    holding.find(({ selector }) => selector.session === call.session) ??
    holding.find(({ selector }) => selector.agent === call.agent) ??
    holding.findLast(({ selector: { label } }) => label !== undefined && carries(call.labels, label))
  );
}

/** Both times are RFC 3339 UTC with milliseconds, as `toISOString` gives them, so that they compare as text. */
export function isExpired({ expiresAt }: Pick<Pin, 'expiresAt'>, now: string): boolean {
  return expiresAt <= now;
}

export function sameSelector(one: PinSelector, other: PinSelector): boolean {
  return (
    one.agent === other.agent &&
    one.session === other.session &&
    one.label?.name === other.label?.name &&
    one.label?.value === other.label?.value
  );
}

function carries(labels: Readonly<Record<string, string>>, { name, value }: { name: string; value: string }): boolean {
  return Object.hasOwn(labels, name) && labels[name] === value;
}
