import assert from 'node:assert/strict';
import { describe, expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { provesSecret } from '#platform/auth/secret-hash';
import { MadeSecrets } from '#platform/auth/made-secrets';
import { makeKey, parseKey } from './agent-key.js';

const secrets = new MadeSecrets({ deploymentKey: Buffer.alloc(32, 7) });
const newKey = (tenant: string, agent: string, seed?: string) =>
  makeKey(
    secrets,
    { tenant, actor: { kind: 'user', id: 'o' }, correlation: null, causation: null, trace: null, ...(seed && { seed }) },
    agent,
  );

const letter = (alphabet: string) => fc.constantFrom(...alphabet);
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const text = (first: string, rest: string, min: number, max: number) =>
  fc.tuple(letter(first), fc.array(letter(rest), { minLength: min, maxLength: max })).map(([head, tail]) => head + tail.join(''));
const tenant = text(LOWER, `${LOWER}-`, 1, 62);
const agent = text(`${LOWER}ABCXYZ`, `${LOWER}ABCXYZ_.:-`, 0, 127);

describe('an agent key', () => {
  it.prop([tenant, agent])('says where to look and proves itself, for every tenant and agent', (tenant, agent) => {
    const { key, keyId, secretHash } = newKey(tenant, agent);
    const claim = parseKey(key);
    assert(claim);
    expect({ tenant: claim.tenant, agent: claim.agent, keyId: claim.keyId }).toStrictEqual({ tenant, agent, keyId });
    expect(provesSecret(claim.secret, secretHash)).toBe(true);
    // What travels in a header has to get through the header's own check.
    expect(`Bearer ${key}`).toMatch(/^Bearer +([A-Za-z0-9._~+/=-]{1,4096})$/);
  });

  it('is made anew each time', () => {
    const [one, two] = [newKey('acme', 'a'), newKey('acme', 'a')];
    expect(one.keyId).not.toBe(two.keyId);
    expect(one.secretHash).not.toBe(two.secretHash);
    expect(one.key).not.toContain(one.secretHash);
  });

  it('proves nothing with another secret, a changed one, or no hash to compare with', () => {
    const { key, secretHash } = newKey('acme', 'a');
    const secret = parseKey(key)?.secret ?? assert.fail();
    const flipped = secret.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(provesSecret(flipped, secretHash)).toBe(false);
    expect(provesSecret(secret, newKey('acme', 'a').secretHash)).toBe(false);
    expect(provesSecret(secret, undefined)).toBe(false);
    expect(provesSecret('', undefined)).toBe(false);
  });
});

describe('text that is no key', () => {
  const claims = (id: string) => parseKey(`wrk_${Buffer.from(id).toString('base64url')}_${'0'.repeat(64)}`);

  it.prop([
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 800 }),
      fc.string().map((s) => `wrk_${s}`),
      fc.base64String().map((s) => `wrk_${s}_${'0'.repeat(64)}`),
    ),
  ])('is undefined and never throws, whatever it is', (hostile) => {
    const claim = parseKey(hostile);
    if (claim) expect(`${claim.tenant}/${claim.agent}/${claim.keyId}`).toMatch(/^[a-z0-9-]+\/[A-Za-z0-9_.:-]+\/[0-9a-f]{16}$/);
  });

  it('is undefined when any part has another form', () => {
    const keyId = 'a'.repeat(16);
    expect(claims(`acme/a/${keyId}`)).toBeTruthy();
    for (const id of [
      `acme/a/${'A'.repeat(16)}`,
      `acme/a/${keyId}b`,
      `acme/a`,
      `/a/${keyId}`,
      `acme//${keyId}`,
      `Acme/a/${keyId}`,
      `acme/../${keyId}`,
      `acme/a/b/${keyId}`,
      `acme/a\0/${keyId}`,
      `acme/a\n/${keyId}`,
      `_deployment/a/${keyId}`,
      `acme/${'a'.repeat(129)}/${keyId}`,
    ])
      expectThat(id, claims(id)).toBeUndefined();
    const { key } = newKey('acme', 'a');
    for (const changed of [
      key.slice(0, -1),
      `${key}0`,
      ` ${key}`,
      `${key}\n`,
      key.toUpperCase(),
      key.replace('wrk_', 'wrr_'),
      key.slice(0, -1).concat('g'),
    ])
      expectThat(changed, parseKey(changed)).toBeUndefined();
  });
});
