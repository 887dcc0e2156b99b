import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { expectThat } from '#libs/testing';
import { publishPolicy, RunningWrit } from '#test/support/running-writ';

/** Read-only tools pass and one is held, as the default policy of the demo tenant has it. */
const POLICY = `package writ

default decision := {"verdict": "ALLOW", "rule": "read", "reason": "reads"}

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "write", "reason": "writes"} if {
	input.tool in {"cancel_reservation", "refund_payment"}
}
`;

describe('npm run demo', () => {
  const home = mkdtempSync(join(tmpdir(), 'writ-demo-'));
  let writ: RunningWrit;
  let tenant: string;
  beforeAll(async () => {
    writ = await RunningWrit.start({ env: { WRIT_WEBHOOK_PRIVATE_TARGETS: 'true' } });
    const secret = await writ.ownerSecret();
    const { id, operator, credentials, agent } = await writ.seedTenant(await writ.signIn(secret));
    tenant = id;
    await publishPolicy(operator, 'default', POLICY);
    const local = { url: writ.url, tenant, agentId: 'agent-1', agentKey: agent.token, operator: credentials, owner: secret };
    writeFileSync(join(home, 'credentials.json'), JSON.stringify(local), { mode: 0o600 });
  });
  afterAll(async () => {
    await writ?.close();
    rmSync(home, { recursive: true });
  });

  /** What `npm run demo` runs once everything is built. */
  function demo(...args: string[]): Promise<{ status: number; told: string }> {
    const main = resolve('dist/clients/demo-agent/main.js');
    const env = { PATH: process.env['PATH'], HOME: home, WRIT_HOME: home, NO_COLOR: '1' };
    return new Promise((done) => {
      execFile(process.execPath, [main, ...args], { cwd: home, env }, (error, stdout, stderr) =>
        done({ status: error ? Number(error.code) : 0, told: stdout + stderr }),
      );
    });
  }

  it('tells the story of an agent that is overseen, in a tenant of its own', async () => {
    const before = await writ.store.head(tenant);
    const { status, told } = await demo();
    expectThat(told, status).toBe(0);
    expect(told.match(/^\d {2}.*/gm)).toStrictEqual([
      '1  Three people put a policy to work',
      '2  The agent asks before it acts, and what happened before counts',
      '3  People decide about some calls',
      '4  A budget runs out and comes back',
      '5  What was read cannot leave',
      '6  An agent goes astray, is contained, and is released',
      '7  All of it was told, and all of it can be checked',
    ]);
    const codes = told.match(/^ {8,}[A-Z_]+(?=,)/gm)?.map((code) => code.trim());
    expect(new Set(codes)).toStrictEqual(
      new Set(
        'ALLOWED POLICY_DENIED APPROVAL_REQUIRED APPROVED APPROVAL_DENIED RATE_LIMITED MODIFIED DLP_BLOCKED UNKNOWN_TOOL QUARANTINED'.split(
          ' ',
        ),
      ),
    );
    expect(told.replace(/\s+/g, ' ')).toContain(
      'approval.denied 1, approval.granted 1, approval.requested 2, incident.opened 1, incident.released 1.',
    );
    expectThat('what cannot be shown is not shown', told).not.toContain('�');
    const story = /the tenant (story-\w+) of/.exec(told)?.[1] as string;
    const events = await assertLedgerIsSound(writ.store, story);
    const decided = events.filter(({ type }) => type === 'DecisionRecorded');
    expect(decided.map(({ data }) => data['code'])).toStrictEqual(codes);
    expectThat('the tenant that was there', await writ.store.head(tenant)).toStrictEqual(before);
  });

  it('serves customers', async () => {
    const { status, told } = await demo('customers', '--customers', '3', '--pause', '0', '--seed', '4');
    expectThat(told, status).toBe(0);
    expect(told).toMatch(/^ALLOW \d+, REQUIRE_APPROVAL \d+\. Every call and its outcome is in the ledger/m);
    expectThat('what cannot be shown is not shown', told).not.toContain('�');
    const events = await assertLedgerIsSound(writ.store, tenant);
    const calls = told.match(/ms, ledger \d+$/gm)?.length;
    expect(events.filter(({ type }) => type === 'OutcomeRecorded')).toHaveLength(calls as number);
  });

  it('says what it needs where there is no owner', async () => {
    const { status, told } = await demo('--url', 'http://127.0.0.1:1');
    expect(status).toBe(2);
    expect(told).toMatch(/^NO_OWNER: /);
  });
});
