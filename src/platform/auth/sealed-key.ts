import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** AES-256-GCM under a key derived from the deployment key: nonce (12) || tag (16) || ciphertext; `label` is authenticated. */
export function seal(deploymentKey: Buffer, label: string, plain: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(deploymentKey), nonce);
  cipher.setAAD(Buffer.from(label));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** What was sealed does not open: another deployment's, or altered. */
export class AnotherKeyError extends Error {
  override readonly name = 'AnotherKeyError';
}

/** Throws when the bytes were altered, or sealed under another key or label. */
export function unseal(deploymentKey: Buffer, label: string, sealed: Buffer): Buffer {
  try {
    return opened(deploymentKey, label, sealed);
  } catch (error) {
    throw new AnotherKeyError(`${label} does not open with this deployment key`, { cause: error });
  }
}

function opened(deploymentKey: Buffer, label: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey(deploymentKey), sealed.subarray(0, 12), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(label));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

/** One key for everything that is sealed: signing keys, kept answers, the mark of the database. Its name is from the first of them. */
function wrappingKey(deploymentKey: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', deploymentKey, 'writ', 'signing-key-wrap', 32));
}
