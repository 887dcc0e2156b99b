import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { parseJson } from '#libs/exact-json';
import { generateSigningKey, type Envelope } from '#libs/policy-signing';
import { eventually } from '#test/support/conditions';
import { addRevision, always, publishPolicy, publishRevision, RunningWrit } from '#test/support/running-writ';
import { ranIn, startedIn, type Ran } from '../../clients/cli/testing/captured-run.js';

const home = mkdtempSync(join(tmpdir(), 'writ-dossiers-'));
const at = (name: string) => join(home, name);
let writ: RunningWrit;

const run = (...args: string[]): Promise<Ran> => ranIn(home, args, { XDG_CONFIG_HOME: at('config'), WRIT_URL: writ.url });
async function done(...args: string[]): Promise<string> {
  const ran = await run(...args);
  expectThat(ran.stdout + ran.stderr, ran.status).toBe(0);
  return ran.stdout;
}
const verify = (file: string, key: string, ...more: string[]) =>
  run('policy', 'dossier', 'verify', at(file), '--key', at(key), ...more);

beforeAll(async () => {
  writ = await RunningWrit.start();
  const { operator, agent, credentials } = await writ.seedTenant(await writ.owner());
  const { clientId, clientSecret } = credentials;
  const env = { XDG_CONFIG_HOME: at('config'), WRIT_URL: writ.url, WRIT_CLIENT_SECRET: clientSecret };
  expect((await startedIn(home, ['login', '--client-id', clientId], env)).status).toBe(0);
  await addRevision(operator, 'gate', always('DENY'));
  await done('export', '--output', at('before.jsonl'));
  await publishPolicy(operator, 'before', always('ALLOW'));
  await agent.decide('s', 'pay');
  await done('replay', 'run', 'gate', '1');
  const isListed = async () => (await done('replay', 'list')).includes('completed');
  await eventually('the list says that it is over', isListed);
  await done('policy', 'dossier', 'make', 'gate', '1');
  await publishRevision(operator, 'gate', 1);
  await done('policy', 'dossier', 'show', 'gate', '1', '--out', at('dossier.json'));
  await done('policy', 'dossier', 'key', '--out', at('key.pem'));
  await done('export', '--output', at('ledger.jsonl'));
});
afterAll(async () => {
  await writ?.close();
  rmSync(home, { recursive: true, force: true });
});

describe('a change dossier, checked offline', () => {
  it('is good for the key and by the ledger that names it', async () => {
    const alone = await verify('dossier.json', 'key.pem');
    expect([alone.status, alone.stdout]).toStrictEqual([0, expect.stringMatching(/^good: gate revision 1 of tenant /)]);
    const { stdout } = await verify('dossier.json', 'key.pem', '--export', at('ledger.jsonl'));
    expect(stdout).toMatch(/^attached +at position \d+$/m);
    expect(stdout).toMatch(/^published +with it, at position \d+$/m);
  });

  it('tells who decided the history that it looked at', async () => {
    const says = /^decided by +before@1 1 \(position \d+\)$/m;
    expect((await verify('dossier.json', 'key.pem')).stdout).toMatch(says);
    expect(await done('policy', 'dossier', 'show', 'gate', '1')).toMatch(says);
  });

  it('is not lost to another one of the same name, nor is an export, unless somebody says so', async () => {
    writeFileSync(at('kept.jsonl'), 'mine');
    for (const command of [
      ['export', '--output', at('kept.jsonl')],
      ['policy', 'dossier', 'key', '--out', at('kept.jsonl')],
    ]) {
      const { status, stderr } = await run(...command);
      expectThat(command.join(' '), [status, stderr.split(':')[0]]).toStrictEqual([2, 'FILE_EXISTS']);
    }
    expect(readFileSync(at('kept.jsonl'), 'utf8')).toBe('mine');
    await done('export', '--output', at('kept.jsonl'), '--force');
    expect(await done('verify', at('kept.jsonl'))).toMatch(/^good /);
  });

  it('is bad when anything of it is changed, for another key, and for a ledger that is not good or does not name it', async () => {
    const envelope = parseJson(readFileSync(at('dossier.json'), 'utf8')) as unknown as Envelope;
    const payload = Buffer.from(Buffer.from(envelope.payload, 'base64').toString('utf8').replace('"gate"', '"gale"'));
    writeFileSync(at('changed.json'), JSON.stringify({ ...envelope, payload: payload.toString('base64') }));
    writeFileSync(at('other.pem'), generateSigningKey('ES256').publicKey.pem);
    writeFileSync(at('cut.jsonl'), readFileSync(at('ledger.jsonl'), 'utf8').replace('PolicyPublished', 'PolicyPoblished'));
    for (const [code, file, key, ...more] of [
      ['DOSSIER_BAD', 'changed.json', 'key.pem'],
      ['DOSSIER_BAD', 'dossier.json', 'other.pem'],
      ['EXPORT_BAD', 'dossier.json', 'key.pem', '--export', at('cut.jsonl')],
      ['DOSSIER_NOT_NAMED', 'dossier.json', 'key.pem', '--export', at('before.jsonl')],
    ] as const) {
      const { status, stderr } = await verify(file, key, ...more);
      expectThat(`${code}: ${stderr}`, [status, stderr.split(':')[0]]).toStrictEqual([1, code]);
      expectThat('once', stderr.match(/\bbad\b/gi)?.length ?? 0).toBeLessThanOrEqual(1);
    }
  });

  it('cannot be judged without its files', async () => {
    writeFileSync(at('text.json'), 'dossier');
    for (const args of [
      ['text.json', 'key.pem'],
      ['none.json', 'key.pem'],
      ['dossier.json', 'none.pem'],
      ['dossier.json', 'key.pem', '--export', at('none.jsonl')],
    ] as const) {
      const [file, key, ...more] = args;
      const { status, stdout } = await verify(file, key, ...more);
      expectThat(args.join(' '), [status, stdout]).toStrictEqual([2, '']);
    }
  });
});
