import { Module } from '@nestjs/common';
import { LedgerFollower } from './ledger-follower.js';

@Module({ providers: [LedgerFollower], exports: [LedgerFollower] })
export class LiveModule {}
