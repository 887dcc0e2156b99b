import { operators, query } from '#libs/operations';
import { InvariantsReport } from './answers.js';
import { CheckInvariantsRequest } from './commands.js';

const tag = 'invariants';

export const CheckInvariants = query({
  name: 'checkInvariants',
  id: 'invariants.check',
  tag,
  says: 'Prove of a policy, stored or not, what it never does, or find a call for which it does; nothing is recorded',
  access: operators('policy_admin'),
  rest: 'POST /v1/invariants/check',
  body: CheckInvariantsRequest,
  answer: InvariantsReport,
  graphql: {
    type: 'InvariantsReport',
    input: 'CheckInvariantsInput',
    says: 'Proves of a policy what it never does, or finds a call for which it does.',
  },
});
