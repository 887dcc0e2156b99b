import { sha256 as digestOf } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Sha256 } from '#libs/evidence';

const utf8 = new TextEncoder();

/**
 * In the place of `libs/evidence/sha256.ts` where there is no Node. A browser's own is asynchronous, and one turn of the event
 * loop for each of two hashes an event takes longer than the hashing does here.
 */
export const sha256: Sha256 = (data) => bytesToHex(digestOf(typeof data === 'string' ? utf8.encode(data) : data));
