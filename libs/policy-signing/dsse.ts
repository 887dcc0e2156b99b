import { z } from 'zod';
import { canonicalJson } from '#libs/evidence';
import { isSignedBy, isUnusableKey, signatureBy, signingKey, type PublicKey } from './signing-keys.js';
import type { KeyObject } from 'node:crypto';

const MAX_SIGNATURES = 8;
const SIGNATURE_BYTES = 64;

/** As our keys have it. Ids of any other form are hints for other readers: such a signature is nobody's here, and does no harm. */
const OWN_KEY_ID = /^[0-9a-f]{64}$/;
const MAX_FOREIGN = 8_192;

const Signature = z.strictObject({
  keyid: z.string().max(MAX_FOREIGN).describe('Selects the key that is tried; ids of other systems may have any form.'),
  sig: z.string().max(MAX_FOREIGN).describe('Base64; 64 bytes when it is by a key of ours.'),
});

/** DSSE 1.0, narrowed: `keyid` is required, base64 is padded, other members are refused. */
export const Envelope = z.strictObject({
  payload: z.string().describe('What is signed, base64.'),
  payloadType: z.string().max(200),
  signatures: z.array(Signature).min(1).max(MAX_SIGNATURES),
});
export type Envelope = z.output<typeof Envelope>;

/** What an envelope is expected to hold. */
export interface PayloadKind {
  readonly type: string;
  /** Of the envelope's canonical JSON, at most. */
  readonly maxBytes: number;
}

export interface BadEnvelope {
  readonly ok: false;
  readonly problem: 'malformed' | 'payload-type' | 'unknown-key' | 'signature' | 'statement';
  /** Repeats nothing of the envelope but its key ids. */
  readonly detail: string;
  /** Who claims to have signed; empty when the envelope is malformed. */
  readonly keyIds: readonly string[];
}

/** What DSSE signs: type and payload with their lengths in bytes, so that neither can run into the other. */
export function preAuthEncoding(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

/** Throws when the key cannot sign here: read a key of unknown origin with `readPrivateKey` first. */
export function signPayload(type: string, payload: Buffer, privateKey: KeyObject): Envelope {
  const key = signingKey(privateKey);
  if (isUnusableKey(key)) throw new TypeError(key.detail);
  const sig = signatureBy(key.privateKey, preAuthEncoding(type, payload)).toString('base64');
  return { payload: payload.toString('base64'), payloadType: type, signatures: [{ keyid: key.publicKey.keyId, sig }] };
}

/** Checks a hostile envelope against the keys that count, by key id. Good when at least one signature is by one of them; says nothing of the payload. */
export function signedPayload(
  envelope: unknown,
  kind: PayloadKind,
  keys: ReadonlyMap<string, PublicKey>,
): { readonly ok: true; readonly keyId: string; readonly keyIds: readonly string[]; readonly payload: Buffer } | BadEnvelope {
  const parsed = wellFormed(envelope, kind);
  if ('problem' in parsed) return parsed;
  const { payload, signatures, foreign } = parsed;
  const keyIds = signatures.map(({ keyid }) => keyid);
  const known = signatures.filter(({ keyid }) => keys.has(keyid));
  if (known.length === 0)
    return bad('unknown-key', `signed by ${namesOf(keyIds, foreign)}, and none of these keys counts here`, keyIds);
  const signed = preAuthEncoding(kind.type, payload);
  const good = known.find(({ keyid, sig }) => isSignedBy(keys.get(keyid) as PublicKey, signed, sig));
  if (!good) return bad('signature', `no signature by ${known.map(({ keyid }) => keyid).join(', ')} fits the payload`, keyIds);
  return { ok: true, keyId: good.keyid, keyIds, payload };
}

interface WellFormed {
  readonly payload: Buffer;
  /** How many signatures name a key in another form than ours. */
  readonly foreign: number;
  readonly signatures: readonly { readonly keyid: string; readonly sig: Buffer }[];
}

function wellFormed(envelope: unknown, { type, maxBytes }: PayloadKind): WellFormed | BadEnvelope {
  const { data, error } = Envelope.safeParse(envelope);
  if (!data) return bad('malformed', `not a DSSE envelope${placeOf(error.issues[0]?.path)}`);
  if (data.payload.length > maxBytes || canonicalJson(data).length > maxBytes)
    return bad('malformed', `an envelope has at most ${maxBytes} bytes`);
  if (data.payloadType !== type) return bad('payload-type', `payloadType is not ${type}`);
  const payload = fromBase64(data.payload);
  if (!payload) return bad('malformed', 'payload is not canonical base64, padded, of one alphabet');
  const own = data.signatures.filter(({ keyid }) => OWN_KEY_ID.test(keyid));
  if (new Set(own.map(({ keyid }) => keyid)).size < own.length) return bad('malformed', 'one key signs more than once');
  const signatures = [];
  for (const [index, { keyid, sig: text }] of data.signatures.entries()) {
    if (!OWN_KEY_ID.test(keyid)) continue;
    const sig = fromBase64(text);
    if (sig?.length !== SIGNATURE_BYTES) return bad('malformed', `signatures.${index}.sig is not 64 bytes in canonical base64`);
    signatures.push({ keyid, sig });
  }
  return { payload, signatures, foreign: data.signatures.length - own.length };
}

/** Undefined unless the text is the one padded spelling of its bytes in the standard alphabet, or in the URL-safe one. */
function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  const standard = bytes.toString('base64');
  return text === standard || text === standard.replaceAll('+', '-').replaceAll('/', '_') ? bytes : undefined;
}

/** Key ids of other forms are what a sender chose, and are not repeated. */
function namesOf(keyIds: readonly string[], foreign: number): string {
  const others = foreign === 0 ? [] : [`${foreign} ${foreign === 1 ? 'key' : 'keys'} of other systems`];
  return [...keyIds, ...others].join(', ');
}

/** Only members of the envelope itself: a path never holds a name that the sender chose. */
function placeOf(path: readonly PropertyKey[] | undefined): string {
  return path?.length ? ` at ${path.join('.')}` : '';
}

export function bad(problem: BadEnvelope['problem'], detail: string, keyIds: readonly string[] = []): BadEnvelope {
  return { ok: false, problem, detail, keyIds };
}
