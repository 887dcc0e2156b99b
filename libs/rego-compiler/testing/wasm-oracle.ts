import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '#libs/policy-engine';
import { readFromArchive } from '../bundle-archive.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { findOpa } from '../opa-binary.js';
import { runOpa } from '../opa-process.js';
import type { SamplePolicy } from './sample-policies.js';

interface LoadedPolicy {
  evaluate(input: Json): { result: Json }[];
  setData(data: Json): void;
}

/** The same policy on OPA's own WebAssembly runtime: an independent opinion on every decision. */
export async function wasmOracle(policy: SamplePolicy): Promise<(input: Json) => Json | undefined> {
  const runtime = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as {
    loadPolicy(wasm: Buffer): Promise<LoadedPolicy>;
  };
  const loaded = await runtime.loadPolicy(await buildWasm(policy));
  loaded.setData(policy.data);
  return (input) => loaded.evaluate(input)[0]?.result;
}

async function buildWasm(policy: SamplePolicy): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-wasm-'));
  try {
    await mkdir(join(folder, 'policy'));
    for (const [name, source] of Object.entries(policy.modules)) await writeFile(join(folder, 'policy', name), source);
    const { path } = await findOpa();
    const args = ['build', '--v1-compatible', '-t', 'wasm', '-e', policy.entrypoint, '-o', '../bundle.tar.gz', '.'];
    const run = await runOpa(path, args, join(folder, 'policy'), { ...DEFAULT_LIMITS, timeMs: 30_000 });
    if (run.code !== 0) throw new Error(`opa build failed: ${run.stderr}`);
    const wasm = await readFromArchive(
      await readFile(join(folder, 'bundle.tar.gz')),
      'policy.wasm',
      8 * DEFAULT_LIMITS.planBytes,
    );
    if (!wasm) throw new Error('the bundle has no policy.wasm');
    return wasm;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
