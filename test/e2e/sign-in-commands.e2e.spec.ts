import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';
import { type Ran, ran, startedIn } from '../../clients/cli/testing/captured-run.js';

describe('signing in, out, and as somebody else', () => {
  const root = mkdtempSync(join(tmpdir(), 'writ-sign-in-'));
  /** Another server, which answers nothing and notes what it is sent. */
  const sent: string[] = [];
  const elsewhere = createServer((request, response) => {
    sent.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"NOT_FOUND"}');
  });
  let otherUrl: string;
  let writ: RunningWrit;
  let [acme, beta]: SeededTenant[] = [];
  let home: string;
  let count = 0;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    const owner = await writ.owner();
    [acme, beta] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    otherUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    elsewhere.close();
    elsewhere.closeAllConnections();
    await writ?.close();
    rmSync(root, { recursive: true });
  });
  beforeEach(() => {
    home = join(root, String((count += 1)));
    mkdirSync(home);
    sent.length = 0;
  });

  /** Nothing that is printed, ever, holds a secret. */
  async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    const done = await ran(args, { HOME: home, XDG_CONFIG_HOME: home, COLUMNS: '400', ...env });
    expectThat(args.join(' '), done.stdout + done.stderr).not.toMatch(/wrr_|eyJ|wrk_\w+_[0-9a-f]{64}/);
    for (const tenant of [acme, beta])
      expectThat(args.join(' '), (done.stdout + done.stderr).includes(tenant!.credentials.clientSecret)).toBe(false);
    return done;
  }
  const document = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = await run([...args, '--json'], env);
    expectThat(args.join(' ') + stdout + stderr, status).toBe(0);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const login = (tenant: SeededTenant, ...more: string[]) => {
    const { clientId, clientSecret } = tenant.credentials;
    return run(['login', '--url', writ.url, '--client-id', clientId, ...more], { WRIT_CLIENT_SECRET: clientSecret });
  };
  const tenantOf = async (args: readonly string[], env?: NodeJS.ProcessEnv) =>
    ((await document([...args, 'whoami'], env))['operator'] as { tenant: string }).tenant;
  const refused = async (args: readonly string[], says: RegExp, env?: NodeJS.ProcessEnv, status = 2) => {
    const done = await run(args, env);
    expectThat(args.join(' ') + done.stdout + done.stderr, done.status).toBe(status);
    expect(done.stderr).toMatch(says);
  };
  const kept = (name: string) => join(home, 'writ', 'profiles', `${name}.json`);

  it('keeps several people side by side, each in a file of its own that nobody else may read', async () => {
    for (const [tenant, name] of [
      [acme!, 'acme-prod'],
      [beta!, 'beta.2'],
    ] as const) {
      const { status, stdout } = await login(tenant, '--profile', name);
      expectThat(stdout, status).toBe(0);
      expect(statSync(kept(name)).mode & 0o777).toBe(0o600);
    }
    expect(existsSync(join(home, 'writ', 'session.json'))).toBe(false);
    expect(await tenantOf(['--profile', 'acme-prod'])).toBe(acme!.id);
    expect(await tenantOf([], { WRIT_PROFILE: 'beta.2' })).toBe(beta!.id);
    expect(await tenantOf(['--profile', 'acme-prod'], { WRIT_PROFILE: 'beta.2' })).toBe(acme!.id);
    const { items } = await document(['profiles'], { WRIT_PROFILE: 'beta.2' });
    expect(items).toStrictEqual([
      { name: 'acme-prod', url: writ.url, clientId: acme!.credentials.clientId, isSignedIn: true, isUsed: false },
      { name: 'beta.2', url: writ.url, clientId: beta!.credentials.clientId, isSignedIn: true, isUsed: true },
    ]);
    expect((await run(['profiles'])).stdout).toMatch(/^profile +used +signed in +server +operator\n-+.*\nacme-prod +yes +http/);
    await login(acme!);
    expectThat('without a profile all is as it was', existsSync(join(home, 'writ', 'session.json'))).toBe(true);
  });

  it('keeps them in WRIT_HOME where that is set', async () => {
    const { clientId, clientSecret } = acme!.credentials;
    const env = { WRIT_HOME: join(home, 'own'), WRIT_CLIENT_SECRET: clientSecret };
    expect((await run(['login', '--profile', 'a', '--url', writ.url, '--client-id', clientId], env)).status).toBe(0);
    expect(readdirSync(join(home, 'own', 'profiles'))).toStrictEqual(['a.json']);
    expect(await tenantOf(['--profile', 'a'], { WRIT_HOME: join(home, 'own') })).toBe(acme!.id);
    await refused(['whoami', '--profile', 'a'], /^NO_PROFILE: there is no profile a \(there is none yet\)/);
  });

  it('takes the profile that is to be used, until another server is meant or none is', async () => {
    await login(acme!, '--profile', 'a');
    await login(beta!, '--profile', 'b');
    await login(beta!);
    expect(await tenantOf([])).toBe(beta!.id);
    expect((await run(['profiles', 'use', 'a'])).stdout).toBe('a is used from now on\n');
    expect(await tenantOf([])).toBe(acme!.id);
    expect(await tenantOf(['--profile', 'b'])).toBe(beta!.id);
    await refused(['whoami', '--url', otherUrl], /^NOT_SIGNED_IN: sign in first: /);
    await refused(['whoami'], /^NOT_SIGNED_IN: /, { WRIT_URL: otherUrl });
    expect((await run(['profiles', 'use'])).stdout).toBe('no profile is used\n');
    expect(await tenantOf([])).toBe(beta!.id);
    await run(['profiles', 'use', 'a']);
    expect((await run(['profiles', 'remove', 'a'])).stdout).toBe('removed a\n');
    expect(await tenantOf([])).toBe(beta!.id);
    await refused(
      ['profiles', 'use', 'a'],
      /^NO_PROFILE: there is no profile a \(there are b\): writ login --profile a makes it/,
    );
    await refused(['profiles', 'remove', 'a'], /^NO_PROFILE: /);
  });

  it('takes nobody else where the chosen profile is gone, or the choice cannot be read', async () => {
    await login(beta!);
    await login(acme!, '--profile', 'a');
    await run(['profiles', 'use', 'a']);
    rmSync(kept('a'));
    await refused(['whoami'], /^NO_PROFILE: there is no profile a /);
    await refused(['logout'], /^NO_PROFILE: /);
    const choice = join(home, 'writ', 'profile.json');
    for (const damaged of ['', '{}', '{"profile":"../a"}']) {
      writeFileSync(choice, damaged);
      await refused(['whoami'], /^PROFILE_UNREADABLE: .*profile\.json names no profile: writ profiles use/);
    }
    rmSync(choice);
    mkdirSync(choice);
    await refused(['whoami'], /^PROFILE_UNREADABLE: cannot read /);
    rmSync(choice, { recursive: true });
    expect(await tenantOf([])).toBe(beta!.id);
  });

  it('sends a key from the environment to no server but the one beside it', async () => {
    await login(acme!, '--profile', 'a');
    const key = { WRIT_AGENT_KEY: acme!.agent.token, WRIT_URL: otherUrl };
    await refused(['whoami', '--agent', '--profile', 'a'], /^USAGE: WRIT_AGENT_KEY is beside WRIT_URL, which is not http/, key);
    await refused(['whoami', '--agent', '--url', otherUrl], /^USAGE: WRIT_AGENT_KEY /, { ...key, WRIT_URL: writ.url });
    expect(sent).toStrictEqual([]);
    expect((await run(['whoami', '--agent', '--profile', 'a'], { ...key, WRIT_URL: writ.url })).status).toBe(0);
    expect((await run(['whoami', '--agent', '--profile', 'a'], { ...key, WRIT_URL: '' })).status).toBe(0);
  });

  it('sends what is kept for one server to no other', async () => {
    await login(acme!, '--profile', 'a');
    await refused(['whoami', '--profile', 'a', '--url', otherUrl], /^USAGE: the profile a is for http.*, and --url says http/);
    await refused(['whoami'], /^USAGE: the profile a is for http.*, and WRIT_URL says http/, {
      WRIT_PROFILE: 'a',
      WRIT_URL: otherUrl,
    });
    await refused(['login', '--profile', 'a', '--url', otherUrl], /^USAGE: the profile a is for/, { WRIT_CLIENT_SECRET: 's' });
    expect(await tenantOf(['--profile', 'a'], { WRIT_URL: otherUrl })).toBe(acme!.id);
    expect(sent).toStrictEqual([]);
    const profile = JSON.parse(readFileSync(kept('a'), 'utf8')) as object;
    writeFileSync(kept('a'), '{}');
    await refused(['whoami', '--profile', 'a'], /^PROFILE_UNREADABLE: .*a\.json is no profile: writ profiles remove a/);
    expect((await run(['profiles', 'remove', 'a'])).status).toBe(0);
    writeFileSync(kept('a'), JSON.stringify(profile));
    for (const name of ['../a', 'A', '', '.a', 'a/b', 'a\nb', 'x'.repeat(64)])
      await refused(['whoami', '--profile', name], /^USAGE: --profile is not 1 to 63 of/);
  });

  it('stays the person it was made for', async () => {
    await login(acme!, '--profile', 'a');
    const before = readFileSync(kept('a'), 'utf8');
    const other = await login(beta!, '--profile', 'a');
    expect([other.status, other.stderr.startsWith('PROFILE_TAKEN: the profile a is op_')]).toStrictEqual([2, true]);
    expect(readFileSync(kept('a'), 'utf8')).toBe(before);
    // Local credentials are somebody else's.
    const { credentials, agent, id } = beta!;
    const local = { url: writ.url, tenant: id, agentId: 'x', agentKey: agent.token, operator: credentials, owner: credentials };
    mkdirSync(join(home, 'own', 'profiles'), { recursive: true });
    writeFileSync(join(home, 'own', 'credentials.json'), JSON.stringify(local));
    writeFileSync(
      join(home, 'own', 'profiles', 'a.json'),
      JSON.stringify({ url: writ.url, clientId: acme!.credentials.clientId }),
    );
    const env = { WRIT_HOME: join(home, 'own') };
    await refused(['whoami', '--profile', 'a'], /^NOT_SIGNED_IN: sign in first: writ login --profile a\n/, env);
    expect(await tenantOf([], env)).toBe(beta!.id);
  });

  it('is made for one person, also when two sign in to it for the first time at once', async () => {
    const both = await Promise.all(
      [acme!, beta!].map(({ credentials: { clientId, clientSecret } }) => {
        const args = ['login', '--url', writ.url, '--client-id', clientId, '--profile', 'new'];
        return startedIn(home, args, { XDG_CONFIG_HOME: home, WRIT_CLIENT_SECRET: clientSecret });
      }),
    );
    const winner = both.findIndex(({ status }) => status === 0);
    const [loser] = both.filter((_, index) => index !== winner);
    expect([loser?.status, loser?.stderr.startsWith('PROFILE_TAKEN: the profile new is op_')]).toStrictEqual([2, true]);
    expect(await tenantOf(['--profile', 'new'])).toBe([acme!, beta!][winner]?.id);
  });

  it('ends what can be ended, and says what remains', async () => {
    await login(acme!, '--profile', 'a');
    const { refreshToken } = JSON.parse(readFileSync(kept('a'), 'utf8')) as { refreshToken: string };
    const out = await run(['logout', '--profile', 'a']);
    expect([out.status, out.stderr]).toStrictEqual([0, '']);
    expect(out.stdout).toMatch(
      /^signed out of http.* as op_.*\nended {4}the refresh token: .*\nremoved {2}the tokens in .*a\.json; .*\nremains {2}the access token, .* until \d{4}-.*Z\n$/,
    );
    const again = await new WritClient(writ.url).send('POST', '/v1/auth/token', { refreshToken });
    expect(again.status).toBe(401);
    expect(Object.keys(JSON.parse(readFileSync(kept('a'), 'utf8')) as object)).toStrictEqual(['url', 'clientId']);
    await refused(['whoami', '--profile', 'a'], /^NOT_SIGNED_IN: /);
    expect(await document(['logout', '--profile', 'a'])).toStrictEqual({ url: writ.url, signedOut: false });
    expect((await run(['login', '--profile', 'a'], { WRIT_CLIENT_SECRET: acme!.credentials.clientSecret })).status).toBe(0);
    expect(await tenantOf(['--profile', 'a'])).toBe(acme!.id);

    await login(acme!);
    expect((await run(['logout', '--url', otherUrl])).stdout).toMatch(
      /^nobody is signed in to .*\nthe session that is kept is with http/,
    );
    expect(await document(['logout'])).toMatchObject({
      signedOut: true,
      renewal: 'ended',
      signsInAgainByLocalCredentials: false,
    });
    expect(existsSync(join(home, 'writ', 'session.json'))).toBe(false);
  });

  it('removes what is kept also when the server cannot be told, and says that it could not', async () => {
    await login(acme!);
    const path = join(home, 'writ', 'session.json');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(writ.url, 'http://127.0.0.1:1'));
    const out = await run(['logout']);
    expect([out.status, existsSync(path)]).toStrictEqual([2, false]);
    expect(out.stdout).toMatch(/^remains {2}the refresh token, .*the server could not be told$/m);
    expect(out.stderr).toMatch(/^UNREACHABLE: /);
    await login(acme!);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(writ.url, otherUrl));
    const no = await run(['logout']);
    expect([no.status, existsSync(path), no.stderr.startsWith('NOT_FOUND')]).toStrictEqual([2, false, true]);
    expect(no.stdout).toMatch(/^remains {2}the refresh token, .*the server could not be told$/m);
    await login(acme!);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/wrr_[^"]*/, 'wrr_spent'));
    expect(await document(['logout'])).toMatchObject({ renewal: 'was over' });
  });

  it('shows the access token to whoever asks for it, alone on stdout, and says what it is', async () => {
    await refused(['token', '--url', writ.url], /^NOT_SIGNED_IN: /);
    await login(acme!, '--profile', 'a');
    const shown = await ran(['token', '--profile', 'a'], { HOME: home, XDG_CONFIG_HOME: home });
    expect([shown.status, shown.stdout]).toStrictEqual([0, expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/)]);
    expect(shown.stderr).toMatch(
      new RegExp(
        `^whoever has this token is you on ${writ.url} until \\d{4}-.*Z: give it to nobody, and keep it out of logs and files\\n$`,
      ),
    );
    const headers = { authorization: `Bearer ${shown.stdout.trim()}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ query: '{ ledgerHead { tenant } }' });
    const asked = await fetch(`${writ.url}/graphql`, { method: 'POST', headers, body });
    expect(await asked.json()).toStrictEqual({ data: { ledgerHead: { tenant: acme!.id } } });
    const told = await ran(['token', '--profile', 'a', '--json'], { HOME: home, XDG_CONFIG_HOME: home });
    expect(JSON.parse(told.stdout)).toStrictEqual({
      accessToken: shown.stdout.trim(),
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it('asks for the status of the deployment what its owner may see, and nothing else', async () => {
    const answers: string[] = [];
    const between = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
      const asked = await fetch(`${writ.url}${request.url}`, {
        method: request.method ?? 'GET',
        headers: { 'content-type': type, ...(authorization && { authorization }) },
        ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
      });
      answers.push(`${asked.status} ${request.url}`);
      response.writeHead(asked.status, { 'content-type': 'application/json' }).end(Buffer.from(await asked.arrayBuffer()));
    });
    between.listen(0, '127.0.0.1');
    await once(between, 'listening');
    const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
    try {
      const { clientId, clientSecret } = await writ.ownerSecret();
      await run(['login', '--url', url, '--client-id', clientId], { WRIT_CLIENT_SECRET: clientSecret });
      const { status, stdout } = await run(['status', '--url', url]);
      expectThat(stdout, status).toBe(0);
      expect(stdout).toMatch(/ledger +position \d+/);
      expect(answers.filter((answer) => !answer.startsWith('20'))).toStrictEqual([]);
    } finally {
      between.close();
      between.closeAllConnections();
    }
  });

  it('tells who, where and until when, of an agent key too', async () => {
    await login(acme!);
    const { stdout } = await run(['whoami']);
    expect(stdout).toMatch(
      /^operator {2}(?:Operator \()?op_.*\ntenant {4}tenant-.*\nroles .*viewer.*\nuntil {5}\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ, and renewed when needed\nserver {4}http.*\nprofile {3}none; session kept in .*session\.json\n$/,
    );
    const key = { WRIT_AGENT_KEY: beta!.agent.token, WRIT_URL: writ.url };
    expect((await run(['whoami', '--agent'], key)).stdout).toMatch(
      /^agent {3}agent-1\ntenant {2}tenant-.*\nkey {5}[0-9a-f]{16}, .*\nserver {2}http.*\n$/,
    );
    expect(await document(['whoami'], key)).toMatchObject({
      operator: { tenant: acme!.id },
      agent: { agent: 'agent-1', tenant: beta!.id },
    });
    expect(Object.keys(await document(['whoami'], { ...key, XDG_CONFIG_HOME: join(home, 'nobody') }))).toStrictEqual([
      'url',
      'agent',
    ]);
    await refused(
      ['whoami', '--agent'],
      /^UNAUTHENTICATED: /,
      { ...key, WRIT_AGENT_KEY: beta!.agent.token?.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
      1,
    );
    await refused(['whoami', '--agent'], /^NO_AGENT_KEY: /);
  });
});
