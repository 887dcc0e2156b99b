import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { policyKeysProjection } from './policy-keys.projection.js';

const TABLE = 'policy_keys_keys';
const given = projectionSpec(policyKeysProjection);
const event = (type: string, data: object, by: string, at: string) =>
  recordedEvent({ type, stream: 'policy-keys/tenant', data: { ...data }, actor: { kind: 'user', id: by }, at });
const registered = (keyId: string) =>
  event(
    'PolicyKeyRegistered',
    { keyId, name: 'release', algorithm: 'ES256', publicKey: 'pem' },
    'ada',
    '2026-11-20T08:00:00.000000Z',
  );
const retired = event('PolicyKeyRetired', { keyId: 'a', replacedBy: 'b' }, 'bea', '2026-11-20T09:00:00.000000Z');
const revoked = event('PolicyKeyRevoked', { keyId: 'a', reason: 'leaked' }, 'cleo', '2026-11-20T10:00:00.000000Z');
const row = ({ at, position, data }: ReturnType<typeof registered>, more: object = {}) => ({
  key_id: data['keyId'] as string,
  name: 'release',
  algorithm: 'ES256',
  public_key: 'pem',
  status: 'active',
  registered_at: at,
  registered_by: 'ada',
  retired_at: null,
  retired_by: null,
  replaced_by: null,
  revoked_at: null,
  revoked_by: null,
  reason: null,
  position,
  ...more,
});
const [a, b] = [registered('a'), registered('b')];
const asRetired = { status: 'retired', retired_at: retired.at, retired_by: 'bea', replaced_by: 'b' };
const asRevoked = { status: 'revoked', revoked_at: revoked.at, revoked_by: 'cleo', reason: 'leaked' };

it('shows a key with who registered it', () =>
  given(a)
    .when(b)
    .then(TABLE, [row(a), row(b)]));

it('shows what took the place of a retired key', () =>
  given(a)
    .when(b, retired)
    .then(TABLE, [row(a, asRetired), row(b)]));

it('shows why a key was revoked, and what it was before', () => {
  given(a)
    .when(revoked)
    .then(TABLE, [row(a, asRevoked)]);
  given(a, b, retired)
    .when(revoked)
    .then(TABLE, [row(a, { ...asRetired, ...asRevoked }), row(b)]);
});

it('shows nothing of a key that was never registered', () => given().when(revoked, retired).then(TABLE, []));
