import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import type { JsonObject } from '#libs/event-sourcing';
import { findOpa } from '#libs/rego-compiler';
import { packBundle } from './bundle-archive.js';
import { bundleFiles, type BundleFile } from './bundle-files.js';
import { signaturesFile } from './bundle-signature.js';
import { importingRegoV1 } from './rego-v1-import.js';

const KEY_ID = 'the key';
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = {
  keyId: KEY_ID,
  sign: (bytes: Buffer) => sign('sha256', bytes, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' }),
};

/** Anything a policy's data may hold: any text, numbers as they are written in many ways. */
const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => text !== '__proto__');
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(-0, 1e21, 5e-324, 0.1, 1.0e-7, 2 ** 53 - 1),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u2028\u2029', '<a href="&">', '\b\f\n\r\t\0\u007f', '😀\uFFFF', '\\u2028'),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));
const dataOf = (names: fc.Arbitrary<string>) => fc.dictionary(names, value, { maxKeys: 4 }) as fc.Arbitrary<JsonObject>;
const segment = fc.constantFrom('writ', 'tools', 'a_1');
const packages = fc.uniqueArray(fc.array(segment, { minLength: 1, maxLength: 3 }), {
  minLength: 1,
  maxLength: 3,
  selector: (path) => path.join('.'),
});

describe('the real OPA', () => {
  let opa: string;
  let folder: string;
  beforeAll(async () => {
    opa = (await findOpa(process.env['OPA_BIN'])).path;
    folder = mkdtempSync(join(tmpdir(), 'writ-bundle-'));
    writeFileSync(join(folder, 'key.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) => spawnSync(opa, args, { cwd: folder, encoding: 'utf8' });
  const verify = async (files: readonly BundleFile[]) => {
    writeFileSync(join(folder, 'signed.tar.gz'), await packBundle(files));
    const verification = ['--verification-key', 'key.pem', '--verification-key-id', KEY_ID, '--signing-alg', 'ES256'];
    return run('build', '--bundle', 'signed.tar.gz', ...verification, '-o', 'out.tar.gz');
  };

  it('reads every bundle, its data to the last number and its rules under their packages', async () => {
    const names = key.filter((name) => !['writ', 'tools', 'a_1', 'system'].includes(name));
    await fc.assert(
      fc.asyncProperty(packages, dataOf(names), async (paths, data) => {
        const modules = Object.fromEntries(
          paths.map((path, i) => [`m${i}.rego`, `package ${path.join('.')}\nrule_${i} := ${i}`]),
        );
        const files = bundleFiles({ revision: 'r', modules, data, metadata: {} });
        writeFileSync(join(folder, 'plain.tar.gz'), await packBundle(files));
        const { stdout, stderr, status } = run('eval', '--bundle', 'plain.tar.gz', '--format', 'json', 'data');
        expectThat(`${stderr}${stdout}\n${files[0]?.bytes}`, status).toBe(0);
        const read = (parseJson(stdout) as { result: { expressions: { value: JsonObject }[] }[] }).result[0]?.expressions[0]
          ?.value;
        for (const [name, given] of Object.entries(data))
          expectThat(name, read?.[name]).toStrictEqual(parseJson(JSON.stringify(given)));
        for (const [i, path] of paths.entries()) {
          const found = path.reduce<unknown>((at, part) => (at as JsonObject | undefined)?.[part], read);
          expect((found as JsonObject | undefined)?.[`rule_${i}`]).toBe(i);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('reads a module of Rego v1 by itself, in its old language and in its new one', () => {
    for (const module of [
      'package writ # why\n\n# METADATA\n# title: x\nx if { some y in [1]; y == 1 }\n',
      '# METADATA\n# title: p\npackage a["b c"]\n\nimport data.other\n\nz contains 1 if other',
      'package a x := 1',
      'package a\n\nimport rego["v1"]\nx if { true }',
    ]) {
      writeFileSync(join(folder, 'm.rego'), importingRegoV1(module));
      for (const language of [[], ['--v1-compatible', '--strict']]) {
        const { status, stderr } = run('check', ...language, 'm.rego');
        expectThat(`${stderr}${module}`, status).toBe(0);
      }
    }
  });

  it.prop([dataOf(key)], { numRuns: 40, examples: [[{ '😀': 1, '\uFFFF': 2 }], [{ '\u2029': '\u2028 \b\f' }]] })(
    'verifies every signed bundle',
    async (data) => {
      const files = bundleFiles({
        revision: 'r',
        modules: { 'm.rego': 'package writ\nx := 1' },
        data: { data },
        metadata: data,
      });
      const { status, stderr, stdout } = await verify([...files, signaturesFile(files, signer)]);
      expectThat(`${stderr}${stdout}${JSON.stringify(data)}`, status).toBe(0);
    },
  );

  it('refuses one that was changed after it was signed, and one signed by somebody else', async () => {
    const files = bundleFiles({ revision: 'r', modules: { 'm.rego': 'package writ\nx := 1' }, data: { a: 1 }, metadata: {} });
    const signatures = signaturesFile(files, signer);
    const changed = files.map((file) =>
      file.name === 'm.rego' ? { ...file, bytes: Buffer.from('package writ\nx := 2') } : file,
    );
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const forged = signaturesFile(files, {
      keyId: KEY_ID,
      sign: (bytes) => sign('sha256', bytes, { key: other, dsaEncoding: 'ieee-p1363' }),
    });
    const more = { name: 'n.rego', bytes: Buffer.from('package writ.more') };
    for (const refused of [
      [...changed, signatures],
      [...files, forged],
      [...files, more, signatures],
      [...files.slice(0, -1), signatures],
    ]) {
      const { status, stderr, stdout } = await verify(refused);
      expect(status).toBe(1);
      expect(stderr + stdout).toMatch(/digest mismatch|failed to verify|not included|not found in the target/i);
    }
  });
});
