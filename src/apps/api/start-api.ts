import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { DestinationStream } from 'pino';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '#platform/config/configuration';
import { Draining } from '#platform/http/requests/draining';
import { createHttpApp } from '#platform/http/http-app';
import { createLogger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { ApiModule } from './api.module.js';

export interface RunningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
  close(): Promise<void>;
  /** As `close`, for a server that others send clients to: they get the time to notice, and no request is lost. */
  stop(): Promise<void>;
}

/** Serves the API on the configured address; port 0 takes a free one. The database MUST be migrated. Logs go to standard output unless told otherwise. */
export async function startApi(configuration: Configuration, log?: DestinationStream): Promise<RunningApi> {
  const logger = createLogger('api', configuration.WRIT_LOG_LEVEL, log);
  const metrics = new Metrics('api');
  const app = await createHttpApp(ApiModule.with({ configuration, logger, metrics }), { configuration, logger, metrics });
  await app.listen(configuration.WRIT_PORT, configuration.WRIT_HOST);
  const { address, port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  logger.info({ url }, 'serving');
  const close = (): Promise<void> => app.close();
  const stop = async (): Promise<void> => {
    logger.info('stopping');
    await app.get(Draining).end(configuration.drainMs);
    await close();
  };
  return { app, url, close, stop };
}
