import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { jsonFile, type BundleFile } from './bundle-files.js';

/** Who signs: `sign` gives the ECDSA signature on P-256 with SHA-256 as the 64 bytes r || s. */
export interface BundleSigner {
  readonly keyId: string;
  sign(bytes: Buffer): Buffer;
}

/** `.signatures.json` of a bundle: one ES256 JWT over the hashes of all its files, as OPA verifies it. */
export function signaturesFile(files: readonly BundleFile[], signer: BundleSigner): BundleFile {
  const header = { alg: 'ES256', kid: signer.keyId };
  const hashes = files.map((file) => ({ name: file.name, hash: signedHash(file), algorithm: 'SHA-256' }));
  // `keyid` is what OPA before 0.36 looks for instead of the header.
  const signed = `${base64url(header)}.${base64url({ files: hashes, keyid: signer.keyId })}`;
  const token = `${signed}.${signer.sign(Buffer.from(signed)).toString('base64url')}`;
  return jsonFile('.signatures.json', { signatures: [token] });
}

/** What a signature says of one file: JSON by its value, so that white space and the order of members do not matter. */
export function signedHash({ bytes, json }: BundleFile): string {
  return createHash('sha256')
    .update(json === undefined ? bytes : orderedJson(json))
    .digest('hex');
}

function base64url(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The text OPA hashes: members by the bytes of their names, texts as Go writes them. */
function orderedJson(value: Json): string {
  if (typeof value === 'string') return goString(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(orderedJson).join(',')}]`;
  const members = Object.keys(value).map((name) => ({ name, order: Buffer.from(name) }));
  members.sort((one, other) => one.order.compare(other.order));
  return `{${members.map(({ name }) => `${goString(name)}:${orderedJson((value as JsonObject)[name] as Json)}`).join(',')}}`;
}

/** Go escapes the two line separators that JavaScript leaves alone; the rest is the same in both. */
function goString(text: string): string {
  return JSON.stringify(text)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}
