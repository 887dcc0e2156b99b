import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { parse } from 'yaml';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { type Ran, ran } from './testing/captured-run.js';
import { damage, type FuzzedText, fuzzedArguments, fuzzedNumber, fuzzedObject, fuzzedRules } from './testing/fuzzed-inputs.js';

const seed = Number(process.env['WRIT_SEED'] ?? 20_261);
/** Inputs of each kind: a few seconds in all. WRIT_FUZZ_CLI=10000 runs 60,000. */
const INPUTS = Number(process.env['WRIT_FUZZ_CLI'] ?? 60);

const home = mkdtempSync(join(tmpdir(), 'writ-fuzz-'));
const at = (name: string): string => join(home, name);
const seen: { path: string; body: Record<string, unknown> }[] = [];
let env: NodeJS.ProcessEnv = {};

/** Allows what is called `yes`, refuses `bad`, denies everything else. */
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => (text += String(chunk)));
  request.on('end', () => {
    const body = (text === '' ? {} : parseJson(text)) as Record<string, unknown>;
    seen.push({ path: request.url ?? '', body });
    response.writeHead(body['tool'] === 'bad' ? 400 : 200, { 'content-type': 'application/json', connection: 'close' });
    const ledger = { position: 1, digest: 'd', chain: 'c', recordedAt: 't' };
    if (body['tool'] === 'bad') response.end('{"code":"INVALID_INPUT","detail":"no"}');
    else {
      const verdict = body['tool'] === 'yes' ? 'ALLOW' : 'DENY';
      const said = {
        decisionId: 'd',
        sessionId: 's',
        code: 'C',
        reason: 'r',
        rule: 'r',
        policy: null,
        risk: 'LOW',
        obligations: [],
      };
      response.end(JSON.stringify({ ...said, status: 'refused', verdict, ledger }));
    }
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  env = { HOME: home, WRIT_HOME: home, XDG_CONFIG_HOME: home, WRIT_AGENT_KEY: 'k', WRIT_URL: url };
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(home, { recursive: true });
});

/** Runs a command line; whatever it is, it ends with an answer or a message. */
async function run(args: readonly string[]): Promise<Ran> {
  seen.length = 0;
  const done = await ran(args, env);
  const told = JSON.stringify([args, done]);
  expectThat(told, [0, 1, 2]).toContain(done.status);
  expectThat(told, done.stderr + done.stdout).not.toMatch(/\n {4}at /);
  return done;
}

function check<T extends unknown[]>(property: fc.IAsyncProperty<T>): Promise<void> {
  return fc.assert(property, { seed, numRuns: INPUTS, endOnFailure: true });
}

describe(`writ with ${INPUTS} inputs of each kind, seed ${seed}`, () => {
  it('sends the arguments that were given, or nothing', async () => {
    const oneOf = fc.constantFrom('yes', 'no', 'bad');
    await check(
      fc.asyncProperty(fuzzedObject(), oneOf, fc.boolean(), async ({ text, isGood }, tool, isJson) => {
        const { status } = await run(['decide', '--tool', tool, '--arguments', text, ...(isJson ? ['--json'] : [])]);
        expectThat(text, status).toBe(isGood ? (tool === 'yes' ? 0 : 1) : 2);
        expectThat(
          text,
          seen.map(({ body }) => body['arguments']),
        ).toStrictEqual(isGood ? [parseJson(text)] : []);
      }),
    );
  });

  it('runs every line of a file and names those that were refused, or runs none', async () => {
    const line = fc.tuple(fuzzedObject(60), fc.constantFrom('yes', 'no', 'bad'));
    const shape = fc.record({ mark: fc.boolean(), end: fc.constantFrom('\n', '\r\n'), blank: fc.boolean(), last: fc.boolean() });
    await check(
      fc.asyncProperty(fc.array(line, { maxLength: 5 }), shape, async (calls, { mark, end, blank, last }) => {
        const flat = ([given, tool]: [FuzzedText, string], index: number): string =>
          `{"session":"s${index}","seq":1,"tool":"${tool}","arguments":${given.text.replaceAll(/[\r\n]/g, ' ')}}`;
        const lines = calls.map(flat).join(end + (blank ? end : ''));
        writeFileSync(at('calls.ndjson'), `${mark ? '\ufeff' : ''}${lines}${last ? end : ''}`);
        const { status, stdout } = await run(['run', '--calls', at('calls.ndjson'), '--json']);
        const isGood = calls.every(([{ isGood: each }]) => each);
        const refused = calls.flatMap(([, tool], index) => (tool === 'bad' ? [index * (blank ? 2 : 1) + 1] : []));
        expectThat(lines, status).toBe(isGood ? (refused.length > 0 ? 1 : 0) : 2);
        const sent = seen.filter(({ path }) => path === '/v1/decisions');
        expectThat(lines, sent).toHaveLength(isGood ? calls.length : 0);
        if (!isGood) return;
        const { refusals } = parseJson(stdout) as { refusals: { line: number }[] };
        expect(refusals.map((each) => each.line)).toStrictEqual(refused);
      }),
    );
  });

  it('finds every change of an export', async () => {
    const whole: Buffer = Buffer.from(sampleExport(sampleLedger(12)).join(''));
    await check(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (changes) => {
        const changed = changes.reduce<Buffer>((bytes, change) => change(bytes), whole);
        writeFileSync(at('export.ndjson'), changed);
        const { status } = await run(['verify', at('export.ndjson')]);
        expectThat(changed.toString('latin1').slice(0, 300), status === 0).toBe(changed.equals(whole));
      }),
    );
  });

  it('imports no rules that another reader of YAML takes for others', async () => {
    await check(
      fc.asyncProperty(fuzzedRules, async (text) => {
        writeFileSync(at('rules.yaml'), text);
        const { status } = await run(['policy', 'import', at('rules.yaml'), at('imported')]);
        const isThere = readdirSync(home).includes('imported');
        rmSync(at('imported'), { recursive: true, force: true });
        expectThat(text, isThere).toBe(status === 0);
        if (status !== 0) return;
        const read = (version: '1.1' | '1.2'): string => JSON.stringify(parse(text, { version, merge: false }));
        // `n` is a truth value in the definition of 1.1, and text to every reader these files were written for.
        expectThat(text, read('1.1')).toBe(read('1.2').replaceAll('"n"', 'false'));
      }),
    );
  });

  it('takes one spelling for one number', async () => {
    await check(
      fc.asyncProperty(fuzzedNumber, async (text) => {
        const { status } = await run(['verify', '--head', `${text}:${'ab'.repeat(32)}`, at('nothing')]);
        expect(status).toBe(2);
        const shown = await run(['run', '--calls', at('nothing'), '--parallel', text]);
        const isNumber = /^[1-9]\d*$/.test(text) && Number(text) <= 1024;
        expectThat(JSON.stringify([text, shown]), /--parallel is not/.test(shown.stderr)).toBe(
          !isNumber && !shown.stderr.startsWith('error:'),
        );
        expect(shown.status).toBe(2);
      }),
    );
  });

  it('ends with a message, whatever the words', async () => {
    await check(
      fc.asyncProperty(fuzzedArguments, async (words) => {
        // What follows for ever, or writes where it is told.
        if (words.some((word) => ['tail', 'export', 'apply', 'login', 'import', 'new'].includes(word))) return;
        const { status, stdout, stderr } = await run(words);
        if (status !== 0) expectThat(words.join(' '), stdout + stderr).not.toBe('');
        // oxlint-disable-next-line no-control-regex
        expectThat(words.join(' '), stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});
