import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Ledger } from '#libs/nest-event-sourcing';
import { provideGuard } from '#libs/nest-decision-guards';
import type { Configuration } from '#platform/config/configuration';
import { createHttpApp } from '#platform/http/http-app';
import { createLogger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { ApiModule } from '../../../src/apps/api/api.module.js';
import { rationGuard, type Watch } from './ration.guard.js';
import { rationEvents, rations } from './rations.js';

@Module({})
class SpecModule {}

/** The whole API and beside it, from outside, these providers. */
export async function startApiWith(
  configuration: Configuration,
  providers: readonly Provider[],
): Promise<{ app: NestFastifyApplication; url: string }> {
  const logger = createLogger('api', configuration.WRIT_LOG_LEVEL);
  const metrics = new Metrics('api');
  const added: DynamicModule = {
    module: SpecModule,
    imports: [ApiModule.with({ configuration, logger, metrics })],
    providers: [...providers],
  };
  const app = await createHttpApp(added, { configuration, logger, metrics });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}` };
}

/** An API that rations agents, and what the spec sees of its guard. */
export async function startRationedApi(
  configuration: Configuration,
): Promise<{ app: NestFastifyApplication; url: string; watch: Watch }> {
  const watch: Watch = { judgedAt: [], beforeJudging: () => Promise.resolve() };
  const guard = provideGuard((ledger: Ledger) => rationGuard(ledger.states(rationEvents, rations), watch), [Ledger]);
  return { ...(await startApiWith(configuration, [guard])), watch };
}
