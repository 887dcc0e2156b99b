import { Global, Module } from '@nestjs/common';
import { provideJob, provideProjection, provideReaction } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { ShadowDifferences, ShadowsOfPolicy } from './contract.js';
import { CompareShadows } from './following/compare-shadows.job.js';
import { ComparedTable } from './following/compared-table.js';
import { lookWhenStarted } from './following/look-when-started.reaction.js';
import { ShadowComparison } from './following/shadow-comparison.js';
import { handlers } from './handlers.js';
import { OpenShadows } from './open-shadows.js';
import * as operations from './operations.js';
import { KeptDifferences } from './reading/shadow-differences.js';
import { ShadowsOfPolicyQuery } from './reading/shadows-of-policy.query.js';
import { shadowsProjection } from './reading/shadows.projection.js';
import { ShadowsQuery } from './reading/shadows.query.js';
import { shadowRefusals } from './refusals.js';
import { ShadowDesk } from './shadow-desk.js';
import { SHADOW_ENDS, SHADOW_STATES } from './shadow-words.js';

registerRefusals(shadowRefusals);
const { controllers, providers } = transportsFor(operations, { ShadowState: SHADOW_STATES, ShadowEnd: SHADOW_ENDS });

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    ShadowDesk,
    OpenShadows,
    ShadowsQuery,
    { provide: ShadowDifferences, useClass: KeptDifferences },
    { provide: ShadowsOfPolicy, useClass: ShadowsOfPolicyQuery },
    ComparedTable,
    ShadowComparison,
    CompareShadows,
    provideProjection(shadowsProjection),
    provideReaction(lookWhenStarted),
    provideJob(CompareShadows),
  ],
  exports: [ShadowDifferences, ShadowsOfPolicy],
})
export class ShadowsModule {}
