import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { pinsProjection } from './pins.projection.js';

const given = projectionSpec(pinsProjection);
const policy = {
  id: 'gate',
  revision: 2,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'x',
  entrypoint: 'writ/decision',
  signature: null,
};
const expiresAt = '2026-11-22T08:00:00.000Z';
const pinned = recordedEvent({
  type: 'RevisionPinned',
  data: { pin: 'p-1', selector: { agent: 'a-1' }, policy, expiresAt, reason: 'try' },
  actor: { kind: 'user', id: 'ada' },
});
const lifted = recordedEvent({ type: 'RevisionUnpinned', data: { pin: 'p-1', reason: 'done' } });
const row = {
  pin: 'p-1',
  selector: { agent: 'a-1' },
  policy: 'gate',
  revision: 2,
  digest: 'd',
  expires_at: expiresAt,
  reason: 'try',
  set_by: 'ada',
  set_at: pinned.at,
  position: pinned.position,
};

it('lists pins until they are lifted', () => {
  given().when(pinned).then('pins_pins', [row]);
  given(pinned).when(lifted).then('pins_pins', []);
});
