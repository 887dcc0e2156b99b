import type { ActivePolicy } from '#features/controls/contract';
import type { RevisionStatement } from '#libs/policy-signing';

/** What a signature on a revision says: which tenant's policy this is, and exactly what it compiles to. */
export function statementOf(tenant: string, policy: Omit<ActivePolicy, 'signature'>): RevisionStatement {
  const { id, revision, digest, planDigest, dataDigest, entrypoint } = policy;
  return { type: 'writ-policy-revision/1', tenant, policy: id, revision, digest, planDigest, dataDigest, entrypoint };
}
