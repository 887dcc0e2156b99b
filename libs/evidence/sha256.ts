import * as nodeCrypto from 'node:crypto';

/** SHA-256 of bytes, or of the UTF-8 of a text, in lower-case hex. */
export type Sha256 = (data: string | Uint8Array) => string;

// Node has it in one call since 20.12.
const { hash, createHash } = nodeCrypto as Partial<typeof nodeCrypto> & Pick<typeof nodeCrypto, 'createHash'>;

/** For a browser a bundler puts `clients/verifier/page/sha256.ts` in this file's place: `browser` in package.json. */
export const sha256: Sha256 = hash
  ? (data) => hash('sha256', data, 'hex')
  : (data) => createHash('sha256').update(data).digest('hex');
