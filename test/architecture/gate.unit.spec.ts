import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';

interface Exception {
  readonly advisory: string;
  readonly reason: string;
  readonly until: string;
}
const script = (path: string): Promise<unknown> => import(new URL(`../../../scripts/lib/${path}`, import.meta.url).href);
const { auditProblems } = (await script('audit-gate.mjs')) as {
  auditProblems(report: object, exceptions: readonly Exception[], today: string): string[];
};
const { lockProblems } = (await script('lock-problems.mjs')) as {
  lockProblems(wanted: object, lock: object): string[];
};

describe('the audit gate', () => {
  const url = 'https://github.com/advisories/GHSA-aaaa';
  const report = (severity: string) => ({
    vulnerabilities: { hole: { via: ['another', { url, severity, title: 'a hole', name: 'hole' }] } },
  });
  const exception = { advisory: 'GHSA-aaaa', reason: 'not reached', until: '2027-01-31' };

  it('is shut by what is high or critical, and by nothing below', () => {
    expect(auditProblems(report('high'), [], '2027-01-01')).toStrictEqual(['high: hole: a hole (GHSA-aaaa)']);
    expect(auditProblems(report('critical'), [], '2027-01-01')).toHaveLength(1);
    expect(auditProblems(report('moderate'), [], '2027-01-01')).toStrictEqual([]);
  });

  it('lets an exception pass until its day, when it has a reason, an end within a quarter and something to except', () => {
    expect(auditProblems(report('high'), [exception], '2027-01-31')).toStrictEqual([]);
    for (const [what, given, today] of [
      ['ended', exception, '2027-02-01'],
      ['lasts longer', { ...exception, until: '2030-01-01' }, '2027-01-01'],
      ['gives no reason', { ...exception, reason: '' }, '2027-01-01'],
      ['no longer needed', { ...exception, advisory: 'GHSA-bbbb' }, '2027-01-01'],
    ] as const)
      expectThat(what, auditProblems(report('high'), [given], today).join()).toMatch(what);
  });
});

describe('the lock file', () => {
  const wanted = { dependencies: { a: '1.0.0' } };
  const entry = { version: '1.0.0', integrity: 'sha512-x' };
  const lock = { packages: { '': { dependencies: { a: '1.0.0' } }, 'node_modules/a': entry } };

  it('holds what package.json asks for, no more, no less, from nowhere in particular, for every platform', () => {
    expect(lockProblems(wanted, lock)).toStrictEqual([]);
    const packages = (a: object, root: object = wanted) => ({ packages: { '': root, 'node_modules/a': { ...entry, ...a } } });
    for (const [says, asked, locked] of [
      ['not an exact version', { dependencies: { a: '^1.0.0' } }, lock],
      ['not what package-lock.json holds', { dependencies: { a: '1.0.1' } }, lock],
      ['not what package-lock.json holds', wanted, packages({ version: '1.0.1' })],
      ['not in package.json', { dependencies: {} }, lock],
      ['names the registry', wanted, packages({ resolved: 'https://registry.example/a.tgz' })],
      ['a-darwin-x64 is missing', wanted, packages({ optionalDependencies: { 'a-darwin-x64': '1.0.0' } })],
    ] as const)
      expectThat(says, lockProblems(asked, locked).join()).toMatch(says);
  });
});
