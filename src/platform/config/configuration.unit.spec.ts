import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { promisify } from 'node:util';
import { ConfigurationError, loadConfiguration, settings, type Configuration } from './configuration.js';

const folder = mkdtempSync(join(tmpdir(), 'writ-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));
const secret = randomBytes(32).toString('hex');
let homes = 0;
const newHome = () => join(folder, `home-${(homes += 1)}`);

function message(env: NodeJS.ProcessEnv): string {
  try {
    loadConfiguration({ WRIT_HOME: newHome(), ...env });
  } catch (error) {
    assert(error instanceof ConfigurationError, String(error));
    return error.message;
  }
  assert.fail('was accepted');
}

describe('without any setting', () => {
  it('has defaults for everything, and makes a deployment key that stays', () => {
    const home = newHome();
    const first = loadConfiguration({ WRIT_HOME: home });
    expect([first.WRIT_HOST, first.WRIT_PORT, first.NODE_ENV, first.home, first.graphqlIntrospection]).toStrictEqual([
      '127.0.0.1',
      7420,
      'development',
      home,
      true,
    ]);
    expect(first.deploymentKey.length).toBe(32);
    expect(loadConfiguration({ WRIT_HOME: home }).deploymentKey).toStrictEqual(first.deploymentKey);
    expect(statSync(join(home, 'deployment-key')).mode & 0o777).toBe(0o600);
    expect(loadConfiguration({ WRIT_HOME: newHome() }).deploymentKey).not.toStrictEqual(first.deploymentKey);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfiguration({ WRIT_HOME: newHome(), WRIT_PORT: '', WRIT_SECRET: '', NODE_ENV: '' }).WRIT_PORT).toBe(7420);
  });

  it('agrees on one key when several processes start at once', async () => {
    const home = newHome();
    const module = new URL('./configuration.js', import.meta.url).href;
    const print = `const { loadConfiguration } = await import(${JSON.stringify(module)}); console.log(loadConfiguration().deploymentKey.toString('hex'))`;
    const start = () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', print], {
        env: { ...process.env, WRIT_HOME: home, WRIT_SECRET: '', NODE_ENV: '' },
      });
    const keys = (await Promise.all(Array.from({ length: 6 }, start))).map(({ stdout }) => stdout.trim());
    expect([...new Set(keys)]).toStrictEqual([readFileSync(join(home, 'deployment-key'), 'utf8')]);
    expect(readdirSync(home)).toStrictEqual(['deployment-key']);
  });

  it('refuses a deployment key file that was damaged, instead of making another key', () => {
    const home = newHome();
    loadConfiguration({ WRIT_HOME: home });
    const file = join(home, 'deployment-key');
    chmodSync(file, 0o600);
    writeFileSync(file, 'short');
    expect(() => loadConfiguration({ WRIT_HOME: home })).toThrow(ConfigurationError);
    expect(readFileSync(file, 'utf8')).toBe('short');
  });
});

