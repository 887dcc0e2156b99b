import { Module } from '@nestjs/common';
import { LiveModule } from '#platform/live/live.module';
import { LedgerResolver } from './ledger.resolver.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerExport } from './ledger-export.js';

@Module({ imports: [LiveModule], controllers: [LedgerController], providers: [LedgerExport, LedgerResolver] })
export class LedgerModule {}
