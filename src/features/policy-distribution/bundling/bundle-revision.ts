import type { ActivePolicy } from '#features/controls/contract';

/** What a revision is called in bundles, and so in OPA's status and in its decision log: `gate@7:<digest>`. */
export function bundleRevision({ id, revision, digest }: Pick<ActivePolicy, 'id' | 'revision' | 'digest'>): string {
  return `${id}@${revision}:${digest}`;
}

/** The policy such a name speaks of; undefined for a name that is none of ours. */
export function policyOfRevision(revision: string): string | undefined {
  return /^([a-z0-9][a-z0-9-]{0,62})@\d+:[0-9a-f]{64}$/.exec(revision)?.[1];
}
