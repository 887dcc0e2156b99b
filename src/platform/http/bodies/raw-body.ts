import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

const RAW_BODY = 'writRawBody';

/**
 * The route is given the bytes of a JSON body as they were sent, at most 1 MiB and possibly compressed, after the caller has
 * been let in. It MUST treat them as hostile: neither UTF-8 nor JSON nor any value has been checked.
 */
export const RawBody = (): MethodDecorator => RouteConfig({ [RAW_BODY]: true });

export function takesRawBody({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config as { [RAW_BODY]?: boolean } | undefined)?.[RAW_BODY] === true;
}
