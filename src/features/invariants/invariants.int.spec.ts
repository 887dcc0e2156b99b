import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { GraphqlFields } from '#test/support/graphql-fields';
import { addRevision, always, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient, type Problem } from '#test/support/writ-client';
import type { InvariantsReport, InvariantView, SemanticDiff } from './answers.js';

const shipped = (file: string): string => readFileSync(`policies/templates/default/${file}`, 'utf8');
const data = JSON.parse(shipped('data.json')) as { read: string[]; write: string[] };
const tools = Object.fromEntries([...data.read.map((name) => [name, 'read']), ...data.write.map((name) => [name, 'write'])]);
const DEFAULT = { modules: { 'policy.rego': shipped('policy.rego') }, data };
const ERRORS = { ...DEFAULT, invariants: [{ name: 'no-evaluation-error' }] };

let writ: RunningWrit;
let acme: SeededTenant;
let rival: SeededTenant;
let admin: WritClient;
let viewer: WritClient;

beforeAll(async () => {
  writ = await RunningWrit.start();
  const owner = await writ.owner();
  [acme, rival] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
  viewer = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer']));
  admin = await writ.signIn(await writ.registerOperator(owner, acme.id, ['policy_admin']));
  await addRevision(acme.operator, 'gate', always('DENY'));
  await addRevision(acme.operator, 'gate', shipped('policy.rego'), data);
  await addRevision(acme.operator, 'gate', shipped('policy.rego'), { ...data, read: [...data.read, 'delete_all'] });
});
afterAll(() => writ.close());

const check = (request: object): Promise<InvariantsReport> => admin.post('/v1/invariants/check', request);
const refused = async (request: object): Promise<string> => (await admin.refused('POST', '/v1/invariants/check', request)).code;

