// npm audit: nothing of severity high or above, but for what scripts/audit-exceptions.json lets pass until a day.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from './steps.mjs';

const STOPS = new Set(['high', 'critical']);
const LONGEST_DAYS = 92;

/** [{ advisory, severity, title, name }] of one report, each advisory once. */
function advisoriesOf(report) {
  const found = Object.values(report.vulnerabilities ?? {}).flatMap(({ via }) => via.filter((one) => typeof one === 'object'));
  const byId = new Map(
    found.map(({ url, severity, title, name }) => [
      url?.split('/').pop(),
      { advisory: url?.split('/').pop(), severity, title, name },
    ]),
  );
  return [...byId.values()];
}

/**
 * What keeps the gate shut: advisories without an exception, and exceptions that ran out, are not needed or last too long.
 * @public a spec asks it
 */
export function auditProblems(report, exceptions, today) {
  const serious = advisoriesOf(report).filter(({ severity }) => STOPS.has(severity));
  const latest = new Date(Date.parse(today) + LONGEST_DAYS * 86_400_000).toISOString().slice(0, 10);
  const allowed = new Set(exceptions.filter(({ until }) => until >= today && until <= latest).map(({ advisory }) => advisory));
  return [
    ...serious
      .filter(({ advisory }) => !allowed.has(advisory))
      .map(({ advisory, severity, title, name }) => `${severity}: ${name}: ${title} (${advisory})`),
    ...exceptions
      .filter(({ until }) => until < today)
      .map(({ advisory, until }) => `the exception for ${advisory} ended on ${until}`),
    ...exceptions
      .filter(({ until }) => until > latest)
      .map(({ advisory }) => `the exception for ${advisory} lasts longer than ${LONGEST_DAYS} days`),
    ...exceptions.filter(({ reason }) => !reason).map(({ advisory }) => `the exception for ${advisory} gives no reason`),
    ...exceptions
      .filter(({ advisory }) => !serious.some((one) => one.advisory === advisory))
      .map(({ advisory }) => `the exception for ${advisory} is no longer needed`),
  ];
}

/** Undefined when the registry gave no report: it cannot be reached, or does not offer one. */
function readReport(root) {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--fetch-retries=0', '--fetch-timeout=20000'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    timeout: 60_000,
  });
  try {
    const report = JSON.parse(stdout);
    return report.vulnerabilities && report.metadata ? { report } : { why: report.message ?? 'no report' };
  } catch {
    return { why: 'no report' };
  }
}

/** Nobody who is offline is kept from working: then the gate passes and says that it saw nothing. */
export function auditGate(root) {
  const exceptions = JSON.parse(readFileSync(join(root, 'scripts', 'audit-exceptions.json'), 'utf8'));
  const { report, why } = readReport(root);
  if (!report) return { detail: `NOT LOOKED AT: the registry gave no report (${why.split(' - ')[0]})` };
  const problems = auditProblems(report, exceptions, new Date().toISOString().slice(0, 10));
  if (problems.length > 0) throw new CommandFailure(problems.join('\n'));
  return { detail: `${exceptions.length} exceptions` };
}
