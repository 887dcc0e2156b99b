import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import type { Role } from '#libs/operations';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { RefreshTokens } from '#platform/auth/refresh-tokens';
import { SigningKeys } from '#platform/auth/signing-keys';
import type { Transaction } from 'kysely';
import { TenantDatabase } from '#platform/database/tenant-database';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';

interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

describe('signing in', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let anyone: WritClient;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    acme = await writ.seedTenant(await writ.owner());
    anyone = new WritClient(writ.url);
  });
  afterAll(() => writ.close());

  const signIn = () => anyone.post<Tokens>('/v1/auth/token', acme.credentials);
  const refresh = (refreshToken: string) => anyone.send<Tokens>('POST', '/v1/auth/token', { refreshToken });
  const works = async (token: string) => (await new WritClient(writ.url, token).send('GET', '/v1/ledger/head')).status === 200;

  describe('with a secret', () => {
    it('gives an access token and a refresh token', async () => {
      const { accessToken, refreshToken, ...rest } = await signIn();
      expect(rest).toStrictEqual({ tokenType: 'Bearer', expiresIn: 900 });
      expect(await works(accessToken)).toBe(true);
      expect(refreshToken).toMatch(/^wrr_/);
    });

    it('fails the same way for every wrong credential', async () => {
      const { clientId, clientSecret } = acme.credentials;
      const other = clientId.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      const wrong = [
        { clientId, clientSecret: clientSecret.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
        { clientId, clientSecret: '' },
        { clientId: other, clientSecret },
        { clientId: clientId.replace(acme.id, 'nobody'), clientSecret },
        { clientId: clientId.replace(acme.id, DEPLOYMENT_LEDGER), clientSecret },
        { clientId: '__proto__', clientSecret },
        { clientId: '', clientSecret: '' },
      ];
      const problems = await Promise.all(wrong.map((body) => anyone.refused('POST', '/v1/auth/token', body)));
      for (const problem of problems)
        expect([problem.status, problem.code, problem.detail]).toStrictEqual([401, 'SIGN_IN_FAILED', problems[0]?.detail]);
    });
  });

  describe('with a refresh token', () => {
    it('works once and gives the next one', async () => {
      const first = await signIn();
      const second = await refresh(first.refreshToken);
      expect(second.status).toBe(200);
      expect(await works(second.body.accessToken)).toBe(true);
      expect(second.body.refreshToken).not.toBe(first.refreshToken);
      expect((await refresh(second.body.refreshToken)).status).toBe(200);
    });

    it('that is used again revokes all that came from the same sign-in, and no other', async () => {
      const [stolen, other] = [await signIn(), await signIn()];
      const next = (await refresh(stolen.refreshToken)).body;
      expect((await anyone.refused('POST', '/v1/auth/token', { refreshToken: stolen.refreshToken })).code).toBe('SIGN_IN_FAILED');
      expectThat('the honest one is out as well', (await refresh(next.refreshToken)).status).toBe(401);
      expect((await refresh(other.refreshToken)).status).toBe(200);
    });

    it('that is used by two at the same moment leaves nobody signed in', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { refreshToken } = await signIn();
        const answers = await Promise.all(Array.from({ length: 4 }, () => refresh(refreshToken)));
        for (const { status, body } of answers)
          if (status === 200) expectThat(`round ${round}`, (await refresh(body.refreshToken)).status).toBe(401);
      }
    });

    it('that was forged, altered or belongs to another tenant is refused', async () => {
      const { refreshToken, accessToken } = await signIn();
      const random = refreshToken.slice(-64);
      const forged = [
        `wrr_${acme.id}_${'0'.repeat(64)}`,
        `wrr_nobody_${random}`,
        `wrr_${DEPLOYMENT_LEDGER}_${random}`,
        `${refreshToken}0`,
        refreshToken.toUpperCase(),
        accessToken.slice(0, 256),
        '',
        "wrr_x'; drop table auth_refresh_tokens; --_",
      ];
      for (const token of forged)
        expectThat(token, (await anyone.refused('POST', '/v1/auth/token', { refreshToken: token })).code).toBe('SIGN_IN_FAILED');
      expect((await refresh(refreshToken)).status).toBe(200);
    });

    it('expires', async () => {
      let now = Date.now();
      const tokens = new RefreshTokens(writ.api.app.get(TenantDatabase), writ.configuration, () => now);
      const token = await tokens.issue(acme.id, 'somebody');
      now += writ.configuration.WRIT_REFRESH_TOKEN_SECONDS * 1000;
      expect(await tokens.exchange(token)).toBeUndefined();
      now -= 1;
      expect((await tokens.exchange(token))?.operator).toBe('somebody');
    });
  });

  describe('a token', () => {
    const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const issuer = 'writ:local';
    const seconds = () => Math.floor(Date.now() / 1000);
    const claims = (more: JWTPayload = {}): JWTPayload => ({
      // Somebody who is registered: only the token itself can be wrong.
      sub: acme.credentials.clientId.split('.')[1] as string,
      tenant: acme.id,
      roles: ['owner'] satisfies Role[],
      use: 'access',
      iss: issuer,
      aud: issuer,
      iat: seconds(),
      exp: seconds() + 600,
      ...more,
    });
    const without = (name: string) =>
      Object.fromEntries(Object.entries(claims()).filter(([claim]) => claim !== name)) as JWTPayload;
    /** Signed with the deployment's own key: only what is in it can be wrong. */
    const signed = async (payload: JWTPayload, header: object = {}) => {
      const { kid, privateKey } = await writ.api.app.get(SigningKeys).current();
      return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(privateKey);
    };
    const refused = async (token: string, what: string) => {
      const problem = await new WritClient(writ.url, token).refused('GET', '/v1/ledger/head');
      expectThat(what, [problem.status, problem.code]).toStrictEqual([401, 'UNAUTHENTICATED']);
    };

    it('is good when it is what this deployment issues', async () => expect(await works(await signed(claims()))).toBe(true));

    it('is refused when its claims are not what an access token has', async () => {
      const wrong: [string, JWTPayload][] = [
        ['expired', claims({ exp: seconds() - 1 })],
        ['without exp', without('exp')],
        ['not valid yet', claims({ nbf: seconds() + 600 })],
        ['of another issuer', claims({ iss: 'writ:other' })],
        ['without issuer', without('iss')],
        ['for another audience', claims({ aud: 'writ:other' })],
        ['without audience', without('aud')],
        ['for another use', claims({ use: 'refresh' })],
        ['without use', without('use')],
        ['without subject', without('sub')],
        ['without tenant', without('tenant')],
        ['with an empty tenant', claims({ tenant: '' })],
        ['with an unknown role', claims({ roles: ['god'] })],
        ['with roles that are no list', claims({ roles: 'owner' })],
        ['with an exp that is no number', { ...claims(), exp: 'never' as unknown as number }],
      ];
      for (const [what, payload] of wrong) await refused(await signed(payload), what);
    });

    it('is refused with no or another kid', async () => {
      const { kid } = await writ.api.app.get(SigningKeys).current();
      const others = [undefined, 'unknown', '', '../../etc/passwd', `${kid}\0`, "' or 1=1 --", '__proto__', 'x'.repeat(5_000)];
      await Promise.all(
        others.map(async (other) => refused((await signed(claims(), { kid: other })).slice(0, 4_000), `kid ${String(other)}`)),
      );
    });

    it('is refused when it is signed by somebody else under our kid', async () => {
      const { kid } = await writ.api.app.get(SigningKeys).current();
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      const jwk = await exportJWK(publicKey);
      for (const header of [
        { alg: 'ES256', kid },
        { alg: 'ES256', kid, jwk },
        { alg: 'ES256', kid, jku: 'http://127.0.0.1:1/keys' },
      ])
        await refused(await new SignJWT(claims()).setProtectedHeader(header).sign(privateKey), JSON.stringify(header));
    });

    it('is refused with any other algorithm, whatever its header says', async () => {
      const { kid, publicPem } = await writ.api.app.get(SigningKeys).current();
      const { keys } = await anyone.get<{ keys: object[] }>('/.well-known/jwks.json');
      for (const alg of ['none', 'None', 'NONE', '', 'nOnE']) {
        const unsigned = `${base64({ alg, kid, typ: 'JWT' })}.${base64(claims())}`;
        for (const end of ['.', '', `.${Buffer.from('x').toString('base64url')}`]) await refused(unsigned + end, `alg ${alg}`);
      }
      for (const secret of [publicPem, publicPem.trim(), JSON.stringify(keys[0]), kid, '']) {
        for (const [alg, hash] of [
          ['HS256', 'sha256'],
          ['HS512', 'sha512'],
          ['ES256', 'sha256'],
        ] as const) {
          const text = `${base64({ alg, kid, typ: 'JWT' })}.${base64(claims())}`;
          await refused(
            `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`,
            `${alg} under ${secret.slice(0, 20)}`,
          );
        }
      }
      const { privateKey } = await generateKeyPair('ES384');
      await refused(await new SignJWT(claims()).setProtectedHeader({ alg: 'ES384', kid }).sign(privateKey), 'ES384');
    });

    it('is refused when one of its parts was exchanged or is no base64 at all', async () => {
      const [header = '', payload = '', signature = ''] = (await signed(claims())).split('.');
      const raised = base64(claims({ tenant: DEPLOYMENT_LEDGER }));
      for (const token of [
        `${header}.${raised}.${signature}`,
        `${header}.${payload}.`,
        `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
        `${header}.${signature}`,
        '..',
        'a.b.c',
        `${payload}.${header}.${signature}`,
      ])
        await refused(token, token.slice(0, 40));
    });

    it('of one kind is not taken for another', async () => {
      const { refreshToken } = await signIn();
      await refused(refreshToken, 'a refresh token as an access token');
      const agentOnOperatorRoute = await acme.agent.refused('GET', '/v1/ledger/head');
      expect([agentOnOperatorRoute.status, agentOnOperatorRoute.code]).toStrictEqual([403, 'FORBIDDEN']);
      const operatorOnAgentRoute = await acme.operator.refused('POST', '/v1/decisions', {
        sessionId: 's',
        tool: 't',
        arguments: {},
      });
      expect([operatorOnAgentRoute.status, operatorOnAgentRoute.code]).toStrictEqual([403, 'FORBIDDEN']);
    });
  });

  it('publishes the public keys and nothing private', async () => {
    const { keys } = await anyone.get<{ keys: Record<string, unknown>[] }>('/.well-known/jwks.json');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(Object.keys(key).sort()).toStrictEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('keeps no token and no secret in the ledger or the database as it is', async () => {
    const { refreshToken } = await signIn();
    const database = writ.api.app.get(TenantDatabase);
    const rows = await database.as(acme.id, (db: Transaction<{ auth_refresh_tokens: { token_hash: Buffer } }>) =>
      db.selectFrom('auth_refresh_tokens').selectAll().execute(),
    );
    expect(rows.some(({ token_hash }) => token_hash.equals(createHash('sha256').update(refreshToken).digest()))).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(refreshToken.slice(-64));
    const events = JSON.stringify(await writ.store.readLedger(acme.id, 1, 1_000));
    expect(
      !events.includes(acme.credentials.clientSecret) && !events.includes(acme.agent.token?.slice(-64) ?? assert.fail()),
    ).toBe(true);
  });
});
