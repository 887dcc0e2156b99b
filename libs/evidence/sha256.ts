import * as nodeCrypto from 'node:crypto';

/** SHA-256 of bytes, or of the UTF-8 of a text, in lower-case hex. */
export type Sha256 = (data: string | Uint8Array) => string;

// Node has it in one call since 20.12.
const { hash, createHash } = nodeCrypto as Partial<typeof nodeCrypto> & Pick<typeof nodeCrypto, 'createHash'>;

/** On Nodes before 20.12, which have it in two calls alone. */
export const sha256InTwoCalls: Sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** For a browser a bundler puts `clients/verifier/page/sha256.ts` in this file's place: `browser` in package.json. */
export const sha256: Sha256 = hash ? (data) => hash('sha256', data, 'hex') : sha256InTwoCalls;
