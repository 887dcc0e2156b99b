import { Module, type DynamicModule } from '@nestjs/common';
import { PlatformModule, type PlatformOptions } from '#platform/platform.module';
import { FeaturesModule } from '../features.module.js';

/** The application without a server, for one command. */
@Module({})
export class AdminModule {
  static with(options: PlatformOptions): DynamicModule {
    return { module: AdminModule, imports: [PlatformModule.with(options), FeaturesModule] };
  }
}
