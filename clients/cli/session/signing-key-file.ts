import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import {
  generateSigningKey,
  isUnusableKey,
  readPrivateKey,
  readPublicKey,
  type PublicKey,
  type SigningAlgorithm,
  type SigningKey,
  type UnusableKey,
} from '#libs/policy-signing';
import { CommandError } from '../exit.js';
import { textOf } from '../reading/text-file.js';
import { systemReason } from '../reading/system-reason.js';

/** Larger than any key in PEM. */
const MAX_BYTES = 65_536;

/** The signer's own key. What it gives back never leaves this process; errors repeat nothing of the file. */
export function readPrivateKeyFile(path: string): SigningKey {
  const key = readPrivateKey(readText(path));
  return isUnusableKey(key) ? throwUnusable(path, key) : key;
}

/** A key to register: whatever is not a public key is refused here, before anything is sent. */
export function readPublicKeyFile(path: string): PublicKey {
  const key = readPublicKey(readText(path));
  if (!isUnusableKey(key)) return key;
  // Nothing was sent, so the private key is not lost.
  const detail = key.unusable === 'private-key' ? 'this is a private key, which nobody but its owner may have' : key.detail;
  return throwUnusable(path, { ...key, detail });
}

export interface WrittenKeys {
  readonly privateFile: string;
  readonly publicFile: string;
  readonly publicKey: PublicKey;
}

/** Makes a pair in two new files, the private one for its owner's eyes only. Never overwrites: a key that is lost signs nothing more. */
export function writeKeyFiles(privateFile: string, algorithm: SigningAlgorithm): WrittenKeys {
  const publicFile = `${privateFile.replace(/\.pem$/, '')}.pub.pem`;
  const { privatePem, publicKey } = generateSigningKey(algorithm);
  writeNew(privateFile, privatePem, 0o600);
  try {
    writeNew(publicFile, publicKey.pem, 0o644);
  } catch (error) {
    rmSync(privateFile);
    throw error;
  }
  return { privateFile, publicFile, publicKey };
}

function writeNew(path: string, text: string, mode: number): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new CommandError('FILE_EXISTS', `${path} is there already: choose another name`);
    throw new CommandError('FILE_UNWRITABLE', `cannot write ${path}: ${systemReason(cause)}`, undefined, { cause });
  }
}

function readText(path: string): string {
  try {
    if (statSync(path).size > MAX_BYTES) throw new CommandError('KEY_UNUSABLE', `${path}: this is larger than any key`);
    return textOf(readFileSync(path), path).replace(/^\ufeff/, '');
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError('FILE_UNREADABLE', `cannot read ${path}: ${systemReason(cause)}`, undefined, { cause });
  }
}

function throwUnusable(path: string, { detail }: UnusableKey): never {
  throw new CommandError('KEY_UNUSABLE', `${path}: ${detail}`);
}