describe('in production', () => {
  it('refuses to start without a secret and makes none up', () => {
    const home = newHome();
    expect(message({ NODE_ENV: 'production', WRIT_HOME: home })).toMatch(/^WRIT_SECRET: required in production/);
    expect(() => statSync(home)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });

  it('starts with a good one, and keeps to itself what the world need not read, unless it is told otherwise', () => {
    const production = { NODE_ENV: 'production', WRIT_SECRET: secret };
    const shown = ({ graphqlIntrospection, servesMetrics, servesDocs }: Configuration) => [
      graphqlIntrospection,
      servesMetrics,
      servesDocs,
    ];
    expect(loadConfiguration(production).deploymentKey.toString('hex')).toBe(secret);
    expect(shown(loadConfiguration(production))).toStrictEqual([false, false, false]);
    const opened = { ...production, WRIT_GRAPHQL_INTROSPECTION: 'true', WRIT_METRICS: 'true', WRIT_DOCS: 'true' };
    expect(shown(loadConfiguration(opened))).toStrictEqual([true, true, true]);
    expect(shown(loadConfiguration({ WRIT_HOME: newHome() }))).toStrictEqual([true, true, true]);
  });
});

describe('a secret', () => {
  it('must be 64 hex digits', () => {
    for (const text of [
      'changeme',
      secret.slice(1),
      `${secret}0`,
      ` ${secret}`,
      `${secret}\n`,
      secret.replace(/.$/, 'g'),
      `0x${secret.slice(2)}`,
    ])
      expect(message({ WRIT_SECRET: text })).toMatch(/^WRIT_SECRET: must be 64 hex digits$/);
  });

  it('must not be guessable, and is not shown when it is', () => {
    const half = randomBytes(16).toString('hex');
    const known = '0123456789abcdef'.repeat(4);
    for (const NODE_ENV of ['production', 'development'])
      for (const text of [
        '0'.repeat(64),
        'f'.repeat(64),
        'deadbeef'.repeat(8),
        known.slice(0, 8).repeat(8),
        half + half,
        known,
      ]) {
        const told = message({ WRIT_SECRET: text, NODE_ENV });
        expect(told).toMatch(/^WRIT_SECRET: too weak \(.+\)/);
        expect(told).not.toContain(text.slice(0, 16));
      }
    expect(loadConfiguration({ WRIT_SECRET: known, NODE_ENV: 'test' }).deploymentKey.toString('hex')).toBe(known);
  });
});

/** For every setting that can be wrong, values that are. */
const WRONG: Partial<Record<keyof typeof settings, readonly string[]>> = {
  NODE_ENV: ['staging', 'PRODUCTION'],
  WRIT_PORT: ['-1', '65536', '7420.5', 'http', '74 20'],
  WRIT_WORKER_PORT: ['65536'],
  WRIT_DEPLOYMENT: ['Local', '-x', 'a b', 'x'.repeat(64), '../x'],
  DATABASE_URL: ['mysql://host-of-the-database/x', 'localhost:5432', ' postgres://x'],
  WRIT_LEDGER_DATABASE_URL: ['host-of-the-database'],
  WRIT_APP_DATABASE_URL: ['host-of-the-database'],
  WRIT_SMTP_URL: ['mail.example', 'http://mail.example', 'smtp://:hunter2@mail.example', 'smtp+plain://u:hunter2@mail.example'],
  WRIT_MAIL_FROM: ['writ', 'Writ <writ@a.example>', 'a@b, c@d', 'a@b\nBcc: c@d'],
  WRIT_PUBLIC_URL: [
    'writ.example',
    'ftp://writ.example',
    'javascript:alert(1)',
    'https://u:p@writ.example',
    'https://a/?b',
    'https://a/#',
  ],
  WRIT_TRUSTED_PROXIES: ['everyone', '0.0.0.0/0', '172.16.0.0/12,', '172.16.0.0/12;10.0.0.1'],
  WRIT_DATABASE_POOL: ['1', '201', 'many'],
  WRIT_LOG_LEVEL: ['verbose'],
  WRIT_ACCESS_TOKEN_SECONDS: ['59', '3601', '15 minutes'],
  WRIT_REFRESH_TOKEN_SECONDS: ['3599', '2592001'],
  WRIT_SIGNING_KEY_DAYS: ['0', '366', '1.5'],
  WRIT_READ_WAIT_MS: ['-1', '10001'],
  WRIT_GRAPHQL_INTROSPECTION: ['yes', '1', 'TRUE'],
  WRIT_METRICS: ['yes', 'on'],
  WRIT_DOCS: ['yes', 'on'],
  WRIT_REQUEST_READ_MS: ['99', '120001', '15s'],
  WRIT_DECISION_FUEL: ['999', '1e9', '-5'],
  WRIT_POLICY_WORKERS: ['0', '9', '1.5'],
};

describe('a value that is wrong', () => {
  for (const [name, values] of Object.entries(WRONG)) {
    it(`is refused with the name ${name} and never shown`, () => {
      for (const value of values) {
        const told = message({ [name]: value });
        expectThat(told, told.startsWith(`${name}: `)).toBe(true);
        // Numbers of one or two digits may stand in a bound that the message names.
        if (value.length > 2 && !/^\d+$/.test(value)) expectThat(told, told).not.toContain(value);
      }
    });
  }

  it('is told together with every other wrong one', () => {
    const told = message({ WRIT_PORT: 'x', WRIT_DATABASE_POOL: '0', NODE_ENV: 'y' });
    for (const name of ['WRIT_PORT', 'WRIT_DATABASE_POOL', 'NODE_ENV']) expect(told).toMatch(new RegExp(`${name}: `));
  });

  it('never shows a password in a database URL', () => {
    expect(message({ DATABASE_URL: 'mysql://u:hunter2@host/x', WRIT_SECRET: 'hunter3' })).not.toContain('hunter');
  });
});

it('every setting has a description for the reference page', () => {
  for (const [name, setting] of Object.entries(settings))
    expectThat(name, (setting.description ?? '').length).toBeGreaterThan(10);
});
