import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { canonicalJson, digestOf } from '#libs/evidence';
import { isUnusableKey, readPublicKey, verifyEnvelope, type PublicKey } from '#libs/policy-signing';
import { ranIn, startedIn, type Ran } from '../../clients/cli/testing/captured-run.js';
import { addRevision, always, RunningWrit, type SeededTenant } from '#test/support/running-writ';

const home = mkdtempSync(join(tmpdir(), 'writ-signing-'));
const at = (name: string) => join(home, name);
const POLICY = always('ALLOW');
const servers: Server[] = [];
let writ: RunningWrit;
let acme: SeededTenant;

/** As from a shell away from the repository; the server runs in this process, too. */
const command = (url: string, config: string, env: Record<string, string>, args: readonly string[]): Promise<Ran> =>
  ranIn(home, args, { XDG_CONFIG_HOME: at(config), WRIT_URL: url, ...env });

const run = (...args: string[]) => command(writ.url, 'config', {}, ['policy', ...args]);

async function done<T = Record<string, unknown>>(...args: string[]): Promise<T> {
  const ran = await run(...args, '--json');
  expectThat(ran.stdout + ran.stderr, ran.status).toBe(0);
  return JSON.parse(ran.stdout) as T;
}

async function refused(exit: number, code: string, ...args: string[]): Promise<Ran> {
  const ran = await run(...args);
  expectThat(ran.stdout + ran.stderr, [ran.status, ran.stderr.split(':')[0]]).toStrictEqual([exit, code]);
  return ran;
}

function publicKeyIn(file: string): PublicKey {
  const key = readPublicKey(readFileSync(at(file), 'utf8'));
  return isUnusableKey(key) ? assert.fail(key.detail) : key;
}

const verified = (envelope: unknown, key: PublicKey) => verifyEnvelope(envelope, new Map([[key.keyId, key]]));
/** The part of a private key file that gives it away. */
const secretIn = (file: string) => readFileSync(at(file), 'utf8').split('\n')[1] ?? assert.fail();

