// Before any spec: dist/ is brought up to date, so that an editor's Jest plugin runs what was just typed, and everything that
// specs write goes into one folder.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from '../../scripts/build.mjs';

/** As in module-loading.mjs, which must not be loaded where no spec runs. */
const BUILDS = Symbol.for('writ.builds');
export const RUN = Symbol.for('writ.test-run');

export default async function setUpRun({ collectCoverage = false } = {}) {
  if (globalThis[RUN]) return;
  if ((await build()).compiled > 0) globalThis[BUILDS] = (globalThis[BUILDS] ?? 0) + 1;
  // npm test gives the folder and the mark: it cleans up by them, also when Jest itself no longer can.
  const given = process.env.WRIT_TEST_FOLDER;
  const folder = given ?? mkdtempSync(join(tmpdir(), 'writ-test-'));
  // root starts PostgreSQL as another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  chmodSync(temporary, 0o1777);
  const mark = process.env.WRIT_TEST_RUN ?? randomBytes(8).toString('hex');
  globalThis[RUN] = {
    folder,
    mark,
    isOwn: !given,
    before: Object.fromEntries(['TMPDIR', 'WRIT_TEST_RUN', 'NODE_COMPILE_CACHE'].map((name) => [name, process.env[name]])),
  };
  Object.assign(process.env, { TMPDIR: temporary, WRIT_TEST_RUN: mark });
  // As in production, for the many processes that specs start. It makes coverage less exact.
  if (!collectCoverage) process.env.NODE_COMPILE_CACHE ??= resolve(import.meta.dirname, '..', '..', 'dist', '.compile-cache');
}
