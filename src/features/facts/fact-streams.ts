import { createHash } from 'node:crypto';
import { BoundedMap } from '#libs/bounded';

/** What a tenant declared. */
export const FACTS_STREAM = 'facts/tenant';

const known = new BoundedMap<string, string>(10_000);

/** One count, by the digest of its fact's name and definition, and the group. The same again goes on where it was. */
export function countStream(digest: string, group: string): string {
  const key = `${digest}\n${group}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = `fact/${createHash('sha256').update(key).digest('hex')}`;
  known.set(key, made);
  return made;
}
