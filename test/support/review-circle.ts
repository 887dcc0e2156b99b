import { generateSigningKey, signStatement, STATEMENT_TYPE, type RevisionStatement } from '#libs/policy-signing';
import type { RunningWrit } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

/** A policy whose data says what it answers, with tests that reach all of it: its score is 100. */
export const TESTED_MODULES: Readonly<Record<string, string>> = {
  'policy.rego': 'package writ\n\ndecision := {"verdict": data.answer, "rule": "by-data", "reason": "as the data says"}\n',
  'policy_test.rego':
    'package writ_test\n\nimport data.writ\n\ntest_it_answers_as_the_data_says if writ.decision.verdict == data.answer\n',
};
const SUMMARY = 'for a test';

/** A tenant with governance as strict as it starts, and three people who write, review and publish its policies. */
export interface ReviewCircle {
  readonly tenant: string;
  /** Administers the tenant and touches no policy. */
  readonly admin: WritClient;
  readonly author: WritClient;
  readonly reviewer: WritClient;
  readonly publisher: WritClient;
  readonly viewer: WritClient;
  readonly agent: WritClient;
}

export async function startCircle(writ: RunningWrit, owner: WritClient, tenant: string): Promise<ReviewCircle> {
  await owner.post('/v1/tenants', { id: tenant, name: tenant });
  const signedIn = async (...roles: string[]) => writ.signIn(await writ.registerOperator(owner, tenant, roles));
  const admin = await signedIn('admin');
  const [author, reviewer, publisher] = [
    await signedIn('policy_admin'),
    await signedIn('policy_admin'),
    await signedIn('policy_admin'),
  ];
  const viewer = await signedIn('viewer');
  const agent = await writ.registerAgent(admin, 'agent-1', { team: 'a' });
  return { tenant, admin, author, reviewer, publisher, viewer, agent };
}

/** The same people at another API. */
export function circleAt(circle: ReviewCircle, url: string): ReviewCircle {
  const { tenant, admin, author, reviewer, publisher, viewer, agent } = circle;
  const at = (caller: WritClient) => caller.at(url);
  return {
    tenant,
    admin: at(admin),
    author: at(author),
    reviewer: at(reviewer),
    publisher: at(publisher),
    viewer: at(viewer),
    agent: at(agent),
  };
}

export const onRevision = (policy: string, revision: number, rest: string) =>
  `/v1/policies/${policy}/revisions/${revision}/${rest}`;

/** The author's new revision of a policy, which is created first when it is not there. */
export async function draftOf({ author }: ReviewCircle, policy: string, answer: string): Promise<number> {
  await author.send('POST', '/v1/policies', { id: policy, name: policy });
  const draft = { modules: TESTED_MODULES, data: { answer }, summary: SUMMARY };
  return (await author.post<{ revision: number }>(`/v1/policies/${policy}/revisions`, draft)).revision;
}

/** As `draftOf` with data alone, under the modules of the published revision, else of the newest. */
export async function dataOf({ author }: ReviewCircle, policy: string, answer: string): Promise<number> {
  const draft = { data: { answer }, summary: SUMMARY };
  return (await author.post<{ revision: number }>(`/v1/policies/${policy}/data`, draft)).revision;
}

export async function review({ author, reviewer }: ReviewCircle, policy: string, revision: number): Promise<number> {
  await author.post(onRevision(policy, revision, 'submit'));
  await reviewer.post(onRevision(policy, revision, 'approve'));
  return revision;
}

export async function approvedOf(circle: ReviewCircle, policy: string, answer: string): Promise<number> {
  return review(circle, policy, await draftOf(circle, policy, answer));
}

export async function releasedOf(circle: ReviewCircle, policy: string, answer: string): Promise<number> {
  const revision = await approvedOf(circle, policy, answer);
  await circle.publisher.post(onRevision(policy, revision, 'publish'));
  return revision;
}

/** A key of the tenant, and what signs a revision with it. */
export async function signingKeyOf({ admin, viewer, tenant }: ReviewCircle) {
  const { publicKey, privatePem } = generateSigningKey('Ed25519');
  await admin.post('/v1/policy-keys', { name: 'release', publicKey: publicKey.pem });
  return {
    keyId: publicKey.keyId,
    /** Needs the read model to have the revision. */
    envelopeFor: async (policy: string, revision: number, minPosition: number, more: Partial<RevisionStatement> = {}) => {
      const { digest, planDigest, dataDigest, entrypoint } = await viewer.get<Omit<RevisionStatement, 'type'>>(
        `/v1/policies/${policy}/revisions/${revision}`,
        { 'writ-min-position': String(minPosition) },
      );
      const statement = { type: STATEMENT_TYPE, tenant, policy, revision, digest, planDigest, dataDigest, entrypoint, ...more };
      return signStatement(statement as RevisionStatement, privatePem);
    },
  };
}
