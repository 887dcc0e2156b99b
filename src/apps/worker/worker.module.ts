import { Module, type DynamicModule } from '@nestjs/common';
import { HealthModule } from '#platform/health/health.module';
import { PlatformModule, type PlatformOptions } from '#platform/platform.module';
import { FeaturesModule } from '../features.module.js';

/** What keeps read models and reactions going. Any number may run; each event takes effect once. */
@Module({})
export class WorkerModule {
  static with(options: PlatformOptions): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.with(options), HealthModule, FeaturesModule] };
  }
}
