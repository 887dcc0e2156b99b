import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseJson } from '#libs/exact-json';
import type { Json } from '#libs/policy-engine';
import { findOpa } from '#libs/rego-compiler';
import type { PolicySource } from '../policy-source.js';

const run = promisify(execFile);

/** What the OPA binary itself answers to each input, in one process; undefined answers stay undefined. */
export async function askBinary(source: PolicySource, inputs: readonly Json[], opaBin?: string): Promise<(Json | undefined)[]> {
  const folder = await mkdtemp(join(tmpdir(), 'writ-oracle-'));
  try {
    for (const [name, text] of Object.entries(source.modules)) await writeFile(join(folder, name), text);
    await writeFile(join(folder, 'data.json'), JSON.stringify({ ...(source.data as object), generated_inputs: inputs }));
    const rule = `data.${(source.entrypoint ?? 'writ/decision').replaceAll('/', '.')}`;
    const query = `answers := [[i, answer] | some i, one in data.generated_inputs; answer := ${rule} with input as one]`;
    const { path } = await findOpa(opaBin);
    const { stdout } = await run(path, ['eval', '--v1-compatible', '--format', 'json', '-d', folder, query], {
      maxBuffer: 2 ** 30,
    });
    const { result } = parseJson(stdout) as { result: [{ bindings: { answers: [number, Json][] } }] };
    const answers = new Map(result[0].bindings.answers);
    return inputs.map((_, i) => answers.get(i));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A policy folder as it is shipped. */
export async function shippedPolicy(folder: string): Promise<PolicySource> {
  const [policy, data] = [await readFile(join(folder, 'policy.rego'), 'utf8'), await readFile(join(folder, 'data.json'), 'utf8')];
  return { modules: { 'policy.rego': policy }, tests: {}, data: parseJson(data) as Json };
}
