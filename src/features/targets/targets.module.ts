import { Global, Module } from '@nestjs/common';
import { KnownTargets } from '#features/controls/contract';
import { HeardOfTargets } from './heard-of-targets.js';

@Global()
@Module({
  providers: [{ provide: KnownTargets, useClass: HeardOfTargets }],
  exports: [KnownTargets],
})
export class TargetsModule {}
