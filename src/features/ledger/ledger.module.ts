import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { LiveModule } from '#platform/live/live.module';
import { ActorNames } from './actor-names.js';
import { ActorNamesResolver } from './actor-names.resolver.js';
import { LedgerResolver } from './ledger.resolver.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerExport } from './ledger-export.js';
import { ledgerRefusals } from './refusals.js';
import { VerifierController } from './verifier.controller.js';
import { Verifications } from './verifications.js';

registerRefusals(ledgerRefusals);

@Module({
  imports: [LiveModule],
  controllers: [LedgerController, VerifierController],
  providers: [Verifications, LedgerExport, LedgerResolver, ActorNames, ActorNamesResolver],
})
export class LedgerModule {}
