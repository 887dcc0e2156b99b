import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { ran } from '../../clients/cli/testing/captured-run.js';

const POLICY = `package writ

default decision := {"verdict": "DENY", "rule": "not-listed", "reason": "no rule allows this tool"}

decision := {"verdict": "ALLOW", "rule": "small-refunds", "reason": "refunds up to 100 are fine"} if {
	input.tool == "refund"
	input.arguments.amount <= data.most
}

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "mail", "reason": "people look at mail"} if {
	input.tool == "mail.send"
}
`;

describe('writ explain', () => {
  const home = mkdtempSync(join(tmpdir(), 'writ-explain-'));
  let writ: RunningWrit;
  let acme: SeededTenant;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    acme = await writ.seedTenant(await writ.owner());
    const { id, credentials, agent, operator } = acme;
    const local = {
      url: writ.url,
      tenant: id,
      agentId: 'agent-1',
      agentKey: agent.token,
      operator: credentials,
      owner: credentials,
    };
    writeFileSync(join(home, 'credentials.json'), JSON.stringify(local), { mode: 0o600 });
    env = { HOME: home, WRIT_HOME: home, XDG_CONFIG_HOME: home, COLUMNS: '400' };
    await publishPolicy(operator, 'refunds', POLICY, { most: 100 });
  });
  afterAll(async () => {
    await writ?.close();
    rmSync(home, { recursive: true });
  });

  const run = (...args: string[]) => ran(args, env);
  const decided = async (tool: string, given: object = {}, session = 's-1'): Promise<string> =>
    (await acme.agent.decide(session, tool, { arguments: given })).decisionId;
  /** What it prints, with one space for many. */
  async function explained(decision: string): Promise<string> {
    const { status, stdout, stderr } = await run('explain', decision);
    expectThat(stdout + stderr, [status, stderr]).toStrictEqual([0, '']);
    return stdout.replaceAll(/ +/g, ' ');
  }

  it('tells the rule with its line, what else was tried, and what was read', async () => {
    const text = await explained(await decided('refund', { amount: 400 }));
    expect(text).toMatch(/^DENY no rule allows this tool\n/);
    for (const line of [
      'code POLICY_DENIED A rule of the policy denies the call.',
      'rule not-listed policy.rego:3 default decision := {"verdict": "DENY", "rule": "not-listed", "reason": "no rule allows this tool"}\n',
      /policy refunds revision 1, published \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ by /,
      'call refund {"amount":400}',
      'by agent agent-1, session s-1',
      'no match data.writ.decision policy.rego:7 input.arguments.amount <= data.most',
      'read input.arguments.amount 400',
      'data.most 100',
      'outcome not told by the agent',
      /ledger position \d+, chain [0-9a-f]{64}/,
      'writ exceptions request --rule not-listed --tool refund --agent agent-1 --seconds 3600 --reason "…" # somebody else has to agree',
      'writ policy show refunds --revision 1',
      `more ${writ.url}/docs/decision-codes#POLICY_DENIED`,
    ])
      expect(text).toEqual(typeof line === 'string' ? expect.stringContaining(line) : expect.stringMatching(line));
  });

  it('tells what was let through, and what became of it', async () => {
    const decision = await decided('refund', { amount: 40 });
    await acme.agent.post(`/v1/decisions/${decision}/outcome`, { status: 'failed', error: 'no \u001b[2J bank' });
    const { ledger } = await acme.agent.decide('s-1', 'refund');
    await acme.operator.get('/v1/decisions', { 'writ-min-position': String(ledger.position) });
    const text = await explained(decision);
    expect(text).toContain('rule small-refunds policy.rego:5 decision := {"verdict": "ALLOW"');
    expect(text).toContain('if {\n input.tool == "refund"\n input.arguments.amount <= data.most\n }\npolicy refunds');
    expect(text).toMatch(/outcome failed at .*Z: no \ufffd\[2J bank/);
  });

  it('tells the kill and the pause with who and when, and how they are lifted', async () => {
    for (const [verb, back, name] of [
      ['kill', 'restore', 'kill'],
      ['pause', 'resume', 'pause'],
    ] as const) {
      const target = 'refund';
      await acme.operator.post(`/v1/controls/${verb}`, { scope: 'tool', target, reason: 'drill' });
      const decision = await decided(target);
      const text = await explained(decision);
      expect(text).toMatch(new RegExp(`${name} tool refund, in force since \\d{4}.*Z by .+: drill`));
      expect(text).toContain(`writ ${back} --scope tool --target refund --reason "…"`);
      expect(text).toContain('policy none was asked: it was stopped before');
      expect(text).toMatch(/code \w+ A person (killed|paused) the tool refund\./);
      await acme.operator.post(`/v1/controls/${back}`, { scope: 'tool', target, reason: 'over' });
      const { ledger } = await acme.agent.decide('s-1', 'refund');
      await acme.operator.get('/v1/controls', { 'writ-min-position': String(ledger.position) });
      expect(await explained(decision)).toMatch(
        new RegExp(
          `${name} no longer in force: tool refund, set \\d{4}-.*Z by .+: drill\n(restored|resumed) \\d{4}-.*Z by .+: over\n`,
        ),
      );
      expect(await explained(decision)).toContain('what to do Ask again: what stopped it is no longer in force.');
    }
  });

  it('tells the limit, the approval with its history, and the quarantine', async () => {
    const { id: limit } = await acme.operator.post<{ id: string }>('/v1/limits', {
      name: 'calls-of-pay',
      subject: 'tool',
      tool: 'pay',
      limit: 0,
      windowSeconds: 60,
    });
    const limited = await explained(await decided('pay'));
    expect(limited).toMatch(/limit calls-of-pay: 0 of 0 used, this call adds 1; set \d{4}-/);
    expect(limited).toContain(`writ limits values ${limit}`);

    const { decisionId, approval } = (await acme.agent.decide('s-2', 'mail.send')) as {
      decisionId: string;
      approval?: { id: string };
    };
    const held = await explained(decisionId);
    expect(held).toMatch(new RegExp(`approval ${approval?.id}, now pending; until .*Z; step `));
    expect(held).toContain(`writ approvals deny ${approval?.id} --reason "…"`);
    await acme.operator.post(`/v1/approvals/${approval?.id}/deny`, { reason: 'not today' });
    const denied = await decided('mail.send', {}, 's-2');
    await eventuallyTold(denied, /now denied\n[^]*denied by .*: not today/);
    await eventuallyTold(decisionId, /what to do A person said no to exactly this call/);

    await acme.operator.post('/v1/quarantine', {});
    for (const tool of ['a', 'b']) await decided(tool, {}, 's-3');
    const contained = await explained(await decided('refund', { amount: 1 }, 's-3'));
    expect(contained).toMatch(/incident open, session s-3 contained .*Z: score 8, 6 is too much/);
    expect(contained).toMatch(/writ incidents release [0-9a-f-]{36} --reason "…"/);
  });

  async function eventuallyTold(decision: string, what: RegExp): Promise<void> {
    const { ledger } = await acme.agent.decide('s-9', 'refund');
    await acme.operator.get('/v1/approvals', { 'writ-min-position': String(ledger.position) });
    expect(await explained(decision)).toMatch(what);
  }

  it('leads to the policy to read, and to the pin that chose it', async () => {
    await publishPolicy(acme.operator, 'refunds', POLICY, { most: 7 });
    const show = async (...args: string[]) => (await run('policy', 'show', 'refunds', ...args)).stdout;
    await eventually('the list has caught up', async () => (await show()).includes('refunds revision 2, published'));
    const text = await show();
    expect(text).toMatch(
      /^policy {5}refunds\ncreated {4}\d{4}-.*Z by .+\nrevisions {2}2\npublished {2}revision 2, which decides\n\nrefunds revision 2, published\n/,
    );
    expect(text).toMatch(/^reviewed +by .+$/m);
    expect(text).toContain('\n--- policy.rego\npackage writ\n\ndefault decision := {"verdict": "DENY"');
    expect(text).toContain('\n    input.tool == "refund"\n');
    expect(text.endsWith('\n--- data.json\n{\n  "most": 7\n}\n')).toBe(true);
    const [first, whole] = [await show('--revision', '1', '--json'), await show('--json')].map(
      (each) => JSON.parse(each) as object,
    );
    expect(first).toMatchObject({ revision: 1, modules: { 'policy.rego': POLICY } });
    expect(whole).toMatchObject({ id: 'refunds', publishedRevision: 2 });
    expect((await run('policy', 'list')).stdout).toMatch(
      /^id +name +active +publishedRevision +revisions .*\n-+ .*\nrefunds +refunds +yes +2 +2 /,
    );

    expect((await run('policy', 'history', 'refunds')).stdout).toMatch(
      /^revision +status +addedAt +addedBy .*\n-+ .*\n +\d +\w+ +\d{4}-\d\d-\d\d /,
    );
    expect((await run('policy', 'history', 'refunds', '1')).stdout).toMatch(
      /^at +step +by +comment +position\n-+ .*\n\d{4}-.*Z +added +[^]*\nnow superseded\n$/,
    );

    const pin = { policy: 'refunds', revision: 1, selector: { session: 's-1' }, reason: 'compare' };
    const { pin: id } = await acme.operator.post<{ pin: string }>('/v1/pins', {
      ...pin,
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    const decision = await run('decide', '--tool', 'refund', '--session', 's-1', '--arguments', '{"amount":40}');
    expect(decision.stdout).toMatch(new RegExp(`policy +refunds revision 1 \\(.*\\), by a pin\\npin +${id}\\n`));
    const { position } = await acme.operator.get<{ position: number }>('/v1/ledger/head');
    await acme.operator.get('/v1/pins', { 'writ-min-position': String(position) });
    expect((await run('policy', 'pins')).stdout).toMatch(
      new RegExp(`^pin +selector +policy +expiresAt +setBy +reason\\n-+ .*\\n${id} +session=s-1 +refunds@1 +\\d{4}-`),
    );
    expect(await explained(/decision +(\S+)/.exec(decision.stdout)?.[1] ?? '')).toMatch(
      new RegExp(`pinned by pin ${id}, set \\d{4}-.*Z by .+: compare`),
    );
  });

  it('is the decision itself for machines, and says which one it does not know', async () => {
    const decision = await decided('refund', { amount: 400 });
    const whole = JSON.parse((await run('explain', decision, '--json')).stdout) as Record<string, unknown>;
    expect(whole).toStrictEqual(await acme.operator.get(`/v1/decisions/${decision}`));
    const unknown = await run('explain', '0198c2a4-7e1b-7000-8000-000000000000');
    expect([unknown.status, unknown.stdout]).toStrictEqual([1, '']);
    expect(unknown.stderr).toMatch(/^DECISION_NOT_FOUND: /);
    expect((await run('explain', 'x', '--json')).stdout).toContain('"code":"INVALID_INPUT"');
    expect((await run('explain', 'nope')).stderr).toMatch(
      /^INVALID_INPUT: nope is no id of a decision: that is one like 0198c2a4-.* decisions\n$/,
    );
    expect((await run('approvals', 'show', 'nope')).stderr).toMatch(
      /^INVALID_INPUT: id: this is no id: ids are UUIDs, such as 0198c2a4-/,
    );
  });
});
