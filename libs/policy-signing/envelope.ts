import type { KeyObject } from 'node:crypto';
import { bad, signedPayload, signPayload, type BadEnvelope, type Envelope } from './dsse.js';
import { PAYLOAD_TYPE, parseStatement, statementBytes, type RevisionStatement } from './revision-statement.js';
import { isUnusableKey, readPrivateKey, type PublicKey } from './signing-keys.js';

const KIND = { type: PAYLOAD_TYPE, maxBytes: 65_536 };

export type Verification = { readonly ok: true; readonly keyId: string; readonly statement: RevisionStatement } | BadEnvelope;

/** Throws when the statement is none or the key cannot sign here: read a key of unknown origin with `readPrivateKey` first. */
export function signStatement(statement: RevisionStatement, privateKey: string | KeyObject): Envelope {
  const payload = statementBytes(statement);
  if (typeof privateKey !== 'string') return signPayload(PAYLOAD_TYPE, payload, privateKey);
  const key = readPrivateKey(privateKey);
  if (isUnusableKey(key)) throw new TypeError(key.detail);
  return signPayload(PAYLOAD_TYPE, payload, key.privateKey);
}

/**
 * Checks a hostile envelope against the keys that count, by key id. Good when at least one signature is by one of them and
 * the payload is exactly one statement. It says nothing about whether that statement is the one you wanted: compare it.
 */
export function verifyEnvelope(envelope: unknown, keys: ReadonlyMap<string, PublicKey>): Verification {
  const signed = signedPayload(envelope, KIND, keys);
  if (!signed.ok) return signed;
  const { keyId, keyIds, payload } = signed;
  const statement = parseStatement(payload);
  if (!statement) return bad('statement', 'the payload is not the canonical JSON of a statement about a policy revision', keyIds);
  return { ok: true, keyId, statement };
}
