import { Module, type DynamicModule } from '@nestjs/common';
import { StreamModule } from '#features/stream/stream.module';
import { GraphqlModule } from '#platform/graphql/graphql.module';
import { HealthModule } from '#platform/health/health.module';
import { OpenApiModule } from '#platform/openapi/openapi.module';
import { PlatformModule, type PlatformOptions } from '#platform/platform.module';
import { FeaturesModule } from '../features.module.js';

/** What serves agents and operators. Any number of these may run on one database. */
@Module({})
export class ApiModule {
  static with(options: PlatformOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [PlatformModule.with(options), HealthModule, OpenApiModule, FeaturesModule, StreamModule, GraphqlModule],
    };
  }
}
