import { z } from 'zod';
import { command, operators, PageQuery, query } from '#libs/operations';
import { PolicyKeyEntered, PolicyKeyGone, PolicyKeyPage } from './answers.js';
import { PolicyKeyId, RegisterPolicyKeyRequest, RevokePolicyKeyRequest, RotatePolicyKeyRequest } from './commands.js';

const tag = 'policy-keys';
const path = z.object({ keyId: PolicyKeyId });

export const RegisterPolicyKey = command({
  name: 'registerPolicyKey',
  id: 'policyKeys.register',
  tag,
  says: 'Register a key that may sign policy revisions',
  access: operators('admin'),
  rest: 'POST /v1/policy-keys',
  status: 201,
  body: RegisterPolicyKeyRequest,
  answer: PolicyKeyEntered,
  graphql: {
    type: 'PolicyKeyEntered',
    input: 'RegisterPolicyKeyInput',
    says: 'The public key; a private key sent by mistake is refused and not kept.',
  },
});

export const ListPolicyKeys = query({
  name: 'policyKeys',
  id: 'policyKeys.list',
  tag,
  says: 'List signing keys and what became of them',
  access: operators('viewer'),
  rest: 'GET /v1/policy-keys',
  query: PageQuery,
  answer: PolicyKeyPage,
  readsFrom: 'policy-keys',
  graphql: { connection: 'PolicyKey', says: 'Oldest first.' },
});

export const RotatePolicyKey = command({
  name: 'rotatePolicyKey',
  id: 'policyKeys.rotate',
  tag,
  says: 'Register a key in the place of another; what that one signed stays good, and it signs nothing more',
  access: operators('admin'),
  rest: 'POST /v1/policy-keys/:keyId/rotate',
  status: 201,
  path,
  body: RotatePolicyKeyRequest,
  answer: PolicyKeyEntered,
  graphql: {
    type: 'PolicyKeyEntered',
    input: 'RotatePolicyKeyInput',
    says: 'What the old key signed stays good; it signs nothing more.',
  },
});

export const RevokePolicyKey = command({
  name: 'revokePolicyKey',
  id: 'policyKeys.revoke',
  tag,
  says: 'Make every signature by a key bad, from the next decision on',
  access: operators('admin'),
  rest: 'POST /v1/policy-keys/:keyId/revoke',
  path,
  body: RevokePolicyKeyRequest,
  answer: PolicyKeyGone,
  graphql: { type: 'PolicyKeyRevoked', says: 'Every signature by the key is bad from the next decision on.' },
});
