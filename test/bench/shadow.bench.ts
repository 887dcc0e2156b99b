import { BenchDeployment } from './bench-deployment.js';
import type { BenchRow } from './bench-row.js';
import type { LoadResult } from './load/load.js';
import { benchTenant, POLICY, READS, type BenchTenant } from './oversight/bench-tenant.js';

/** For a try of the bench itself. */
const SCALE = Number(process.env['WRIT_BENCH_SCALE'] ?? 1);
const CALLERS = 64;
const ROUNDS = Math.max(1, Math.round(7 * SCALE));
const SECONDS = Math.max(1, Math.round(6 * SCALE));
/** Of what goes through without a shadow, as it comes: a machine that has nothing left to give tells nothing of waiting. */
const BUSY = 0.4;
const SLOWER_AT_MOST = 1.05;
const BEHIND_WITHIN_MS = 120_000;

/** What a shadow costs those who decide: the same calls of two tenants, one with a shadow that differs on every third call, in turn. */
export async function shadowBench(): Promise<BenchRow[]> {
  const writ = await BenchDeployment.start();
  try {
    const plain = await benchTenant(writ, 'plain');
    const shadowed = await benchTenant(writ, 'shadowed');
    const shadow = await startShadow(shadowed);
    const runs: Runs = { plain: [], shadowed: [], plainPaced: [], shadowedPaced: [], behindMs: [] };
    const warm = await load(writ, plain, 'w', {});
    await load(writ, shadowed, 'v', {});
    await upToDate(writ, shadowed, shadow);
    const rate = Math.round(warm.perSecond * BUSY);
    for (let round = 1; round <= ROUNDS; round += 1) {
      runs.plain.push(await load(writ, plain, `p${round}`, {}));
      runs.shadowed.push(await load(writ, shadowed, `s${round}`, {}));
      await upToDate(writ, shadowed, shadow);
      runs.plainPaced.push(await load(writ, plain, `q${round}`, { rate }));
      runs.shadowedPaced.push(await load(writ, shadowed, `t${round}`, { rate }));
      runs.behindMs.push(await upToDate(writ, shadowed, shadow));
    }
    return rows(runs, rate);
  } finally {
    await writ.stop();
  }
}

interface Runs {
  readonly plain: LoadResult[];
  readonly shadowed: LoadResult[];
  readonly plainPaced: LoadResult[];
  readonly shadowedPaced: LoadResult[];
  /** From the end of a paced load until all of it was compared. */
  readonly behindMs: number[];
}

async function startShadow({ post }: BenchTenant): Promise<string> {
  const candidate = { modules: { 'policy.rego': POLICY }, data: { read: READS.slice(1), writ: {} } };
  return (await post('/v1/shadows', { candidate }))['id'] as string;
}

function load(writ: BenchDeployment, { key }: BenchTenant, run: string, more: { readonly rate?: number }): Promise<LoadResult> {
  return writ.load({ connections: CALLERS, seconds: SECONDS, key, run, tools: READS, ...more });
}

/** Resolves when every decision was compared, with how long that took: no load pays for the one before it. */
async function upToDate(writ: BenchDeployment, { operator }: BenchTenant, shadow: string): Promise<number> {
  const began = performance.now();
  const token = await writ.signIn(operator);
  for (;;) {
    const response = await fetch(`${writ.credentials.url}/v1/shadows/${shadow}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { findings } = (await response.json()) as { findings: { behind: number } };
    if (findings.behind === 0) return performance.now() - began;
    if (performance.now() - began > BEHIND_WITHIN_MS) throw new Error(`the shadow is ${findings.behind} positions behind`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function rows({ plain, shadowed, plainPaced, shadowedPaced, behindMs }: Runs, rate: number): BenchRow[] {
  const failed = [plain, shadowed, plainPaced, shadowedPaced].flat().reduce((sum, run) => sum + run.failed, 0);
  if (failed > 0) throw new Error(`${failed} requests failed`);
  const perSecond = (runs: readonly LoadResult[]) => median(runs.map((run) => run.perSecond));
  const p50 = (runs: readonly LoadResult[]) => median(runs.map((run) => run.p50));
  const p99 = (runs: readonly LoadResult[]) => median(runs.map((run) => run.p99));
  const slower = p50(shadowedPaced) / p50(plainPaced);
  const lessOften = perSecond(plain) / perSecond(shadowed);
  return [
    { name: `p50 of decisions at ${rate}/s without a shadow`, value: p50(plainPaced), unit: 'ms' },
    {
      name: '  with a shadow',
      value: p50(shadowedPaced),
      unit: 'ms',
      against: 'slower',
      ratio: slower,
      target: `<= ${SLOWER_AT_MOST}`,
      met: slower <= SLOWER_AT_MOST,
    },
    {
      name: '  p99 with a shadow',
      value: p99(shadowedPaced),
      unit: `ms (${p99(plainPaced)} without)`,
      against: 'slower',
      ratio: p99(shadowedPaced) / p99(plainPaced),
    },
    { name: '  the shadow is up to date after', value: median(behindMs), unit: 'ms' },
    { name: `decisions without a shadow, ${CALLERS} callers at once`, value: perSecond(plain), unit: 'decisions/s' },
    {
      name: '  with a shadow, on the same processors',
      value: perSecond(shadowed),
      unit: 'decisions/s',
      against: 'slower',
      ratio: lessOften,
    },
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
