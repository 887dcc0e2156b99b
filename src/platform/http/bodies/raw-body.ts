import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { refuseWith } from '../problem-details.js';

const RAW_BODY = 'writRawBody';
/** Bodies beyond what any other route takes that are read at the same time. */
const MOST_LARGE = 2;

/**
 * The route is given the bytes of a body as they were sent, at most 1 MiB or `most`, and possibly compressed, after the caller has
 * been let in. It MUST treat them as hostile: neither UTF-8 nor JSON nor any value has been checked.
 */
export const RawBody = (most?: number): MethodDecorator => RouteConfig({ [RAW_BODY]: most ?? true });

export function takesRawBody({ routeOptions }: FastifyRequest): boolean {
  return settingOf(routeOptions.config) !== undefined;
}

/** Lets routes take what they say they take, and few of the large ones at once: who is calling is known only when a body is read. */
export class LargeBodies {
  private reading = 0;

  allow(route: RouteOptions): void {
    const most = settingOf(route.config);
    if (typeof most === 'number') route.bodyLimit = most;
  }

  /** Throws the refusal of one too many. */
  enter({ routeOptions }: FastifyRequest, { raw }: FastifyReply): void {
    if (typeof settingOf(routeOptions.config) !== 'number') return;
    if (this.reading >= MOST_LARGE) throw refuseWith('OVERLOADED', 'other large bodies are being read: try again');
    this.reading += 1;
    raw.once('close', () => (this.reading -= 1));
  }
}

function settingOf(config: unknown): number | true | undefined {
  return (config as { readonly [RAW_BODY]?: number | true } | undefined)?.[RAW_BODY];
}
