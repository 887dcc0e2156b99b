import assert from 'node:assert/strict';
import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '#libs/event-sourcing';

interface Reference {
  readonly id: string;
  readonly revision: number;
  readonly digest: string;
  readonly signature: object | null;
}

/**
 * A whole ledger holds no half of a publication: whenever a policy's stream says that a revision was published or brought back,
 * the next event makes that very revision, with that very signature, the active policy, and nothing else ever does. Gives back
 * how many there are.
 */
export function assertWholePublications(events: readonly RecordedEvent[]): number {
  let published = 0;
  for (const { position, type, data, correlation } of events) {
    const isActivation = type === 'PolicyActivated';
    if (isActivation)
      expectThat(`position ${position} activates what nobody published`, isPublication(events[position - 2])).toBe(true);
    if (!isPublication(events[position - 1])) continue;
    published += 1;
    const next = events[position];
    assert(next?.type === 'PolicyActivated', `position ${position} published and activated nothing`);
    expect([next.stream, next.correlation]).toStrictEqual(['controls/tenant', correlation]);
    const { id, revision, digest, signature } = (next.data as unknown as { policy: Reference }).policy;
    expect({ id, revision, digest, signature }).toStrictEqual({
      id: data['policy'],
      revision: data['revision'],
      digest: data['digest'],
      signature: data['signature'],
    });
  }
  return published;
}

function isPublication(event: RecordedEvent | undefined): boolean {
  return event?.type === 'PolicyPublished' || event?.type === 'PolicyRolledBack';
}
