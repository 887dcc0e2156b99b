import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import type { JsonObject } from '#libs/event-sourcing';
import { packBundle } from './bundle-archive.js';
import { bundleFiles, contentDigest, type BundleContent } from './bundle-files.js';
import { bundleRoots } from './bundle-roots.js';
import { signaturesFile, signedHash } from './bundle-signature.js';

const content = (more: Partial<BundleContent> = {}): BundleContent => ({
  revision: 'gate@1:00',
  modules: { 'z.rego': 'package writ', 'a/b.rego': 'package writ.tools' },
  data: { limits: { max: 1.5 } },
  metadata: { writ: { policy: 'gate' } },
  ...more,
});
const namesIn = (bytes: Buffer) => {
  const tar = gunzipSync(bytes);
  const names: string[] = [];
  for (
    let at = 0;
    tar[at] !== 0;
    at += 512 + Math.ceil(Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8) / 512) * 512
  )
    names.push(tar.toString('utf8', at, tar.indexOf(0, at)));
  return names;
};

describe('the files of a bundle', () => {
  it('are the manifest, the data and the modules', () => {
    const files = bundleFiles(content());
    expect(files.map(({ name }) => name)).toStrictEqual(['.manifest', 'data.json', 'a/b.rego', 'z.rego']);
    expect(parseJson(String(files[0]?.bytes))).toStrictEqual({
      revision: 'gate@1:00',
      roots: ['limits', 'writ'],
      rego_version: 1,
      metadata: { writ: { policy: 'gate' } },
    });
    expect(String(files[1]?.bytes)).toBe('{"limits":{"max":1.5}}');
    expect(String(files[3]?.bytes)).toBe('package writ import rego.v1');
  });

  it('pack into the same bytes whatever order they were named in, and into others when anything differs', async () => {
    const packed = await packBundle(bundleFiles(content()));
    const turned = content({ modules: { 'a/b.rego': 'package writ.tools', 'z.rego': 'package writ' } });
    expect(await packBundle(bundleFiles(turned))).toStrictEqual(packed);
    expect(namesIn(packed)).toStrictEqual(['.manifest', 'data.json', 'a/b.rego', 'z.rego']);
    const others = [
      content({ revision: 'gate@2:00' }),
      content({ data: {} }),
      content({ metadata: {} }),
      content({ modules: { 'z.rego': 'package writ' } }),
      content({ modules: { 'z.rego': 'package writ', 'a/c.rego': 'package writ.tools' } }),
    ];
    const digests = [content(), ...others].map((each) => contentDigest(bundleFiles(each)));
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('the roots of a bundle', () => {
  it('are the packages and the members of the data, as few as there can be', () => {
    const cases: [string[], JsonObject, string[]][] = [
      [['writ'], {}, ['writ']],
      [['writ.a', 'writ.b'], {}, ['writ/a', 'writ/b']],
      [['writ.a.b', 'writ', 'writ.a'], {}, ['writ']],
      [['writ.a', 'writ.ab'], {}, ['writ/a', 'writ/ab']],
      [['writ.gate'], { writ: { x: 1 }, limits: 1 }, ['limits', 'writ']],
      [['a["b c"].d'], {}, ['a']],
      [['a["b/c"]'], { größe: 1, 'with space': 2 }, ['a', 'größe', 'with space']],
      [['a'], { 'b/c': 1 }, ['']],
      [['a'], { '': 1 }, ['']],
      [['a'], { '100%': 1 }, ['']],
      [[], {}, []],
    ];
    for (const [packages, data, roots] of cases) {
      const modules = Object.fromEntries(packages.map((path, i) => [`${i}.rego`, `package ${path}`]));
      expectThat(packages.join(' '), bundleRoots(modules, data)).toStrictEqual(roots);
    }
  });

  it('never lie within each other', () => {
    const segment = fc.constantFrom('a', 'b', 'ab');
    const path = fc.array(segment, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(path, { maxLength: 6 }), fc.array(segment, { maxLength: 2 }), (packages, members) => {
        const modules = Object.fromEntries(packages.map((each, i) => [`${i}.rego`, `package ${each.join('.')}`]));
        const roots = bundleRoots(modules, Object.fromEntries(members.map((name) => [name, 1])));
        for (const one of roots)
          for (const other of roots)
            expectThat(`${one} in ${other}`, one === other || !`${one}/`.startsWith(`${other}/`)).toBe(true);
        for (const wanted of [...packages.map((each) => each.join('/')), ...members])
          expectThat(
            `${wanted} is not in ${roots.join(' ')}`,
            roots.some((root) => `${wanted}/`.startsWith(`${root}/`)),
          ).toBe(true);
      }),
    );
  });
});

describe('the signature of a bundle', () => {
  it('is one JWT over every file', () => {
    const files = bundleFiles(content());
    const signed: Buffer[] = [];
    const { name, bytes } = signaturesFile(files, {
      keyId: 'k1',
      sign: (text) => {
        signed.push(text);
        return Buffer.alloc(64, 7);
      },
    });
    expect(name).toBe('.signatures.json');
    const { signatures } = parseJson(String(bytes)) as { signatures: string[] };
    const [header = '', payload = '', signature = ''] = signatures[0]?.split('.') ?? [];
    expect([signatures.length, String(signed[0])]).toStrictEqual([1, `${header}.${payload}`]);
    const decoded = (part: string) => parseJson(String(Buffer.from(part, 'base64url'))) as unknown;
    expect(decoded(header)).toStrictEqual({ alg: 'ES256', kid: 'k1' });
    expect(decoded(payload)).toStrictEqual({
      files: files.map((file) => ({ name: file.name, hash: signedHash(file), algorithm: 'SHA-256' })),
      keyid: 'k1',
    });
    expect(Buffer.from(signature, 'base64url')).toStrictEqual(Buffer.alloc(64, 7));
  });
});
