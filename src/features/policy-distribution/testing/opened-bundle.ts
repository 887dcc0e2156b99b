import { createHash, verify } from 'node:crypto';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import type { WritClient } from '#test/support/writ-client';

export interface BundleAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

export async function fetchBundle(agent: WritClient, path: string, headers: object = {}): Promise<BundleAnswer> {
  const answer = await fetch(`${agent.url}/v1/opa/${path}`, {
    headers: { authorization: `Bearer ${agent.token}`, ...headers },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/** The files of a tar.gz by name, in their order. */
export async function filesOf(bytes: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const entry of Readable.from([gunzipSync(bytes)]).pipe(extract())) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    files.set(entry.header.name, Buffer.concat(chunks).toString('utf8'));
  }
  return files;
}

/** Checks `.signatures.json` with code of its own: which files it speaks of, all of them unaltered. */
export function verifiedNames(files: ReadonlyMap<string, string>, publicKey: string): string[] {
  const { signatures } = JSON.parse(files.get('.signatures.json') ?? '{}') as { signatures: string[] };
  const [header = '', payload = '', signature = ''] = signatures[0]?.split('.') ?? [];
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const };
  if (!verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')))
    throw new Error('the signature does not hold');
  const claims = JSON.parse(String(Buffer.from(payload, 'base64url'))) as { files: { name: string; hash: string }[] };
  for (const { name, hash } of claims.files) {
    const found = createHash('sha256')
      .update(files.get(name) ?? '')
      .digest('hex');
    if (found !== hash) throw new Error(`${name} is not what was signed`);
  }
  return claims.files.map(({ name }) => name);
}
