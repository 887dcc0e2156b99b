import { Global, Module, type DynamicModule } from '@nestjs/common';
import { HealthModule } from '#platform/health/health.module';
import { PlatformModule, type PlatformOptions } from '#platform/platform.module';
import { SIMULATION_THREAD } from '#features/replays/replays.module';
import { FeaturesModule } from '../features.module.js';

const SIMULATION = new URL('../simulation/main.worker.js', import.meta.url);

/** For whoever starts threads that have all of the features. */
@Global()
@Module({ providers: [{ provide: SIMULATION_THREAD, useValue: SIMULATION }], exports: [SIMULATION_THREAD] })
class ThreadsModule {}

/** What keeps read models and reactions going. Any number may run; each event takes effect once. */
@Module({})
export class WorkerModule {
  static with(options: PlatformOptions): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.with(options), HealthModule, ThreadsModule, FeaturesModule] };
  }
}
