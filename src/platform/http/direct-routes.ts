import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodType } from 'zod';
import type { Access } from '#libs/operations';
import { ACCESS } from '#platform/auth/access';
import { RequestAccess } from '#platform/auth/request-access';
import { ExactInputPipe } from './bodies/exact-input.pipe.js';
import { refuseQuery } from './requests/known-query.interceptor.js';

/** A method of a controller that answers POSTs, and what its body has to be. */
export interface DirectRoute<Body> {
  readonly path: string;
  /** The method as Nest knows it: what is declared on it, its access above all, holds here as there. */
  readonly method: (...args: never[]) => Promise<unknown>;
  readonly body: ZodType<Body>;
  readonly answer: (body: Body, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
}

type Handle = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * Routes that are asked so often that what Nest does around each handler would be a good part of their work. They are declared on a
 * controller like all others, and the document of the interface is made of that; only their requests go another way: the same access, the
 * same look at query and body, in the same order.
 */
@Injectable()
export class DirectRoutes {
  private readonly handles = new Map<string, Handle>();
  private readonly exactly = new ExactInputPipe();

  constructor(@Inject(RequestAccess) private readonly access: RequestAccess) {}

  /** From a constructor: routes are made when everything is there. */
  add<Body>(route: DirectRoute<Body>): void {
    const { path, method, body: schema, answer } = route;
    const access = Reflect.getMetadata(ACCESS, method) as Access | undefined;
    this.handles.set(path, async (request, reply) => {
      if (!this.access.enterAtOnce(request, access, method.name)) await this.access.enter(request, access, method.name);
      refuseQuery(request);
      const read = schema.safeParse(request.body);
      // What is wrong is said in the same words as everywhere.
      const body = read.success ? read.data : await this.exactly.transform(request.body, { type: 'body', schema });
      return answer(body as Body, request, reply);
    });
  }

  /** Puts the handlers in the place of Nest's as routes are made; `fail` answers what one of them threw. */
  takeOver(fastify: FastifyInstance, fail: (error: unknown, request: FastifyRequest, reply: FastifyReply) => void): void {
    fastify.addHook('onRoute', (route) => {
      const handle = route.method === 'POST' ? this.handles.get(route.url) : undefined;
      if (!handle) return;
      const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        try {
          void reply.status(200).send(await handle(request, reply));
        } catch (error) {
          // What fails while it is sent, too: a rejection that nobody takes would end the process.
          fail(error, request, reply);
        }
      };
      // Fastify must not wait for it: it would answer once more.
      route.handler = (request, reply) => void serve(request, reply);
    });
  }
}
