import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';

const home = mkdtempSync(join(tmpdir(), 'writ-status-'));
const command = `'${process.execPath}' '${join(process.cwd(), 'clients/cli/bin/writ.mjs')}'`;

const receipt = { position: 3, digest: 'd', chain: 'c', recordedAt: '2026-01-02T03:04:05Z' };
const decision = {
  decisionId: 'd',
  sessionId: 's',
  code: 'POLICY_DENIED',
  reason: 'r'.repeat(200_000),
  rule: 'r',
  policy: null,
  risk: 'LOW',
  obligations: [],
  ledger: receipt,
};

/** Decides by the name of the tool; refuses what has none. */
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    const { tool } = JSON.parse(body) as { tool?: string };
    const isOutcome = request.url?.endsWith('/outcome');
    response.writeHead(tool === '' ? 400 : 200, { 'content-type': 'application/json' });
    if (isOutcome) response.end(JSON.stringify({ decisionId: 'd', status: 'refused', ledger: receipt }));
    else if (tool === '') response.end(JSON.stringify({ code: 'INVALID_INPUT', detail: 'no tool' }));
    else response.end(JSON.stringify({ ...decision, verdict: tool }));
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const lines = sampleExport(sampleLedger(40));
  const write = (name: string, text: string): void => writeFileSync(join(home, name), text);
  write('good.ndjson', lines.join(''));
  write('forged.ndjson', lines.with(16, (lines[16] ?? '').replace('ALLOW', 'ALLOV')).join(''));
  write('calls.ndjson', '{"session":"s","seq":1,"tool":"","arguments":{}}\n');
  for (const [name, expression] of [
    ['good', 'input.tool == "read"'],
    ['bad', 'input.tol == "read"'],
  ] as const) {
    mkdirSync(join(home, name));
    write(`${name}/policy.rego`, `package writ\n\ndefault decision := "x"\n\ndecision := "y" if ${expression}\n`);
  }
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(home, { recursive: true });
});

/** Status of a script, in which `writ` is the real command. */
async function statusOf(script: string): Promise<number> {
  const { port } = server.address() as AddressInfo;
  const env = { PATH: process.env['PATH'], HOME: home, WRIT_URL: `http://127.0.0.1:${port}`, WRIT_AGENT_KEY: 'k' };
  const child = spawn('bash', ['-c', script.replaceAll('writ ', `${command} `)], { cwd: home, env, stdio: 'ignore' });
  const [status] = (await once(child, 'exit')) as [number];
  return status;
}

/** Ways of reading what a command prints. `nobody` is gone before anything is printed, whatever the timing. */
const READERS: Readonly<Record<string, (args: string) => string>> = {
  'a file': (args) => `writ ${args} > read.txt`,
  nobody: (args) => `exec 9> >(:); wait $!; writ ${args} >&9 2>&9`,
  'a program that ends at once': (args) => `writ ${args} | true; exit \${PIPESTATUS[0]}`,
  'head -1': (args) => `writ ${args} | head -1; exit \${PIPESTATUS[0]}`,
  'grep -q': (args) => `writ ${args} | grep -q .; exit \${PIPESTATUS[0]}`,
};

const ANSWERS: readonly (readonly [string, number])[] = [
  ['verify good.ndjson', 0],
  ['verify forged.ndjson --json', 1],
  ['verify absent.ndjson --json', 2],
  ['decide --tool ALLOW', 0],
  ["decide --tool ''", 1],
  ['run --calls calls.ndjson', 1],
  ['policy check bad', 1],
  ['verify --nope', 2],
];

const hasBash = existsSync('/bin/bash') && existsSync('/dev/full');

skipWhen(hasBash ? false : 'skipped: no /bin/bash or no /dev/full', describe)('the exit status is that of the answer', () => {
  it('when nobody reads it', async () => {
    for (const [args, expected] of ANSWERS) expectThat(args, await statusOf(READERS['nobody']!(args))).toBe(expected);
  });

  it('however it is read', async () => {
    for (const [name, script] of Object.entries(READERS)) expectThat(name, await statusOf(script('decide --tool DENY'))).toBe(1);
  });

  it('but what could not be written is a fault, whatever the answer was', async () => {
    for (const args of ['verify forged.ndjson --json', 'decide --tool ALLOW', '--help'])
      expectThat(args, await statusOf(`writ ${args} > /dev/full`)).toBe(2);
    // A disk that takes a part of what is written.
    expect(await statusOf('ulimit -f 1; writ decide --tool ALLOW > part.txt')).toBe(2);
    expect(await statusOf('writ verify forged.ndjson 2> /dev/full > read.txt')).toBe(1);
  });
});
