import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
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
  it('says where to look and proves itself, for every tenant and agent', () => {
    fc.assert(
      fc.property(tenant, agent, (tenant, agent) => {
        const { key, keyId, secretHash } = newKey(tenant, agent);
        const claim = parseKey(key);
        assert.ok(claim);
        assert.deepEqual({ tenant: claim.tenant, agent: claim.agent, keyId: claim.keyId }, { tenant, agent, keyId });
        assert.ok(provesSecret(claim.secret, secretHash));
        // What travels in a header has to get through the header's own check.
        assert.match(`Bearer ${key}`, /^Bearer +([A-Za-z0-9._~+/=-]{1,4096})$/);
      }),
    );
  });

  it('is made anew each time', () => {
    const [one, two] = [newKey('acme', 'a'), newKey('acme', 'a')];
    assert.notEqual(one.keyId, two.keyId);
    assert.notEqual(one.secretHash, two.secretHash);
    assert.ok(!one.key.includes(one.secretHash));
  });

  it('proves nothing with another secret, a changed one, or no hash to compare with', () => {
    const { key, secretHash } = newKey('acme', 'a');
    const secret = parseKey(key)?.secret ?? assert.fail();
    const flipped = secret.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    assert.equal(provesSecret(flipped, secretHash), false);
    assert.equal(provesSecret(secret, newKey('acme', 'a').secretHash), false);
    assert.equal(provesSecret(secret, undefined), false);
    assert.equal(provesSecret('', undefined), false);
  });
});

describe('text that is no key', () => {
  const claims = (id: string) => parseKey(`wrk_${Buffer.from(id).toString('base64url')}_${'0'.repeat(64)}`);

  it('is undefined and never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 800 }),
          fc.string().map((s) => `wrk_${s}`),
          fc.base64String().map((s) => `wrk_${s}_${'0'.repeat(64)}`),
        ),
        (hostile) => {
          const claim = parseKey(hostile);
          if (claim)
            assert.match(`${claim.tenant}/${claim.agent}/${claim.keyId}`, /^[a-z0-9-]+\/[A-Za-z0-9_.:-]+\/[0-9a-f]{16}$/);
        },
      ),
    );
  });

  it('is undefined when any part has another form', () => {
    const keyId = 'a'.repeat(16);
    assert.ok(claims(`acme/a/${keyId}`));
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
      assert.equal(claims(id), undefined, id);
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
      assert.equal(parseKey(changed), undefined, changed);
  });
});
