import { addingRevisionsBench } from './adding-revisions.bench.js';
import { parseArgs } from 'node:util';
import type { BenchRow } from './bench-row.js';
import { decisionSpeedBench } from './decisions/decision-speed.bench.js';
import { decidingRoadsBench } from './decisions/deciding-roads.bench.js';
import { twoProcessesBench } from './decisions/two-processes.bench.js';
import { ledgerAppendBench } from './ledger/ledger-append.bench.js';
import { keepResults, table } from './kept-results.js';
import { memoryBench } from './memory.bench.js';
import { oversightBench } from './oversight/oversight.bench.js';
import { policyEvaluationBench } from './policy-evaluation.bench.js';
import { policyFuelBench } from './policy-fuel.bench.js';
import { rebuildBench } from './rebuild.bench.js';
import { replayBench } from './replay/replay.bench.js';
import { shadowBench } from './shadow.bench.js';
import { startUpBench } from './start-up.bench.js';
import { verifyExportBench } from './verify-export.bench.js';

const BENCHES: Record<string, () => Promise<BenchRow[]>> = {
  policy: policyEvaluationBench,
  fuel: policyFuelBench,
  verify: verifyExportBench,
  start: startUpBench,
  rebuild: rebuildBench,
  ledger: ledgerAppendBench,
  http: decisionSpeedBench,
  roads: decidingRoadsBench,
  processes: twoProcessesBench,
  oversight: oversightBench,
  memory: memoryBench,
  replay: replayBench,
  shadow: shadowBench,
  adding: addingRevisionsBench,
};

const { values, positionals: wanted } = asked();
const unknown = wanted.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

function asked() {
  try {
    return parseArgs({ options: { keep: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    console.error(
      `${(error as Error).message}\nnpm run bench -- [--keep] [name ...]; there are ${Object.keys(BENCHES).join(', ')}`,
    );
    process.exit(2);
  }
}

const all: BenchRow[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  process.stderr.write(`running ${name} ... `);
  const rows = await bench();
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  if (values.keep) keepResults(name, rows);
  all.push(...rows);
}
for (const line of table(all)) console.log(line);
