import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

/**
 * OPA makes a new connection for each request and leaves the old one open: one that reports every few seconds would hold
 * dozens of them here. They end with their answer.
 */
@Injectable()
export class OpaConnectionsInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const { headers } = http.getRequest<FastifyRequest>();
    if (headers['user-agent']?.startsWith('Open Policy Agent/'))
      void http.getResponse<FastifyReply>().header('connection', 'close');
    return next.handle();
  }
}
