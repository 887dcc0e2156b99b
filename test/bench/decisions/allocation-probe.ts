import { writeFileSync } from 'node:fs';
import { GCProfiler } from 'node:v8';

/**
 * Loaded into every process of a deployment under test (`--import`); an API process begins to note its garbage collections on SIGUSR2, and writes
 * them to the file that WRIT_BENCH_COLLECTIONS names on the next one.
 */
const file = process.env['WRIT_BENCH_COLLECTIONS'];

if (file !== undefined && process.argv[1]?.endsWith('/apps/api/main.js')) {
  let profiler: GCProfiler | undefined;
  process.on('SIGUSR2', () => {
    if (profiler) {
      writeFileSync(file, JSON.stringify(profiler.stop()));
      profiler = undefined;
    } else {
      profiler = new GCProfiler();
      profiler.start();
    }
  });
}
