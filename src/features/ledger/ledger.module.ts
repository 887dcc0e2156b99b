import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { LiveModule } from '#platform/live/live.module';
import { transportsFor } from '#platform/operations/transports';
import { ActorNames } from './actor-names.js';
import { ActorNamesResolver } from './actor-names.resolver.js';
import { LedgerResolver } from './ledger.resolver.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerExport } from './ledger-export.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { LedgerPages } from './ledger-pages.js';
import { ledgerRefusals } from './refusals.js';
import { VerifierController } from './verifier.controller.js';
import { Verifications } from './verifying/verifications.js';

registerRefusals(ledgerRefusals);
const { controllers, providers } = transportsFor(operations);

@Module({
  imports: [LiveModule],
  controllers: [...controllers, LedgerController, VerifierController],
  providers: [
    ...providers,
    ...handlers,
    Verifications,
    LedgerExport,
    LedgerPages,
    LedgerResolver,
    ActorNames,
    ActorNamesResolver,
  ],
})
export class LedgerModule {}
