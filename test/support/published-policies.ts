import { generateSigningKey, signStatement, type RevisionStatement } from '#libs/policy-signing';
import { addRevision, always, publishRevision, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

let drafts = 0;

/** A draft whose content nobody had before. */
function draftAnew(operator: WritClient, policy: string, rego: string = always('ALLOW')): Promise<number> {
  return addRevision(operator, policy, rego, { draft: (drafts += 1) });
}

/** The same, approved and left at that. */
export async function approveAnew(operator: WritClient, policy: string, rego?: string): Promise<number> {
  const revision = await draftAnew(operator, policy, rego);
  for (const step of ['submit', 'approve']) await operator.post(`/v1/policies/${policy}/revisions/${revision}/${step}`);
  return revision;
}

/** The same, published. */
export async function publishAnew(operator: WritClient, policy: string, rego?: string): Promise<number> {
  const revision = await draftAnew(operator, policy, rego);
  await publishRevision(operator, policy, revision);
  return revision;
}

/** Pins calls to a revision; gives back the pin. */
export async function pinTo(
  operator: WritClient,
  policy: string,
  revision: number,
  selector: object,
  lastsMs = 3_600_000,
): Promise<string> {
  const expiresAt = new Date(Date.now() + lastsMs).toISOString();
  const { pin } = await operator.post<{ pin: string }>('/v1/pins', {
    policy,
    revision,
    selector,
    expiresAt,
    reason: 'a test',
    forLater: true,
  });
  return pin;
}

export const liftPin = (operator: WritClient, pin: string) => operator.post(`/v1/pins/${pin}/lift`, { reason: 'a test' });

/** Publishes a policy signed with a key of its own; gives back that key's id. */
export async function publishSigned({ id, operator }: SeededTenant, policy: string): Promise<string> {
  const { publicKey, privatePem } = generateSigningKey('ES256');
  await operator.post('/v1/policy-keys', { name: 'release', publicKey: publicKey.pem });
  const revision = await approveAnew(operator, policy);
  const path = `/v1/policies/${policy}/revisions/${revision}`;
  const { position } = await operator.get<{ position: number }>('/v1/ledger/head');
  const upToNow = { 'writ-min-position': String(position) };
  const { digest, planDigest, dataDigest, entrypoint } = await operator.get<RevisionStatement>(path, upToNow);
  const statement = { policy, revision, digest, planDigest, dataDigest, entrypoint };
  const envelope = signStatement({ type: 'writ-policy-revision/1', tenant: id, ...statement }, privatePem);
  await operator.post(`${path}/signatures`, { envelope });
  await operator.post(`${path}/publish`);
  return publicKey.keyId;
}
