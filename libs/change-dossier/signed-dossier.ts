import type { KeyObject } from 'node:crypto';
import { badEnvelope, Envelope, signedPayload, signPayload, type BadEnvelope, type PublicKey } from '#libs/policy-signing';
import { dossierBytes, dossierDigest, parseDossier, type ChangeDossier } from './change-dossier.js';

export const DOSSIER_PAYLOAD = 'application/vnd.writ.change-dossier+json';
/** Of an envelope. */
export const MAX_DOSSIER_BYTES = 8_388_608;

export interface SignedDossier {
  readonly envelope: Envelope;
  /** SHA-256 of the canonical JSON of the dossier, which stands in the ledger. */
  readonly digest: string;
}

/** Throws when it is no dossier, or the key cannot sign here. */
export function signDossier(dossier: ChangeDossier, privateKey: KeyObject): SignedDossier {
  const payload = dossierBytes(dossier);
  return { envelope: signPayload(DOSSIER_PAYLOAD, payload, privateKey), digest: dossierDigest(dossier) };
}

/** Checks a hostile envelope against the keys that count. Whether the dossier is about the revision you mean is for you to compare. */
export function verifyDossier(
  envelope: unknown,
  keys: ReadonlyMap<string, PublicKey>,
): { readonly ok: true; readonly keyId: string; readonly digest: string; readonly dossier: ChangeDossier } | BadEnvelope {
  const signed = signedPayload(envelope, { type: DOSSIER_PAYLOAD, maxBytes: MAX_DOSSIER_BYTES }, keys);
  if (!signed.ok) return signed;
  const { keyId, keyIds, payload } = signed;
  const dossier = parseDossier(payload);
  if (!dossier) return badEnvelope('statement', 'the payload is not the canonical JSON of a change dossier', keyIds);
  return { ok: true, keyId, digest: dossierDigest(dossier), dossier };
}

/** What an envelope holds, without asking who signed it: for those who have checked it, or show it as what it claims to be. */
export function dossierIn(envelope: unknown): ChangeDossier | undefined {
  const { data } = Envelope.safeParse(envelope);
  return data && parseDossier(Buffer.from(data.payload, 'base64'));
}
