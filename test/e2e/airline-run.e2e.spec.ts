import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import type { RecordedEvent } from '#libs/event-sourcing';
import { checkDecisions } from '#test/support/race-history';
import { startApprover } from '#test/support/approver/start-approver';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';

const RECORDED_CALLS = resolve('../shared/data/airline-agent-calls.ndjson');
const POLICY = resolve('docs/examples/airline');

interface Call {
  readonly session: string;
  readonly seq: number;
  readonly tool: string;
  readonly arguments: Record<string, unknown>;
  readonly result?: unknown;
}

/** Fifty calls such as the airline's agents make, for when the recorded ones are not at hand. */
function generatedCalls(): Call[] {
  const steps = [
    { tool: 'get_user_details', arguments: { user_id: 'mia' }, result: '{"name":"Mia"}' },
    { tool: 'think', arguments: { thought: 'what now?' }, result: '' },
    { tool: 'book_reservation', arguments: { flight: 'HAT001' }, result: '{"id":1}' },
    { tool: 'send_certificate', arguments: { user_id: 'mia', amount: 250 }, result: 'done' },
    { tool: 'calculate', arguments: { expression: '1 / 0' }, result: 'Error: division by zero' },
  ];
  return Array.from({ length: 50 }, (_, i) => ({
    session: `generated-${Math.floor(i / 5)}`,
    seq: (i % 5) + 1,
    ...(steps[i % 5] as (typeof steps)[number]),
  }));
}

/** What the example policy says, told once more by hand. */
function expectedVerdict({ tool, arguments: given }: Call): string {
  if (/^(get_|list_|search_|calculate$|think$|transfer_)/.test(tool)) return 'ALLOW';
  if (/^(book|update|cancel)_/.test(tool)) return 'REQUIRE_APPROVAL';
  if (tool !== 'send_certificate') return 'DENY';
  const { amount } = given;
  return typeof amount === 'number' && amount > 0 && amount <= 100 ? 'REQUIRE_APPROVAL' : 'DENY';
}

/** What the people of this airline say to what is held; `approver-process.ts` says it. */
function isAgreedTo({ tool }: Pick<Call, 'tool'>): boolean {
  return !tool.startsWith('cancel_');
}