describe('a check of invariants', () => {
  it('finds the call for which a policy has no answer, as a field is missing', async () => {
    const rule = (verdict: string, amount: string) =>
      `decision := {"verdict": "${verdict}", "rule": "r", "reason": "r"} if input.arguments.amount ${amount}\n`;
    const text = ['package writ\n', rule('ALLOW', '<= 50'), rule('DENY', '> 50')];
    const invariants = [{ name: 'always-answers' }];
    const broken = await check({ modules: { 'p.rego': text.join('\n') }, invariants });
    expect(broken.answers).toMatchObject([{ answer: 'COUNTEREXAMPLE', counterexample: { ruling: { code: 'POLICY_ERROR' } } }]);
    const otherwise = 'default decision := {"verdict": "DENY", "rule": "none", "reason": "r"}\n';
    const whole = await check({ modules: { 'p.rego': [...text, otherwise].join('\n') }, invariants });
    expect(whole.answers).toMatchObject([{ answer: 'PROVED' }]);
  });

  it('is for policy admins, and records nothing', async () => {
    const head = await writ.store.head(acme.id);
    expect((await admin.send('POST', '/v1/invariants/check', ERRORS)).status).toBe(200);
    expect((await new WritClient(writ.url).refused('POST', '/v1/invariants/check', ERRORS)).code).toBe('UNAUTHENTICATED');
    expect((await acme.agent.refused('POST', '/v1/invariants/check', ERRORS)).code).toBe('FORBIDDEN');
    expect((await viewer.refused('POST', '/v1/invariants/check', ERRORS)).code).toBe('FORBIDDEN');
    expect(await writ.store.head(acme.id)).toStrictEqual(head);
  });

  it('proves of the default policy, as text or stored, what it is made for', async () => {
    const invariants = [{ name: 'writes-need-approval' }, { name: 'unknown-tools-denied' }];
    for (const policy of [DEFAULT, { policy: 'gate', revision: 2 }]) {
      const report = await check({ ...policy, invariants, parameters: { tools } });
      expectThat(JSON.stringify(report), report.holds).toBe(true);
      expect(report.answers.map(({ answer, vacuous }) => [answer, vacuous])).toStrictEqual([
        ['PROVED', false],
        ['PROVED', false],
      ]);
      expect(report.solver).toMatch(/^z3 /);
      expect(report.dataDigest).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it('goes by the catalogue of tools where the request names none, and gives a call and a test for what does not hold', async () => {
    const without = await admin.refused('POST', '/v1/invariants/check', {
      ...DEFAULT,
      invariants: [{ name: 'writes-need-approval' }],
    });
    expect([without.code, without.detail]).toStrictEqual([
      'INVARIANT_PARAMETER_MISSING',
      expect.stringMatching(
        /writes-need-approval needs the class of each tool.*\{"tools": \{"read_file": "read".*writ tools describe/,
      ),
    ]);
    await acme.operator.post('/v1/tools', { name: 'read_file', class: 'egress' });
    const { holds, answers } = await check({ ...DEFAULT, invariants: [{ name: 'writes-need-approval' }] });
    expect([holds, answers[0]?.answer]).toStrictEqual([false, 'COUNTEREXAMPLE']);
    const example = answers[0]?.counterexample;
    expect((example?.input as { tool: string }).tool).toBe('read_file');
    expect([example?.ruling.verdict, example?.ruling.rule]).toStrictEqual(['ALLOW', 'read-tools']);
    const modules = { ...DEFAULT.modules, 'invariants_test.rego': example?.test ?? '' };
    const tested = await admin.post<{ test: { failed: number; passed: number } }>('/v1/policy-checks', {
      modules,
      data,
      parts: ['test'],
    });
    expectThat(example?.test ?? '', [tested.test.passed, tested.test.failed]).toStrictEqual([0, 1]);
  });

  it('compares with a baseline', async () => {
    const invariants = [{ name: 'no-permission-gained' }];
    const wider = { ...DEFAULT, data: { ...data, read: [...data.read, 'delete_all'] } };
    const baseline = { policy: 'gate', revision: 2 };
    const { answers } = await check({ ...wider, invariants, baseline });
    const example = answers[0]?.counterexample;
    expect([answers[0]?.answer, example?.ruling.verdict, example?.baseline?.verdict]).toStrictEqual([
      'COUNTEREXAMPLE',
      'ALLOW',
      'DENY',
    ]);
    expect((await check({ ...DEFAULT, invariants, baseline })).answers[0]?.answer).toBe('PROVED');
    expect(await refused({ ...wider, invariants })).toBe('INVARIANT_PARAMETER_MISSING');
  });

  it('takes invariants in Rego', async () => {
    const rego =
      'package mine\n\nviolation contains "allowed" if {\n\tinput.input.tool == "read_file"\n\tinput.ruling.verdict == "ALLOW"\n}\n';
    const { answers } = await check({
      ...DEFAULT,
      invariants: [
        { name: 'mine', rego },
        { name: 'other', rego: rego.replace('"read_file"', '"x"') },
      ],
    });
    expect(answers.map(({ answer, vacuous }) => [answer, vacuous])).toStrictEqual([
      ['COUNTEREXAMPLE', null],
      ['PROVED', null],
    ]);
  });

  it('does not prove what says nothing of any policy: what is never there, no ruling, tools that nobody knows', async () => {
    const own = (condition: string) =>
      `package mine\n\nviolation contains "allowed" if {\n\t${condition}\n\tinput.ruling.verdict == "ALLOW"\n}\n`;
    const says: readonly (readonly [string, RegExp])[] = [
      ['input.tool == "x"', /reads input\.tool, which it is never given: the call is input\.input, so input\.input\.tool/],
      ['input.ruling.verdct == "ALLOW"', /reads input\.ruling\.verdct/],
      ['input.ruling.code == "ALLOWD"', /compares input\.ruling\.code with "ALLOWD", which no code is: ALLOWED, /],
      ['input.baseline.verdict == "DENY"', /there is no baseline here/],
    ];
    const invariants = says.map(([condition], n) => ({ name: `mine-${n}`, rego: own(condition) }));
    const { holds, answers } = await check({ ...DEFAULT, invariants });
    expect(holds).toBe(false);
    for (const [n, { answer, vacuous, why }] of answers.entries()) {
      expectThat(says[n]?.[0] ?? '', [answer, vacuous]).toStrictEqual(['NO_COUNTEREXAMPLE_FOUND', true]);
      expect(why).toMatch(says[n]?.[1] ?? /never/);
    }
    const parameters = { tools: { write_fil: 'write' } };
    const { answers: slips } = await check({ ...DEFAULT, invariants: [{ name: 'writes-need-approval' }], parameters });
    expect(slips).toMatchObject([
      {
        answer: 'NO_COUNTEREXAMPLE_FOUND',
        vacuous: true,
        why: expect.stringMatching(/neither it nor your catalogue of tools names write_fil$/),
      },
    ]);
  });

  it('tells an invariant that comes to no answer from one that is broken', async () => {
    const rego = 'package mine\n\nviolation := {"a"} if input.ruling.verdict\n\nviolation := {"b"} if input.ruling.verdict\n';
    const { answers } = await check({ ...DEFAULT, invariants: [{ name: 'mine', rego }] });
    expect(answers).toMatchObject([
      { answer: 'COUNTEREXAMPLE', why: expect.stringMatching(/^the invariant itself comes to no answer there: /) },
    ]);
  });

  it('is of something that is there, and asks for something', async () => {
    expect(await refused(DEFAULT)).toBe('INVARIANTS_MISSING');
    expect(await refused({ ...DEFAULT, invariants: [] })).toBe('INVARIANTS_MISSING');
    expect(await refused({ ...DEFAULT, invariants: [{ name: 'no-such-thing' }] })).toBe('INVARIANT_UNKNOWN');
    expect(await refused({ ...DEFAULT, invariants: [{ name: 'mine', rego: 'violation := 1' }] })).toBe('INVARIANT_MALFORMED');
    expect(await refused({ ...DEFAULT, invariants: [{ name: 'mine', rego: 'package mine\n\nviolation contains' }] })).toBe(
      'POLICY_INVALID',
    );
    expect(await refused({ ...ERRORS, modules: { 'p.rego': 'package writ\n\ndecision :=' } })).toBe('POLICY_INVALID');
    const errors = { invariants: ERRORS.invariants };
    expect(await refused({ ...errors, policy: 'gate', revision: 99 })).toBe('POLICY_REVISION_NOT_FOUND');
    for (const wrong of [
      errors,
      { ...errors, policy: 'gate' },
      { ...ERRORS, policy: 'gate', revision: 1 },
      { ...ERRORS, inputs: 'all' },
    ])
      expectThat(JSON.stringify(wrong), await refused(wrong)).toBe('INVALID_INPUT');
    const theirs: Problem = await rival.operator.refused('POST', '/v1/invariants/check', {
      ...errors,
      policy: 'gate',
      revision: 1,
    });
    expect(theirs.code).toBe('POLICY_REVISION_NOT_FOUND');
  });

  it('answers by GraphQL as by REST', async () => {
    const fields = await GraphqlFields.of(admin);
    const query = `query ($input: CheckInvariantsInput!) { checkInvariants(input: $input) ${fields.selection('query', 'checkInvariants')} }`;
    const told = await admin.post<{ data: { checkInvariants: InvariantsReport } }>('/graphql', {
      query,
      variables: { input: ERRORS },
    });
    const timeless = ({ answers, ...report }: InvariantsReport) => ({
      ...report,
      answers: answers.map(({ solver: _, ...answer }) => answer),
    });
    expect(timeless(told.data.checkInvariants)).toStrictEqual(timeless(await check(ERRORS)));
  });
});

describe('a semantic diff', () => {
  const at = (revision: number, query = ''): string => `/v1/policies/gate/revisions/${revision}/semantic-diff${query}`;
  const answers = ({ nothingLooser, nothingStricter, sameEffect }: SemanticDiff) =>
    [nothingLooser, nothingStricter, sameEffect].map(({ answer }) => answer);

  it('tells how a revision stands to the one before, with a call that each of them rules', async () => {
    const told = await admin.get<SemanticDiff>(at(3));
    expect([told.policy, told.revision, told.against, told.relation]).toStrictEqual(['gate', 3, 2, 'looser']);
    expect(answers(told)).toStrictEqual(['COUNTEREXAMPLE', 'PROVED', 'COUNTEREXAMPLE']);
    const { example } = told.nothingLooser;
    expect((example?.input as { tool: string }).tool).toBe('delete_all');
    expect([example?.against.verdict, example?.ruling.verdict]).toStrictEqual(['DENY', 'ALLOW']);
    expect(told.planDigest).toBe(told.againstPlanDigest);
    expect(told.dataDigest).not.toBe(told.againstDataDigest);
  });

  it('is the other way round from the other side, and equivalent to itself', async () => {
    const back = await admin.get<SemanticDiff>(at(2, '?against=3'));
    expect([back.relation, answers(back)]).toStrictEqual(['stricter', ['PROVED', 'COUNTEREXAMPLE', 'COUNTEREXAMPLE']]);
    const same = await admin.get<SemanticDiff>(at(2, '?against=2&inputs=any'));
    expect([same.relation, answers(same)]).toStrictEqual(['equivalent', ['PROVED', 'PROVED', 'PROVED']]);
    expect([same.sameWords?.answer, same.assumed]).toStrictEqual(['PROVED', null]);
    await addRevision(acme.operator, 'worded', shipped('policy.rego'), data);
    await addRevision(
      acme.operator,
      'worded',
      shipped('policy.rego').replace(/"reason": "[^"]+"/, '"reason": "other words"'),
      data,
    );
    const worded = await admin.get<SemanticDiff>('/v1/policies/worded/revisions/2/semantic-diff');
    expect([worded.relation, worded.sameEffect.answer, worded.sameWords?.answer]).toStrictEqual([
      'equivalent',
      'PROVED',
      'COUNTEREXAMPLE',
    ]);
    expect(worded.says).toMatch(/same verdict and the same effect; some are told another rule or reason/);
    expect(worded.sameWords?.example?.ruling.reason).toBe('other words');
  });

  it('goes by what is published where nothing is said, and answers by GraphQL as by REST', async () => {
    for (const step of ['submit', 'approve', 'publish']) await acme.operator.post(`/v1/policies/gate/revisions/1/${step}`, {});
    const told = await admin.get<SemanticDiff>(at(3));
    expect([told.against, told.relation]).toStrictEqual([1, 'looser']);
    const fields = await GraphqlFields.of(admin);
    const query = `{ policySemanticDiff(policy: "gate", revision: 3) ${fields.selection('query', 'policySemanticDiff')} }`;
    const { data: answered } = await admin.post<{ data: { policySemanticDiff: SemanticDiff } }>('/graphql', { query });
    const { relation, against, nothingLooser } = answered.policySemanticDiff;
    expect([relation, against, nothingLooser.example]).toStrictEqual(['looser', 1, told.nothingLooser.example]);
  });

  it('is for policy admins, of revisions that are there', async () => {
    expect((await viewer.refused('GET', at(3))).code).toBe('FORBIDDEN');
    expect((await acme.agent.refused('GET', at(3))).code).toBe('FORBIDDEN');
    expect((await new WritClient(writ.url).refused('GET', at(3))).code).toBe('UNAUTHENTICATED');
    expect((await rival.operator.refused('GET', at(3))).code).toBe('POLICY_REVISION_NOT_FOUND');
    expect((await admin.refused('GET', at(99))).code).toBe('POLICY_REVISION_NOT_FOUND');
    expect((await admin.refused('GET', at(3, '?against=99'))).code).toBe('POLICY_REVISION_NOT_FOUND');
    expect((await admin.refused('GET', at(3, '?against=0'))).code).toBe('INVALID_INPUT');
    await addRevision(acme.operator, 'alone', always('DENY'));
    expect((await admin.refused('GET', '/v1/policies/alone/revisions/1/semantic-diff')).code).toBe('NOTHING_TO_COMPARE_WITH');
  });
});

describe('a declared invariant', () => {
  const NO_MAIL =
    'package mine\n\nviolation contains "mail" if {\n\tinput.input.tool == "send_mail"\n\tinput.ruling.verdict == "ALLOW"\n}\n';
  const declare = (body: object) =>
    acme.operator.post<{ name: string; ledger: { position: number } | null }>('/v1/invariants', body);
  const declaredNow = async (): Promise<InvariantView[]> => {
    const { position } = await acme.operator.get<{ position: number }>('/v1/ledger/head');
    const page = await viewer.get<{ items: InvariantView[] }>('/v1/invariants', { 'writ-min-position': String(position) });
    return page.items;
  };
  const names = ({ answers }: InvariantsReport) => answers.map(({ name, says, answer }) => [name, says, answer]);

  it('is listed with who declared it and since when, until it is withdrawn', async () => {
    await declare({ name: 'no-evaluation-error' });
    const { ledger } = await declare({ name: 'no-mail', says: 'Nothing is mailed.', rego: NO_MAIL });
    expectThat(
      'what was so already',
      await declare({ name: 'no-mail', says: 'Nothing is mailed.', rego: NO_MAIL }),
    ).toStrictEqual({
      name: 'no-mail',
      ledger: null,
    });
    const [mail, errors] = await declaredNow();
    expect(mail).toMatchObject({
      name: 'no-mail',
      says: 'Nothing is mailed.',
      rego: NO_MAIL,
      parameters: {},
      position: ledger?.position,
    });
    expect(errors).toMatchObject({
      name: 'no-evaluation-error',
      says: expect.stringMatching(/never ends with an error/),
      rego: null,
    });
    expect(acme.credentials.clientId).toContain(mail?.declaredBy);
    expect(mail?.since).toMatch(/^\d{4}-/);
    await acme.operator.post('/v1/invariants/no-mail/withdraw', { reason: 'no mail tool any more' });
    expect((await declaredNow()).map(({ name }) => name)).toStrictEqual(['no-evaluation-error']);
    const then = await viewer.get<{ items: InvariantView[] }>(`/v1/invariants?asOf=${ledger?.position}`);
    expectThat(
      'as it was',
      then.items.map(({ name }) => name),
    ).toStrictEqual(['no-mail', 'no-evaluation-error']);
    expect((await acme.operator.refused('POST', '/v1/invariants/no-mail/withdraw', { reason: 'x' })).code).toBe(
      'INVARIANT_NOT_DECLARED',
    );
  });

  it('is what a check goes by that names none, with the published revision as its baseline', async () => {
    await declare({ name: 'no-mail', rego: NO_MAIL });
    await declare({ name: 'no-permission-gained' });
    await declare({ name: 'labelled-never-egress', parameters: { tools: { read_file: 'egress' }, labels: ['secret'] } });
    const report = await check({ policy: 'gate', revision: 3 });
    expect(names(report)).toStrictEqual([
      ['no-evaluation-error', expect.stringMatching(/never ends with/), 'PROVED'],
      ['no-mail', 'No violation that its module finds.', 'PROVED'],
      ['no-permission-gained', expect.stringMatching(/less strictly/), 'COUNTEREXAMPLE'],
      ['labelled-never-egress', expect.stringMatching(/sent away/), 'COUNTEREXAMPLE'],
    ]);
    expect(report.answers[2]?.counterexample?.baseline?.verdict).toBe('DENY');
    expectThat('a text has nothing to be compared with', await refused(DEFAULT)).toBe('INVARIANT_PARAMETER_MISSING');
    await addRevision(acme.operator, 'first', shipped('policy.rego'), data);
    const first = await check({ policy: 'first', revision: 1 });
    expect([first.holds, first.answers.at(-1)]).toMatchObject([
      false,
      {
        name: 'no-permission-gained',
        answer: 'NO_COUNTEREXAMPLE_FOUND',
        vacuous: true,
        why: expect.stringMatching(/nothing to compare with/),
      },
    ]);
    expect(names(await check(ERRORS))).toHaveLength(1);
    expect(await refused({ ...DEFAULT, invariants: [] })).toBe('INVARIANTS_MISSING');
  });

  it('has a module that compiles, a name of its own, and what cannot be said later', async () => {
    const not = async (body: object) => (await acme.operator.refused('POST', '/v1/invariants', body)).code;
    expect(await not({ name: 'broken', rego: 'package mine\n\nviolation contains' })).toBe('POLICY_INVALID');
    expect(await not({ name: 'broken', rego: 'violation := 1' })).toBe('INVARIANT_MALFORMED');
    expect(await not({ name: 'broken', rego: NO_MAIL.replace('violation', 'violations') })).toBe('INVARIANT_MALFORMED');
    const slip = { name: 'slip', rego: NO_MAIL.replace('input.input', 'input') };
    const unread = await acme.operator.refused('POST', '/v1/invariants', slip);
    expect([unread.code, unread.detail]).toStrictEqual([
      'INVARIANT_SAYS_NOTHING',
      expect.stringMatching(/^slip: it reads input\.tool/),
    ]);
    expectThat(
      'no input has it',
      await not({ name: 'slip', rego: NO_MAIL.replace('input.input.tool', 'input.input.tols') }),
    ).toBe('INVARIANT_SAYS_NOTHING');
    expect(await not({ name: 'no-evaluation-error', rego: NO_MAIL })).toBe('INVARIANT_BUILT_IN');
    expect(await not({ name: 'no-such-thing' })).toBe('INVARIANT_UNKNOWN');
    expect(await not({ name: 'exec-only-for-role' })).toBe('INVARIANT_PARAMETER_MISSING');
    expect(await not({ name: 'Broken' })).toBe('INVALID_INPUT');
    for (const [caller, code] of [
      [viewer, 'FORBIDDEN'],
      [acme.agent, 'FORBIDDEN'],
      [new WritClient(writ.url), 'UNAUTHENTICATED'],
    ] as const) {
      expect((await caller.refused('POST', '/v1/invariants', { name: 'no-evaluation-error' })).code).toBe(code);
      expect((await caller.refused('POST', '/v1/invariants/no-mail/withdraw', { reason: 'x' })).code).toBe(code);
    }
    expect(await rival.operator.get('/v1/invariants')).toMatchObject({ items: [] });
  });
});
