import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { SIGNING_ALGORITHMS } from '#libs/policy-signing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { POLICY_KEY_STATUSES } from './answers.js';
import { PolicySignatures } from './contract.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { PolicyKeyDesk } from './policy-key-desk.js';
import { policyKeysProjection } from './policy-keys.projection.js';
import { PolicyKeysQuery } from './policy-keys.query.js';
import { policyKeyRefusals } from './refusals.js';

registerRefusals(policyKeyRefusals);
const { controllers, providers } = transportsFor(operations, {
  PolicyKeyAlgorithm: SIGNING_ALGORITHMS,
  PolicyKeyStatus: POLICY_KEY_STATUSES,
});

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    PolicyKeyDesk,
    { provide: PolicySignatures, useExisting: PolicyKeyDesk },
    PolicyKeysQuery,
    provideProjection(policyKeysProjection),
  ],
  exports: [PolicySignatures],
})
export class PolicyKeysModule {}
