import { Module } from '@nestjs/common';
import { LedgerController } from './ledger.controller.js';
import { LedgerExport } from './ledger-export.js';

@Module({ controllers: [LedgerController], providers: [LedgerExport] })
export class LedgerModule {}
