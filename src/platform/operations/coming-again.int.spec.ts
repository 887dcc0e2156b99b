import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

describe('a command that comes again under its key although no answer was kept', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let client: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await writ.close();
  });

  const publicKey = () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });

  /** Sends it, lets happen what happens meanwhile, forgets the answer, sends it again: one effect, one answer. */
  async function assertOnce(
    caller: WritClient,
    path: string,
    body: object,
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ) {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await caller.send('POST', path, body, headers);
    expectThat(JSON.stringify(first.body), first.status).toBeLessThan(300);
    await meanwhile();
    const { position } = await writ.store.head(acme.id);
    await client.query('delete from idempotency_keys');
    const again = await caller.send('POST', path, body, headers);
    expect([again.status, again.body]).toStrictEqual([first.status, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBeNull();
    expect((await writ.store.head(acme.id)).position).toBe(position);
    return first.body;
  }

  it('opens one session, with one id, and closes it once', async () => {
    const { session } = (await assertOnce(acme.agent, '/v1/sessions', { tags: ['a'] })) as { session: { id: string } };
    await assertOnce(acme.agent, `/v1/sessions/${session.id}/close`, {});
  });

  it('registers, rotates and revokes a signing key once, whatever has become of the key since', async () => {
    const revoke = (keyId: string) => acme.operator.post(`/v1/policy-keys/${keyId}/revoke`, { reason: 'lost' });
    const { keyId } = (await assertOnce(acme.operator, '/v1/policy-keys', { name: 'ci', publicKey: publicKey() })) as {
      keyId: string;
    };
    const rotation = { publicKey: publicKey() };
    const { keyId: next } = (await assertOnce(acme.operator, `/v1/policy-keys/${keyId}/rotate`, rotation, () =>
      revoke(keyId),
    )) as { keyId: string };
    await assertOnce(acme.operator, `/v1/policy-keys/${next}/revoke`, { reason: 'lost too' });
  });

  it('sets the governance of policies once, also where it was set otherwise since', async () => {
    const quality = (minimumQuality: number) => ({ minimumQuality, reason: 'for a test' });
    await assertOnce(acme.operator, '/v1/policy-governance', quality(40), () =>
      acme.operator.post('/v1/policy-governance', quality(50)),
    );
    await assertOnce(owner, `/v1/tenants/${acme.id}/policy-governance`, {
      separationOfDuties: 'enforced',
      reason: 'for a test',
    });
  });
});