describe('a run of recorded calls', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-airline-'));
  const exported = join(folder, 'ledger.ndjson');
  let writ: RunningWrit;
  let airline: SeededTenant;
  let callFile: string;
  let calls: Call[];
  beforeAll(async () => {
    writ = await RunningWrit.start();
    airline = await writ.seedTenant(await writ.owner());
    const data = JSON.parse(readFileSync(join(POLICY, 'data.json'), 'utf8')) as unknown;
    await publishPolicy(airline.operator, 'airline', readFileSync(join(POLICY, 'policy.rego'), 'utf8'), data);
    const credentials = {
      url: writ.url,
      tenant: airline.id,
      agentId: 'agent-1',
      agentKey: airline.agent.token,
      operator: airline.credentials,
      owner: airline.credentials,
    };
    writeFileSync(join(folder, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
    callFile = RECORDED_CALLS;
    if (!existsSync(RECORDED_CALLS)) {
      callFile = join(folder, 'calls.ndjson');
      writeFileSync(
        callFile,
        generatedCalls()
          .map((call) => `${JSON.stringify(call)}\n`)
          .join(''),
      );
    }
    calls = readFileSync(callFile, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Call);
  });
  afterAll(async () => {
    await writ?.close();
    rmSync(folder, { recursive: true });
  });

  /** The real command, in a process of its own and away from the repository. */
  function command(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
    const env = { PATH: process.env['PATH'], HOME: folder, WRIT_HOME: folder };
    return new Promise((done) => {
      execFile(
        process.execPath,
        [resolve('clients/cli/bin/writ.mjs'), ...args],
        { cwd: folder, env, maxBuffer: 64_000_000 },
        (error, stdout, stderr) => {
          done({ status: error ? Number(error.code) : 0, stdout, stderr });
        },
      );
    });
  }
  const told = () =>
    console.info(
      callFile === RECORDED_CALLS
        ? `${calls.length} recorded calls`
        : `skipped: ${RECORDED_CALLS} absent; ${calls.length} generated calls instead`,
    );
  const callOf = ({ data }: RecordedEvent) =>
    data as { requestId: string; verdict: string; input: { tool: string; arguments: unknown; session: { id: string } } };

  it('decides and records every one of them, with the outcome of every allowed one', async () => {
    told();
    if (callFile === RECORDED_CALLS) expect(calls).toHaveLength(1_164);
    const { status, stdout, stderr } = await command('run', '--calls', callFile, '--json');
    expectThat(`${stdout}${stderr}`, status).toBe(0);
    const events = await assertLedgerIsSound(writ.store, airline.id);
    expect(checkDecisions(events)).toBe(calls.length);
    const decisions = events.filter(({ type }) => type === 'DecisionRecorded');
    const bySession = Map.groupBy(calls, ({ session }) => session);
    for (const list of bySession.values()) list.sort((a, b) => a.seq - b.seq);
    const recorded = Map.groupBy(decisions, (event) => callOf(event).input.session.id);
    expect(recorded.size).toBe(bySession.size);
    for (const [session, list] of bySession) {
      const made = (recorded.get(session) ?? []).map(callOf);
      expectThat(
        session,
        made.map(({ input, verdict }) => [input.tool, input.arguments, verdict]),
      ).toStrictEqual(list.map((call) => [call.tool, call.arguments, expectedVerdict(call)]));
    }
    const allowed = decisions.filter((event) => callOf(event).verdict === 'ALLOW').map(({ id }) => id);
    const outcomes = events.filter(({ type }) => type === 'OutcomeRecorded').map(({ data }) => data['decision'] as string);
    for (const id of allowed) expectThat('an allowed call has its outcome', outcomes).toContain(id);
    expect(new Set(outcomes).size).toBe(outcomes.length);
  });

  it('gives the same answers when it is run again', async () => {
    const before_ = await writ.store.head(airline.id);
    expect([0, 1]).toContain((await command('run', '--calls', callFile, '--json')).status);
    expect(await writ.store.head(airline.id)).toStrictEqual(before_);
  });

  it('finishes what was held once people have decided, in another process', async () => {
    const approver = startApprover(writ.url, airline.credentials);
    try {
      const args = ['run', '--calls', callFile, '--prefix', 'people-', '--people', '120', '--json'];
      const { status, stdout, stderr } = await command(...args);
      expectThat(`${stdout}${stderr}`, status).toBe(0);
    } finally {
      await approver.stop();
    }
    const events = await assertLedgerIsSound(writ.store, airline.id);
    const last = new Map<string, string>();
    for (const event of events) {
      if (event.type !== 'DecisionRecorded') continue;
      const { requestId, verdict } = callOf(event);
      if (requestId.startsWith('people-')) last.set(requestId.replace(/-after-people$/, ''), verdict);
    }
    expect(last.size).toBe(calls.length);
    for (const call of calls) {
      const expected = expectedVerdict(call);
      const verdict = expected !== 'REQUIRE_APPROVAL' ? expected : isAgreedTo(call) ? 'ALLOW' : 'DENY';
      expectThat(`${call.session} ${call.seq} ${call.tool}`, last.get(`people-${call.session}-${call.seq}`)).toBe(verdict);
    }
    const used = events.filter(({ type }) => type === 'ApprovalUsed').map(({ data }) => data['approval']);
    const held = calls.filter((call) => expectedVerdict(call) === 'REQUIRE_APPROVAL');
    console.info(`${held.length} calls were held, ${used.length} of them let pass`);
    expect(new Set(used).size).toBe(used.length);
    expect(used).toHaveLength(held.filter(isAgreedTo).length);
  });

  it('is exported and verified', async () => {
    const { status, stdout, stderr } = await command('export', '-o', exported);
    expectThat(`${stdout}${stderr}`, status).toBe(0);
    const { position, chain } = await writ.store.head(airline.id);
    expect((await command('verify', exported, '--head', `${position}:${chain}`)).status).toBe(0);
    expect(readFileSync(exported, 'utf8').trimEnd().split('\n')).toHaveLength(position + 1);
  });

  it('does not verify with any byte altered, and the line is named', async () => {
    const good = readFileSync(exported);
    const altered = join(folder, 'altered.ndjson');
    // Line ends are left alone: joining two lines is found as well, but at a line one may argue about.
    const places = Array.from({ length: 12 }, () => Math.floor(Math.random() * good.length)).filter((at) => good[at] !== 0x0a);
    for (const at of places) {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(Math.random() * 7));
      if (bytes[at] === 0x0a) continue;
      writeFileSync(altered, bytes);
      const line = good.subarray(0, at).filter((byte) => byte === 0x0a).length + 1;
      const { status, stdout } = await command('verify', altered, '--json');
      console.info(`byte ${at}: ${good[at]} -> ${bytes[at]}, line ${line}`);
      expectThat(`byte ${at} ${stdout}`, status).toBe(1);
      expectThat(`byte ${at}: ${stdout}`, (JSON.parse(stdout) as { line: number }).line).toBe(line);
    }
    expect((await command('verify', exported)).status).toBe(0);
  });
});
