import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ConfigurationError } from './configuration-error.js';
import { weaknessOf } from './secret-strength.js';

/** The one that is given; outside production one that is made up once and kept. */
export function deploymentKeyFrom(secret: string | undefined, mode: string, home: string): Buffer {
  if (secret !== undefined) return parseKey(secret, mode);
  if (mode === 'production')
    throw new ConfigurationError('WRIT_SECRET: required in production (64 hex digits, for example from `openssl rand -hex 32`)');
  const file = join(home, 'deployment-key');
  if (!existsSync(file)) makeKeyFile(home, file);
  return parseKey(readFileSync(file, 'utf8').trim(), mode);
}

/** The file appears whole or not at all; when several processes start at once, the first one's key is everybody's. */
function makeKeyFile(home: string, file: string): void {
  mkdirSync(home, { recursive: true, mode: 0o711 });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

/** The key in the repository's own specs is known to everybody: only a test may run on it. */
function parseKey(text: string, mode: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new ConfigurationError('WRIT_SECRET: must be 64 hex digits');
  const weakness = mode === 'test' ? undefined : weaknessOf(text);
  if (weakness !== undefined)
    throw new ConfigurationError(`WRIT_SECRET: too weak (${weakness}); make one with \`openssl rand -hex 32\``);
  return Buffer.from(text, 'hex');
}
