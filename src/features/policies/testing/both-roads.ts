import assert from 'node:assert/strict';
import { expectThat } from '#libs/testing';
import { problemIn, type WritClient } from '#test/support/writ-client';
import { TESTED_MODULES } from '#test/support/review-circle';

/** A good body for each step. */
const INPUTS: Readonly<Record<string, object>> = {
  create: { id: 'gate', name: 'Gate' },
  addRevision: { modules: TESTED_MODULES, data: { answer: 'ALLOW' }, summary: 'x' },
  addData: { data: {}, summary: 'x' },
  requestChanges: { comment: 'x' },
  sign: { envelope: {} },
  rollBack: { reason: 'x' },
};

interface Road {
  readonly path: (policy: string, revision: number) => string;
  readonly mutation: string;
  /** Type of `input`, and whether the mutation takes policy and revision. */
  readonly input: string;
  readonly on: 'nothing' | 'policy' | 'revision';
  /** What of the answer is asked for. */
  readonly select?: string;
}

const step = (name: string, mutation: string, input: string): Road => ({
  path: (policy, revision) => `/v1/policies/${policy}/revisions/${revision}/${name}`,
  mutation,
  input,
  on: 'revision',
});

/** Everything that changes policies, by REST and by GraphQL. */
export const ROADS = {
  create: {
    path: () => '/v1/policies',
    mutation: 'createPolicy',
    input: 'CreatePolicyInput!',
    on: 'nothing',
    select: 'ledger { position }',
  },
  addRevision: {
    path: (policy) => `/v1/policies/${policy}/revisions`,
    mutation: 'addPolicyRevision',
    input: 'AddPolicyRevisionInput!',
    on: 'policy',
  },
  addData: {
    path: (policy) => `/v1/policies/${policy}/data`,
    mutation: 'addPolicyData',
    input: 'AddPolicyDataInput!',
    on: 'policy',
  },
  submit: step('submit', 'submitPolicyRevision', 'ReviewStepInput'),
  approve: step('approve', 'approvePolicyRevision', 'ReviewStepInput'),
  requestChanges: step('request-changes', 'requestPolicyChanges', 'RequestChangesInput!'),
  sign: step('signatures', 'signPolicyRevision', 'SignPolicyRevisionInput!'),
  publish: step('publish', 'publishPolicyRevision', 'PublishPolicyInput'),
  rollBack: {
    path: (policy) => `/v1/policies/${policy}/rollback`,
    mutation: 'rollBackPolicy',
    input: 'RollBackPolicyInput!',
    on: 'policy',
  },
} satisfies Record<string, Road>;
export type Step = keyof typeof ROADS;
export const STEPS = Object.keys(ROADS) as Step[];

export interface On {
  readonly policy?: string;
  readonly revision?: number;
  /** A good one when left out. */
  readonly input?: object;
}

interface GraphqlAnswer {
  readonly data: Record<string, { readonly revision?: number } | null> | null;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly status: number; readonly detail?: string };
  }[];
}

export function byGraphql(
  by: WritClient,
  name: Step,
  { policy = 'gate', revision = 1, input = INPUTS[name] }: On,
): Promise<GraphqlAnswer> {
  const road: Road = ROADS[name];
  const takes = {
    nothing: [],
    policy: ['policy'],
    revision: ['policy', 'revision'],
  }[road.on] as readonly ('policy' | 'revision')[];
  const types = { policy: 'String!', revision: 'Int!' };
  const declared = [...takes.map((arg) => `$${arg}: ${types[arg]}`), `$input: ${road.input}`].join(', ');
  const given = [...takes.map((arg) => `${arg}: $${arg}`), 'input: $input'].join(', ');
  const query = `mutation(${declared}) { ${road.mutation}(${given}) { ${road.select ?? 'revision'} } }`;
  const on = { policy, revision };
  const variables = { ...Object.fromEntries(takes.map((arg) => [arg, on[arg]])), input };
  return by.send<GraphqlAnswer>('POST', '/graphql', { query, variables }).then(({ body }) => body);
}

/** The code both roads refuse a step with; they must agree, also on the status. */
export async function refusedOnBoth(by: WritClient, name: Step, on: On = {}): Promise<string> {
  const { policy = 'gate', revision = 1, input = INPUTS[name] } = on;
  const problem = problemIn(await by.send('POST', ROADS[name].path(policy, revision), input));
  const { errors, data } = await byGraphql(by, name, on);
  const extensions = errors?.[0]?.extensions;
  assert(extensions, `${name} was refused by REST with ${problem.code}, and by GraphQL it gave ${JSON.stringify(data)}`);
  expectThat(`${name} by REST and by GraphQL`, [extensions.code, extensions.status]).toStrictEqual([
    problem.code,
    problem.status,
  ]);
  return problem.code;
}
