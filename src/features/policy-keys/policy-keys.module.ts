import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { PolicySignatures } from './contract.js';
import { PolicyKeyAdministration } from './policy-key-administration.js';
import { PolicyKeyRing } from './policy-key-ring.js';
import { PolicyKeysController } from './policy-keys.controller.js';
import { policyKeysProjection } from './policy-keys.projection.js';
import { PolicyKeysQuery } from './policy-keys.query.js';
import { PolicyKeysResolver } from './policy-keys.resolver.js';
import { policyKeyRefusals } from './refusals.js';

registerRefusals(policyKeyRefusals);

@Global()
@Module({
  controllers: [PolicyKeysController],
  providers: [
    PolicyKeyRing,
    { provide: PolicySignatures, useExisting: PolicyKeyRing },
    PolicyKeysQuery,
    PolicyKeyAdministration,
    PolicyKeysResolver,
    provideProjection(policyKeysProjection),
  ],
  exports: [PolicySignatures],
})
export class PolicyKeysModule {}
