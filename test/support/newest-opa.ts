import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where `npm run opa:newest` puts it. */
const INSTALLED = resolve('node_modules/.cache/opa-newest', process.platform === 'win32' ? 'opa.exe' : 'opa');

/**
 * The newest OPA, beside the pinned one: OPA_NEWEST_BIN, or what `npm run opa:newest` installed with Go. Nothing is installed by a
 * test. `why` says what to do where there is none.
 */
export function newestOpa(): { readonly path: string | undefined; readonly why: string } {
  const named = process.env['OPA_NEWEST_BIN'];
  const path = named ?? (existsSync(INSTALLED) ? INSTALLED : undefined);
  return { path, why: 'there is no newer OPA here: set OPA_NEWEST_BIN, or run `npm run opa:newest`, which needs Go' };
}