beforeAll(async () => {
  writ = await RunningWrit.start();
  acme = await writ.seedTenant(await writ.owner());
  const { clientId, clientSecret } = acme.credentials;
  const env = { XDG_CONFIG_HOME: at('config'), WRIT_URL: writ.url, WRIT_CLIENT_SECRET: clientSecret };
  expect((await startedIn(home, ['login', '--client-id', clientId], env)).status).toBe(0);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(async () => {
  await writ.close();
  rmSync(home, { recursive: true });
});

describe('writ policy keys', () => {
  it('generates a pair in new files that it never overwrites, the private one for its owner alone', async () => {
    for (const [file, algorithm] of [['one.pem', 'Ed25519'] as const, ['two.pem', 'ES256'] as const]) {
      const ran = await run('keys', 'generate', file, '--algorithm', algorithm);
      expectThat(ran.stderr, ran.status).toBe(0);
      expect(statSync(at(file)).mode & 0o777).toBe(0o600);
      const { keyId, algorithm: made } = publicKeyIn(file.replace('.pem', '.pub.pem'));
      expect(made).toBe(algorithm);
      expect(ran.stdout).toMatch(new RegExp(`${keyId}\\n`));
      expect(ran.stdout).not.toContain(secretIn(file));
      const before_ = readFileSync(at(file), 'utf8');
      await refused(2, 'FILE_EXISTS', 'keys', 'generate', file);
      expect(readFileSync(at(file), 'utf8')).toBe(before_);
    }
    writeFileSync(at('three.pub.pem'), 'mine');
    await refused(2, 'FILE_EXISTS', 'keys', 'generate', 'three.pem');
    expectThat('half a pair is none', existsSync(at('three.pem'))).toBe(false);
    await refused(2, 'USAGE', 'keys', 'generate', 'four.pem', '--algorithm', 'RS256');
    await refused(2, 'FILE_UNWRITABLE', 'keys', 'generate', 'absent/five.pem');
  });

  it('registers, rotates, revokes and lists keys by their public files', async () => {
    const [one, two] = [publicKeyIn('one.pub.pem'), publicKeyIn('two.pub.pem')];
    expect((await done('keys', 'register', 'one.pub.pem'))['keyId']).toBe(one.keyId);
    expect((await done('keys', 'rotate', one.keyId, 'two.pub.pem', '--name', 'spring'))['keyId']).toBe(two.keyId);
    const generated = await done<{ keyId: string; registered: { keyId: string } }>('keys', 'generate', 'six.pem', '--register');
    expect(generated.registered.keyId).toBe(generated.keyId);
    const { stdout } = await run('keys', 'revoke', one.keyId, '--reason', 'left a laptop in a train');
    expect(stdout).toMatch(new RegExp(`^revoked ${one.keyId}, recorded at position \\d+\\n$`));
    const { position } = await writ.store.head(acme.id);
    await acme.operator.get('/v1/policy-keys', { 'writ-min-position': String(position) });
    const { items } = await done<{ items: { keyId: string; name: string; status: string }[] }>('keys', 'list');
    expect(items.map(({ keyId, name, status }) => [keyId, name, status])).toStrictEqual([
      [one.keyId, 'one', 'revoked'],
      [two.keyId, 'spring', 'active'],
      [generated.keyId, 'six', 'active'],
    ]);
    const table = (await run('keys', 'list')).stdout;
    expect(table).toMatch(
      new RegExp(`^revoked +Ed25519 +one\\s+${one.keyId}\\s+registered [^]*? retired [^]*? revoked [^]*?: left a laptop`, 'm'),
    );
  });

  it('says what the server refuses, and sends nothing that is no public key', async () => {
    const { position } = await writ.store.head(acme.id);
    await refused(1, 'POLICY_KEY_ALREADY_REGISTERED', 'keys', 'register', 'one.pub.pem');
    await refused(1, 'POLICY_KEY_NOT_FOUND', 'keys', 'revoke', 'f'.repeat(64), '--reason', 'x');
    await refused(1, 'POLICY_KEY_REVOKED', 'keys', 'revoke', publicKeyIn('one.pub.pem').keyId, '--reason', 'x');
    const told = await refused(2, 'KEY_UNUSABLE', 'keys', 'register', 'one.pem');
    expect(told.stderr).toMatch(/private key/);
    expect(told.stdout + told.stderr).not.toContain(secretIn('one.pem'));
    await refused(2, 'KEY_UNUSABLE', 'keys', 'rotate', publicKeyIn('two.pub.pem').keyId, 'six.pem');
    writeFileSync(at('vast.pem'), 'x'.repeat(70_000));
    await refused(2, 'KEY_UNUSABLE', 'keys', 'register', 'vast.pem');
    await refused(2, 'FILE_UNREADABLE', 'keys', 'register', 'absent.pem');
    expectThat('a reason is needed', (await run('keys', 'revoke', 'x')).status).toBe(2);
    expect((await writ.store.head(acme.id)).position).toBe(position);
  });
});

describe('writ policy sign', () => {
  let revision: number;
  beforeAll(async () => {
    revision = await addRevision(acme.operator, 'gate', POLICY, { limit: 3 });
    const { position } = await writ.store.head(acme.id);
    await acme.operator.get('/v1/policies', { 'writ-min-position': String(position) });
    mkdirSync(at('gate'));
    writeFileSync(at('gate/policy.rego'), POLICY);
    writeFileSync(at('gate/data.json'), '{ "limit": 3 }');
  });
  const signWith = (key: string, ...more: string[]) => ['sign', 'gate', String(revision), '--key', key, ...more];
  const sign = (...more: string[]) => signWith('two.pem', ...more);

  it('signs what it has checked: text, plan and the folder one knows it by', async () => {
    const ran = await run(...sign('--folder', 'gate', '--out', 'envelope.json'));
    expectThat(ran.stderr, ran.status).toBe(0);
    const key = publicKeyIn('two.pub.pem');
    const result = verified(JSON.parse(readFileSync(at('envelope.json'), 'utf8')), key);
    assert(result.ok);
    const { digest, planDigest, dataDigest, entrypoint } = await acme.operator.get(`/v1/policies/gate/revisions/${revision}`);
    expect(result.statement).toStrictEqual({
      type: 'writ-policy-revision/1',
      tenant: acme.id,
      policy: 'gate',
      revision,
      digest,
      planDigest,
      dataDigest,
      entrypoint,
    });
    expect(ran.stdout).toMatch(new RegExp(`^with +${key.keyId} \\(ES256\\)$`, 'm'));
    expect(ran.stdout).toMatch(/^plan +[0-9a-f]{64} {2}compiled here$/m);
    expect(ran.stdout + readFileSync(at('envelope.json'), 'utf8')).not.toContain(secretIn('two.pem'));
  });

  it('sends the envelope to the server, which holds it to the keys of the tenant', async () => {
    const { position } = await writ.store.head(acme.id);
    const { keyId } = await done<{ keyId: string }>(...sign());
    expect(keyId).toBe(publicKeyIn('two.pub.pem').keyId);
    expect((await writ.store.head(acme.id)).position).toBeGreaterThan(position);
    await refused(1, 'POLICY_KEY_REVOKED', ...signWith('one.pem'));
    await done('keys', 'generate', 'stranger.pem');
    await refused(1, 'POLICY_KEY_UNKNOWN', ...signWith('stranger.pem'));
    expect((await writ.store.head(acme.id)).position).toBe(position + 1);
  });

  it('names what differs from the folder, and signs nothing then', async () => {
    mkdirSync(at('other'));
    writeFileSync(at('other/policy.rego'), `${POLICY}\n`);
    writeFileSync(at('other/more.rego'), 'package writ\n');
    const { stderr } = await refused(1, 'FOLDER_DIFFERS', ...sign('--folder', 'other', '--out', 'none.json'));
    expect(stderr).toMatch(/more\.rego is only in the folder, policy\.rego differs, data\.json differs$/m);
    expect(existsSync(at('none.json'))).toBe(false);
  });

  it('needs a private key that can sign, and a revision that is there', async () => {
    await refused(2, 'KEY_UNUSABLE', ...signWith('two.pub.pem'));
    await refused(2, 'FILE_UNREADABLE', ...signWith('absent.pem'));
    await refused(1, 'POLICY_REVISION_NOT_FOUND', 'sign', 'gate', '999', '--key', 'two.pem');
    await refused(2, 'USAGE', 'sign', 'gate', 'latest', '--key', 'two.pem');
    await refused(2, 'USAGE', ...sign('--key', 'one.pem'));
    expectThat('a key is needed', (await run('sign', 'gate', '1')).status).toBe(2);
    const ran = await command(writ.url, 'config', { OPA_BIN: '/nonexistent/opa' }, ['policy', ...sign('--out', 'none.json')]);
    expect([ran.status, ran.stderr.split(':')[0]]).toStrictEqual([2, 'PLAN_NOT_CHECKED']);
    expect((await run(...sign('--out', 'unchecked.json', '--no-rebuild'))).status).toBe(0);
  });

  describe('with a server that does not tell the truth', () => {
    /** A far side that answers with this revision, and remembers what it was sent. */
    async function lying(change: (revision: Record<string, unknown>) => object): Promise<{ url: string; sent: string[] }> {
      const honest = await acme.operator.get(`/v1/policies/gate/revisions/${revision}`);
      const sent: string[] = [];
      const server = createServer((request, response) => {
        sent.push(`${request.method} ${request.url}`);
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(change(honest)));
      });
      servers.push(server.listen(0, '127.0.0.1'));
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const claims = Buffer.from(JSON.stringify({ tenant: acme.id })).toString('base64url');
      const session = { url, clientId: 'me', accessToken: `x.${claims}.x`, refreshToken: 'r', expiresAt: Date.now() + 900_000 };
      mkdirSync(at('lied/writ'), { recursive: true });
      writeFileSync(at('lied/writ/session.json'), JSON.stringify(session));
      return { url, sent };
    }
    /** The answer with another text, and digests that fit it. */
    const rewritten = (honest: Record<string, unknown>, rego: string) => {
      const { data, entrypoint, tests = {} } = honest as { data: object; entrypoint: string; tests?: object };
      const modules = { 'policy.rego': rego };
      const content = { data, entrypoint, modules, ...(Object.keys(tests).length > 0 && { tests }) };
      return { ...honest, modules, digest: digestOf(canonicalJson(content as Parameters<typeof canonicalJson>[0])) };
    };
    const lies: Record<string, [code: string, (honest: Record<string, unknown>) => object]> = {
      'about the text': ['REVISION_ALTERED', (honest) => ({ ...honest, modules: { 'policy.rego': always('DENY') } })],
      'about the tests': ['REVISION_ALTERED', (honest) => ({ ...honest, tests: { 'a_test.rego': 'package a_test' } })],
      'about the data': ['REVISION_ALTERED', (honest) => ({ ...honest, data: { limit: 4 } })],
      'about the digest': ['REVISION_ALTERED', (honest) => ({ ...honest, digest: 'a'.repeat(64) })],
      'about the data digest': ['REVISION_ALTERED', (honest) => ({ ...honest, dataDigest: 'a'.repeat(64) })],
      'about the entrypoint': ['REVISION_ALTERED', (honest) => ({ ...honest, entrypoint: 'writ/other' })],
      'about the number': ['REVISION_ALTERED', (honest) => ({ ...honest, revision: 99 })],
      'about the policy': ['REVISION_ALTERED', (honest) => ({ ...honest, policy: 'open' })],
      'about the plan': ['PLAN_DIFFERS', (honest) => ({ ...honest, planDigest: 'a'.repeat(64) })],
      'about the text of its plan': ['PLAN_DIFFERS', (honest) => rewritten(honest, always('DENY'))],
      'with text that no UTF-8 can hold': ['UNEXPECTED_ANSWER', (honest) => ({ ...honest, data: { limit: '\ud800' } })],
    };
    for (const [what, [code, change]] of Object.entries(lies)) {
      it(`signs nothing: ${what}`, async () => {
        const { url, sent } = await lying(change);
        const ran = await command(url, 'lied', {}, ['policy', ...sign()]);
        const exit = code === 'UNEXPECTED_ANSWER' ? 2 : 1;
        expectThat(ran.stdout + ran.stderr, [ran.status, ran.stderr.split(':')[0]]).toStrictEqual([exit, code]);
        expect(sent).toStrictEqual([`GET /v1/policies/gate/revisions/${revision}`]);
      });
    }
  });
});
